"""Every exception Isoline raises on purpose.

Each inherits the built-in a caller would expect, and carries a ``code`` that the HTTP API repeats::

    IsolineError
    ├── DeclarationError (TypeError)            a declaration that makes no sense
    │   └── DuplicateIdError                    two declarations with one id
    ├── UnknownAlgorithmError (LookupError)     no such id in the catalogue
    ├── ParameterError (ValueError)             values the declaration refuses, all of them at once
    ├── PipelineError (ValueError)              a recipe that cannot run; has a ``step``
    │   ├── WrongKindError                      an input of a kind the step does not take
    │   ├── ForwardReferenceError               an input from a later step
    │   ├── UnknownReferenceError               an input that does not exist
    │   ├── MissingInputError                   nothing to feed an input with
    │   └── ShapesDifferError                   pictures to be compared that differ in shape
    ├── AlgorithmFailedError (RuntimeError)     the algorithm itself raised; has a ``step``
    ├── CancelledError (RuntimeError)           the caller asked to stop
    ├── ImageError (ValueError)                 bytes that do not become an image
    │   ├── EmptyImageError                     no bytes at all
    │   ├── UnknownFormatError                  not a format Isoline reads
    │   ├── DamagedImageError                   truncated or broken
    │   └── ImageTooLargeError                  over a limit; names the limit and its setting
    ├── UnknownImageError (LookupError)         no image with that id
    ├── ReadOnlyImageError (PermissionError)    a sample cannot be deleted
    └── SettingError (ValueError)               a setting with an unusable value
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class IsolineError(Exception):
    """Base of every error Isoline raises on purpose."""

    code = "isoline_error"

    @property
    def message(self) -> str:
        """What was given, what was expected and what to do, in one or two sentences."""
        return str(self)


class DeclarationError(IsolineError, TypeError):
    """An algorithm is declared in a way that cannot work."""

    code = "bad_declaration"


class DuplicateIdError(DeclarationError):
    """Two algorithms were declared under one id."""

    code = "duplicate_id"


class UnknownAlgorithmError(IsolineError, LookupError):
    """No algorithm has that id."""

    code = "unknown_algorithm"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refused value: where it stands and why it was refused."""

    loc: tuple[str | int, ...]
    message: str


class ParameterError(IsolineError, ValueError):
    """Values that the declaration refuses.

    Parameters
    ----------
    algorithm : str
        Id of the algorithm whose declaration refused.
    refusals : iterable of Refusal
        One entry per refused parameter.
    """

    code = "invalid_parameters"

    def __init__(self, algorithm: str, refusals: Iterable[Refusal]) -> None:
        self.algorithm = algorithm
        self.refusals = tuple(refusals)
        super().__init__(algorithm, self.refusals)

    def __str__(self) -> str:
        listed = "; ".join(refusal.message for refusal in self.refusals)
        return f"{self.algorithm} refuses {len(self.refusals)} value(s): {listed}"


class PipelineError(IsolineError, ValueError):
    """A pipeline that cannot run.

    Parameters
    ----------
    message : str
        What is wrong and what to do.
    step : int, optional
        Zero-based index of the step at fault.
    loc : tuple of (str or int), optional
        Where in the step's recipe the fault stands.
    """

    code = "invalid_pipeline"

    def __init__(
        self, message: str, step: int | None = None, loc: tuple[str | int, ...] = ()
    ) -> None:
        self.step = step
        self.loc = loc
        super().__init__(message)


class WrongKindError(PipelineError):
    """A step's input refers to something of a kind it does not take."""

    code = "wrong_kind"


class ForwardReferenceError(PipelineError):
    """A step's input refers to itself or to a later step."""

    code = "forward_reference"


class UnknownReferenceError(PipelineError):
    """A step's input refers to something that does not exist."""

    code = "unknown_reference"


class MissingInputError(PipelineError):
    """A required input has nothing that fits it."""

    code = "missing_input"


class ShapesDifferError(PipelineError):
    """Results that are to be compared belong to pictures of different shapes."""

    code = "shapes_differ"


class AlgorithmFailedError(IsolineError, RuntimeError):
    """An algorithm raised while it ran.

    Parameters
    ----------
    algorithm : str
        Id of the algorithm.
    cause : str
        Class and message of what it raised.
    step : int, optional
        Zero-based index of the step.
    """

    code = "algorithm_failed"

    def __init__(self, algorithm: str, cause: str, step: int | None = None) -> None:
        self.algorithm = algorithm
        self.cause = cause
        self.step = step
        super().__init__(algorithm, cause, step)

    def __str__(self) -> str:
        return f"{self.algorithm} failed with {self.cause}"


class CancelledError(IsolineError, RuntimeError):
    """The caller asked a computation to stop."""

    code = "cancelled"


class ImageError(IsolineError, ValueError):
    """Bytes that do not become an image."""

    code = "bad_image"


class EmptyImageError(ImageError):
    """A file without bytes."""

    code = "empty_image"


class UnknownFormatError(ImageError):
    """A file of a format Isoline does not read."""

    code = "unknown_format"


class DamagedImageError(ImageError):
    """A truncated or broken file."""

    code = "damaged_image"


class ImageTooLargeError(ImageError):
    """A file or picture over a limit.

    Parameters
    ----------
    message : str
        What was given, naming the limit.
    setting : str
        Name of the setting that holds the limit.
    """

    code = "image_too_large"

    def __init__(self, message: str, setting: str) -> None:
        self.setting = setting
        super().__init__(message, setting)

    def __str__(self) -> str:
        return str(self.args[0])


class UnknownImageError(IsolineError, LookupError):
    """No image has that id."""

    code = "unknown_image"


class ReadOnlyImageError(IsolineError, PermissionError):
    """A sample image cannot be deleted."""

    code = "read_only_image"


class SettingError(IsolineError, ValueError):
    """A setting with an unusable value."""

    code = "bad_setting"
