"""Ways to declare an algorithm: decorate a function, or register one a library has."""

from __future__ import annotations

import importlib
import inspect
import re
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import Enum
from typing import (
    Any,
    ParamSpec,
    TypedDict,
    TypeVar,
    Unpack,
    get_args,
    get_origin,
    get_type_hints,
)

from isoline import documentation
from isoline.algorithm import (
    Algorithm,
    Channels,
    Comparison,
    Cost,
    Halo,
    Input,
    Output,
    Scope,
    Spec,
)
from isoline.calls import LibraryCall, with_members
from isoline.documentation import Documentation
from isoline.errors import DeclarationError, ParameterError
from isoline.layers import Kind
from isoline.parameters import REQUIRED, Parameter, parameter
from isoline.sources import docstring, signature
from isoline.validation import validated

RUN_ARGUMENTS = frozenset({"self", "axes", "region", "scale", "progress"})
"""Names that `Algorithm.run` keeps for itself."""

P = ParamSpec("P")
R = TypeVar("R")


class Options(TypedDict, total=False):
    """What a declaration may say besides the signature; see `isoline.algorithm.Spec`."""

    id: str
    title: str
    summary: str
    version: str
    tags: Sequence[str]
    scope: Scope
    halo: Halo
    ndim: tuple[int, ...]
    channels: Channels
    joins_labels: bool
    reshapes: bool
    comparison: Comparison
    applies: Comparison
    references: Sequence[str]
    sample: str
    prelude: Sequence[tuple[str, Mapping[str, Any]]]
    cost: Cost
    fast: Callable[..., Any]
    explains: str
    use_when: str
    avoid_when: str
    covers: Sequence[str]


def algorithm(task: str, **options: Unpack[Options]) -> Callable[[Callable[P, R]], Algorithm[P, R]]:
    """Make an algorithm of a typed function.

    Inputs are the arguments annotated with a layer type, parameters all the others; the return
    annotation names the outputs: one layer type, or a ``NamedTuple`` of them.

    Parameters
    ----------
    task : str
        What it is for.
    **options
        See `Options`. ``explains`` is the dotted name of a library function whose docstring
        supplies the references and parameter descriptions that the function's own lacks.
        ``covers`` are further library functions that this makes available.

    Raises
    ------
    DeclarationError
        If an annotation is missing or not understood.

    Examples
    --------
    >>> from isoline import Image, Mask
    >>> @algorithm(task="segmentation", scope=Scope.PIXEL)
    ... def brighter(image: Image, threshold: float = 128) -> Mask:
    ...     "Keep what is brighter."
    ...     return image > threshold
    >>> brighter.spec.title, brighter.spec.outputs[0].name
    ('Brighter', 'mask')
    """

    def declare(function: Callable[P, R]) -> Algorithm[P, R]:
        hints = _hints(function)
        inputs, parameters = _arguments(function, hints, options.get("channels"))
        code = function.__code__
        spec = _spec(
            identity=function.__name__,
            source=f"{function.__module__}.{function.__qualname__}",
            where=f"{code.co_filename}:{code.co_firstlineno}",
            task=task,
            prose=_prose(function, options.get("explains")),
            inputs=inputs,
            outputs=_returned(function.__name__, hints.get("return")),
            parameters=parameters,
            options=options,
        )
        members = {name: kind for name, hint in hints.items() if (kind := _enumeration(hint))}
        quick = with_members(fast, members) if (fast := options.get("fast")) else None
        return Algorithm(with_members(function, members), spec, quick)

    return declare


