"""An algorithm: a plain typed function with a frozen specification attached."""

from __future__ import annotations

import functools
import importlib
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, Literal, ParamSpec, TypeVar

from isoline import validation
from isoline.fingerprint import fingerprint
from isoline.layers import Kind, Results
from isoline.parameters import Parameter

if TYPE_CHECKING:
    from isoline.run.region import Region

P = ParamSpec("P")
R = TypeVar("R")
Halo = int | Callable[[Mapping[str, Any]], int]
"""Pixels around a region that its result depends on, or how to tell from the parameters."""


class Scope(StrEnum):
    """How far a result's pixel looks: at itself, at its surroundings, or at everything."""

    PIXEL = "pixel"
    LOCAL = "local"
    GLOBAL = "global"


class Channels(StrEnum):
    """What an algorithm does with a colour picture."""

    LUMINANCE = "luminance"
    """It works on the luminance; the picture is converted before."""
    AXIS = "axis"
    """It is told which axis holds the channels, by an argument ``channel_axis``."""
    NATIVE = "native"
    """It takes the array as it is."""
    COLOUR = "colour"
    """It needs red, green and blue along the last axis, and gets nothing else."""


class Cost(StrEnum):
    """What to expect on a picture of about one megapixel."""

    INSTANT = "instant"
    SECONDS = "seconds"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Input:
    """A layer an algorithm takes."""

    name: str
    kind: Kind
    optional: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """A layer an algorithm gives; `columns` names what a coordinate array holds."""

    name: str
    kind: Kind
    description: str = ""
    columns: tuple[str, ...] = ()
    colour_map: str | None = None


OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A mask that is one comparison of each pixel with one parameter, and nothing else.

    What is declared so may be computed wherever the pixels are, the browser included.
    """

    input: str
    operator: Literal[">", ">=", "<", "<="]
    parameter: str

    def holds(self, value: Any, bound: Any) -> Any:
        """Compare a value, or an array of them, with the parameter."""
        return OPERATORS[self.operator](value, bound)


@dataclass(frozen=True, slots=True)
class Spec:
    """Everything there is to know about an algorithm without calling it.

    Attributes
    ----------
    id : str
        Unique name, as used in addresses and recipes.
    version : str
        Version of what computes it.
    title, summary, description : str
        For people.
    task : str
        What it is for, such as ``"segmentation"``.
    tags : tuple of str
        Further words to find it by.
    inputs, outputs, parameters
        Its declaration.
    scope : Scope
        How far a result's pixel looks.
    halo : int or callable
        For ``LOCAL``: how many pixels far; a callable gets the parameters.
    ndim : tuple of int
        Numbers of spatial axes it takes in one call; other stacks are worked plane by plane.
    channels : Channels
        What it does with colour.
    joins_labels : bool
        Whether it labels connected components, so that chunks can be joined at their seams.
    reshapes : bool
        Whether rasters come out with another shape than they went in.
    comparison : Comparison, optional
        The comparison it comes down to, if it is one.
    references : tuple of str
        Cited works.
    sample : str
        Id of the sample image that shows it best.
    prelude : tuple of (str, dict)
        Steps (algorithm id, parameters) that make its input from the sample.
    cost : Cost
        What to expect.
    source : str
        Dotted name of the library function, or of the decorated one.
    where : str
        File and line of the declaration.
    applies : Comparison, optional
        For ``GLOBAL``: the comparison with one of its own outputs, a number found on the whole
        picture, that its only raster comes down to.
    use_when, avoid_when : str
        What it is the right choice for, and what it is not.
    covers : tuple of str
        Dotted names of the library functions that it makes available.
    """

    id: str
    version: str
    title: str
    summary: str
    description: str
    task: str
    tags: tuple[str, ...]
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    parameters: tuple[Parameter, ...]
    scope: Scope
    halo: Halo
    ndim: tuple[int, ...]
    channels: Channels
    joins_labels: bool
    reshapes: bool
    comparison: Comparison | None
    references: tuple[str, ...]
    sample: str
    prelude: tuple[tuple[str, Mapping[str, Any]], ...]
    cost: Cost
    source: str
    where: str
    applies: Comparison | None = None
    use_when: str = ""
    avoid_when: str = ""
    covers: tuple[str, ...] = ()

    def input(self, name: str) -> Input | None:
        """The input of that name, if there is one."""
        return next((item for item in self.inputs if item.name == name), None)

    def output(self, name: str) -> Output | None:
        """The output of that name, if there is one."""
        return next((item for item in self.outputs if item.name == name), None)

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name, if there is one."""
        return next((item for item in self.parameters if item.name == name), None)

    def halo_for(self, parameters: Mapping[str, Any]) -> int:
        """Pixels around a region that its result depends on, for these parameter values."""
        if self.scope is not Scope.LOCAL:
            return 0
        return self.halo(parameters) if callable(self.halo) else self.halo

    def validated(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Check values and fill in defaults; see `isoline.validation.validated`."""
        return validation.validated(self.id, self.parameters, values)

    def json_schema(self) -> dict[str, Any]:
        """JSON Schema of the parameters."""
        return validation.json_schema(self.id, self.parameters)

    def at_scale(self, values: Mapping[str, Any], scale: float) -> dict[str, Any]:
        """Parameter values as they must be on a picture shrunk to `scale`."""
        return {p.name: p.at_scale(values[p.name], scale) for p in self.parameters}


class Algorithm(Generic[P, R]):
    """A function with a specification; calling it calls the function and nothing else.

    Parameters
    ----------
    function : callable
        Arrays in, arrays out.
    spec : Spec
        What it is.
    fast : callable, optional
        Same arguments; computes the same result faster or returns ``NotImplemented``.

    Attributes
    ----------
    fingerprint : str
        Hash of version and code; a result is only reused while it stays the same.
    """

    def __init__(
        self,
        function: Callable[P, R],
        spec: Spec,
        fast: Callable[..., Any] | None = None,
    ) -> None:
        functools.update_wrapper(self, function, updated=())
        self.function = function
        self.spec = spec
        self.fast = fast
        self.fingerprint = fingerprint(
            (spec.id, spec.version, spec.source),
            spec.where.rpartition(":")[0],
            (function, fast, getattr(function, "adapt", None)),
        )

    def __repr__(self) -> str:
        return f"<Algorithm {self.spec.id} from {self.spec.source}>"

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Call the function: arrays in, arrays out."""
        return self.function(*args, **kwargs)

    def run(
        self,
        *inputs: Any,
        axes: str | None = None,
        region: Region | None = None,
        scale: float = 1.0,
        progress: Callable[[int, int], None] | None = None,
        **values: Any,
    ) -> Results:
        """Validate, run on arrays or layers, and give named layers.

        Parameters
        ----------
        *inputs : ndarray or Layer
            In the order of the declaration; they may also be given by name.
        axes : str, optional
            Axes of the arrays, such as ``"YXC"``; guessed from the shape when left out.
        region : Region, optional
            Part of the picture (in pixels of the picture shrunk to `scale`) that is wanted.
        scale : float
            At most 1: how far to shrink before computing; lengths among the parameters follow.
        progress : callable, optional
            Called with (done, total) after each chunk.
        **values
            Parameters.

        Returns
        -------
        Results
            One layer per output.

        Raises
        ------
        ParameterError
            If a value is refused.
        AlgorithmFailedError
            If the function raises.
        """
        # The engine's floor knows algorithms; importing it here keeps declarations light.
        from isoline.run.single import run_single

        return run_single(self, inputs, values, axes, region, scale, progress)

    def __reduce__(self) -> Any:
        """Pickle by name, as functions are, unless the name means nothing to other processes."""
        # What is typed into a notebook is only found in that very process.
        if self.__module__ != "__main__" and _find(self.__module__, self.spec.id) is self:
            return _find, (self.__module__, self.spec.id)
        return super().__reduce__()


def _find(module: str, identity: str) -> Algorithm[..., Any] | None:
    """The algorithm of that id among what a module declares."""
    # The catalogue's floor knows algorithms, not the other way round.
    from isoline.catalogue import declared_in

    try:
        declared = declared_in(importlib.import_module(module))
    except ImportError:
        return None
    return next((item for item in declared if item.spec.id == identity), None)