def library(
    target: str,
    *,
    task: str,
    inputs: Mapping[str, Any],
    outputs: Mapping[str, Any],
    parameters: Mapping[str, Any] | None = None,
    fixed: Mapping[str, Any] | None = None,
    adapt: Callable[..., Any] | None = None,
    **options: Unpack[Options],
) -> Algorithm[..., Any]:
    """Make an algorithm of a function that an installed library has.

    Parameters
    ----------
    target : str
        Dotted name, such as ``"skimage.filters.sato"``; its docstring is the documentation.
    task : str
        What it is for.
    inputs : mapping of str to layer type
        Arguments that are layers, in order; ``Image | None`` for optional ones.
    outputs : mapping of str to layer type or Output
        What it returns, in order.
    parameters : mapping of str to annotation, optional
        Arguments to offer, in order; a pair (annotation, default) replaces the library's default.
    fixed : mapping, optional
        Arguments always passed and not offered.
    adapt : callable, optional
        Called with (what the function returned, mapping of inputs); gives the outputs.
    **options
        See `Options`.

    Raises
    ------
    DeclarationError
        If there is no such function, or it has no such argument.
    """
    arguments = _signature(target)
    wanted = [*inputs, *(parameters or {}), *(fixed or {})]
    _check_arguments(target, arguments, wanted)
    declared = tuple(
        _library_parameter(name, item, arguments) for name, item in (parameters or {}).items()
    )
    help_text = docstring(target)
    frame = sys._getframe(1)
    spec = _spec(
        identity=target.rpartition(".")[2],
        source=target,
        where=f"{frame.f_code.co_filename}:{frame.f_lineno}",
        task=task,
        prose=documentation.parsed(help_text),
        inputs=tuple(_input(name, item) for name, item in inputs.items()),
        outputs=tuple(_output(name, item) for name, item in outputs.items()),
        parameters=declared,
        options={"version": _version(target), **options},
    )
    call = LibraryCall(
        target,
        tuple(inputs) + tuple(item.name for item in declared),
        tuple(inputs),
        {item.name: item.default for item in declared if item.default is not REQUIRED},
        dict(fixed or {}),
        adapt,
    )
    # As with a function, its home is where it is written, and its help is the library's.
    call.__dict__.update(__module__=frame.f_globals["__name__"], __doc__=help_text)
    return Algorithm(call, spec, options.get("fast"))


def _spec(
    *,
    identity: str,
    source: str,
    where: str,
    task: str,
    prose: Documentation,
    inputs: tuple[Input, ...],
    outputs: tuple[Output, ...],
    parameters: tuple[Parameter, ...],
    options: Options,
) -> Spec:
    name = options.get("id", identity)
    _check_names(name, [*(item.name for item in inputs), *(item.name for item in parameters)])
    _check_defaults(name, parameters)
    return Spec(
        id=name,
        version=options.get("version", "1"),
        title=options.get("title", name.replace("_", " ").capitalize()),
        summary=options.get("summary", prose.summary),
        description=prose.description,
        task=task,
        tags=tuple(options.get("tags", ())),
        inputs=tuple(_described(item, prose) for item in inputs),
        outputs=outputs,
        parameters=tuple(_described(item, prose) for item in parameters),
        scope=options.get("scope", Scope.GLOBAL),
        halo=options.get("halo", 0),
        ndim=options.get("ndim", (2, 3)),
        channels=options.get("channels", Channels.LUMINANCE),
        joins_labels=options.get("joins_labels", False),
        reshapes=options.get("reshapes", False),
        comparison=options.get("comparison"),
        references=tuple(options.get("references", ())) or prose.references,
        sample=options.get("sample", "coins"),
        prelude=tuple(options.get("prelude", ())),
        cost=options.get("cost", Cost.INSTANT),
        source=source,
        where=where,
        applies=options.get("applies"),
        use_when=options.get("use_when", ""),
        avoid_when=options.get("avoid_when", ""),
        covers=_covered(source, options),
    )


def _covered(source: str, options: Options) -> tuple[str, ...]:
    named = [source, options.get("explains", ""), *options.get("covers", ())]
    return tuple(dict.fromkeys(filter(None, named)))


def _check_names(identity: str, arguments: Sequence[str]) -> None:
    # Ids stand in addresses and recipes, so they must not need quoting.
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*", identity):
        raise DeclarationError(
            f"an algorithm is called {identity!r}; an id is made of letters, digits, _, - and "
            "single dots, as in 'my_lab.count_cells'"
        )
    taken = [name for name in arguments if name in RUN_ARGUMENTS]
    if taken:
        raise DeclarationError(
            f"argument {taken[0]!r} of {identity} has a name that a run uses itself; rename it"
        )


def _check_defaults(identity: str, parameters: tuple[Parameter, ...]) -> None:
    # Making a model takes longer than all else that is declared; most are never needed.
    if all(item.default is REQUIRED or item.fits(item.default) for item in parameters):
        return
    optional = tuple(item for item in parameters if item.default is not REQUIRED)
    try:
        validated(identity, optional, {item.name: item.default for item in optional})
    except ParameterError as error:
        raise DeclarationError(f"a default lies outside its declaration: {error}") from None


Described = TypeVar("Described", Input, Parameter)


def _described(item: Described, prose: Documentation) -> Described:
    return replace(item, description=item.description or prose.parameters.get(item.name, ""))


def _prose(function: Callable[..., Any], explains: str | None) -> Documentation:
    own = documentation.read(function)
    if explains is None:
        return own
    other = documentation.parsed(docstring(explains))
    return Documentation(
        summary=own.summary or other.summary,
        description=own.description or other.description,
        parameters={**other.parameters, **own.parameters},
        references=own.references or other.references,
        examples=own.examples or other.examples,
    )


def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    try:
        return get_type_hints(function, include_extras=True)
    # Evaluating an annotation written as text may raise anything.
    except Exception as error:
        raise DeclarationError(
            f"an annotation of {function.__name__} cannot be read: {error}"
        ) from error


def _arguments(
    function: Callable[..., Any], hints: Mapping[str, Any], channels: Channels | None
) -> tuple[tuple[Input, ...], tuple[Parameter, ...]]:
    inputs: list[Input] = []
    parameters: list[Parameter] = []
    for name, argument in inspect.signature(function).parameters.items():
        if argument.kind not in (argument.POSITIONAL_OR_KEYWORD, argument.KEYWORD_ONLY):
            raise DeclarationError(
                f"argument {name!r} of {function.__name__} is {argument.kind.description}; "
                "every argument must be one that can be given by name"
            )
        if name == "channel_axis" and channels is Channels.AXIS:
            continue
        if name not in hints:
            raise DeclarationError(f"argument {name!r} of {function.__name__} has no annotation")
        if _kind(hints[name]) is not None:
            inputs.append(_input(name, hints[name]))
        else:
            parameters.append(parameter(name, hints[name], _default(argument)))
    return tuple(inputs), tuple(parameters)


def _default(argument: inspect.Parameter) -> Any:
    return REQUIRED if argument.default is inspect.Parameter.empty else argument.default


def _enumeration(annotation: Any) -> type[Enum] | None:
    """The Enum class in an annotation, looking through ``| None``, lists and extras."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return annotation
    return next((kind for item in get_args(annotation) if (kind := _enumeration(item))), None)


def _kind(annotation: Any) -> Kind | None:
    """The layer kind an annotation stands for, looking through ``| None``."""
    for extra in getattr(annotation, "__metadata__", ()):
        if isinstance(extra, Kind):
            return extra
    kinds = [kind for item in get_args(annotation) if (kind := _kind(item)) is not None]
    return kinds[0] if len(kinds) == 1 and type(None) in get_args(annotation) else None


def _input(name: str, annotation: Any) -> Input:
    kind = _kind(annotation)
    if kind is None:
        raise DeclarationError(f"input {name!r} is {annotation!r}; expected a layer type")
    return Input(name, kind, optional=type(None) in get_args(annotation))


def _output(name: str, annotation: Any) -> Output:
    if isinstance(annotation, Output):
        return replace(annotation, name=name)
    extras = getattr(annotation, "__metadata__", ())
    kind = _kind(annotation)
    if kind is None:
        raise DeclarationError(f"output {name!r} is {annotation!r}; expected a layer type")
    declared = next((item for item in extras if isinstance(item, Output)), None)
    return replace(declared, name=name) if declared else Output(name, kind)


def _returned(function: str, annotation: Any) -> tuple[Output, ...]:
    kind = _kind(annotation)
    if kind is not None:
        extras = getattr(annotation, "__metadata__", ())
        given = [item.name for item in extras if isinstance(item, Output)]
        return (_output("".join(given) or kind.value, annotation),)
    if isinstance(annotation, type) and hasattr(annotation, "_fields"):
        hints = get_type_hints(annotation, include_extras=True)
        return tuple(_output(name, hint) for name, hint in hints.items())
    raise DeclarationError(
        f"{function} returns {get_origin(annotation) or annotation!r}; "
        "expected a layer type or a NamedTuple of layer types"
    )


def _version(target: str) -> str:
    package = importlib.import_module(target.partition(".")[0])
    return str(getattr(package, "__version__", "1"))


def _signature(target: str) -> inspect.Signature:
    try:
        return signature(target)
    except ValueError as error:
        raise DeclarationError(
            f"{target} does not tell its arguments; call it from a function of your own and "
            "decorate that one"
        ) from error


def _check_arguments(target: str, signature: inspect.Signature, wanted: Sequence[str]) -> None:
    unknown = [name for name in wanted if name not in signature.parameters]
    if unknown:
        raise DeclarationError(
            f"{target} has no argument {', '.join(unknown)}; it has "
            + ", ".join(signature.parameters)
        )
    twice = [name for name, count in Counter(wanted).items() if count > 1]
    if twice:
        raise DeclarationError(
            f"argument {', '.join(twice)} of {target} is declared twice; an argument is an input, "
            "a parameter or fixed"
        )


def _library_parameter(name: str, item: Any, signature: inspect.Signature) -> Parameter:
    if isinstance(item, tuple):
        annotation, default = item
        return parameter(name, annotation, default)
    return parameter(name, item, _default(signature.parameters[name]))
