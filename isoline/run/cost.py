"""What a computation is expected to cost, and whether and how to cut it into chunks."""

from __future__ import annotations

import math
import threading
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from isoline.run.region import per_axis

JOINING_OVERHEAD = 6.0
"""Work on labels that are joined at seams over work on labels of one piece.

Measured on masks of 2048² to 8192² pixels, two workers against the fastest labelling of one piece:
blocks are labelled, their seams searched and every pixel renumbered.
"""

_MEGA = 1e6
_TELLING_MEGAPIXELS = 1 / 16
"""Below it the time goes into calling, not into pixels, and the rate would be far too high."""


def worth_chunking(
    seconds_per_megapixel: float,
    megapixels: float,
    workers: int,
    *,
    padding: float = 1.0,
    dispatch_seconds: float = 0.02,
    smallest_seconds: float = 0.04,
) -> bool:
    """Decide whether chunks on several workers beat one piece.

    Parameters
    ----------
    seconds_per_megapixel : float
        Expected computing time of one worker, in seconds per million pixels.
    megapixels : float
        Size of the image, in millions of pixels.
    workers : int
        How many chunks run at once.
    padding : float, optional
        Pixels read over pixels written, 1 or more; what the halo adds.
    dispatch_seconds : float, optional
        Time spent on starting workers and collecting from them.
    smallest_seconds : float, optional
        What takes less than this stays in one piece whatever the gain.

    Returns
    -------
    bool
        Whether chunking is expected to be faster.

    Examples
    --------
    >>> worth_chunking(0.03, megapixels=1.0, workers=4)
    False
    >>> worth_chunking(0.03, megapixels=64.0, workers=2)
    True
    """
    whole = seconds_per_megapixel * megapixels
    if workers < 2 or whole < smallest_seconds:
        return False
    return whole * padding / workers + dispatch_seconds < whole


def chunk_shape(
    shape: Sequence[int],
    halo: int | Sequence[int],
    workers: int,
    *,
    pixels: int = 2_000_000,
    row_length: int = 2000,
    padding: float = 1.5,
) -> tuple[int, ...]:
    """Choose the shape of the chunks an image is cut into.

    Parameters
    ----------
    shape : sequence of int
        Spatial shape of the image, in pixels.
    halo : int or sequence of int
        Halo in pixels, for all axes or for each one.
    workers : int
        How many chunks run at once; there are at least as many chunks where possible.
    pixels : int, optional
        Number of pixels a chunk should hold at most, halo aside.
    row_length : int, optional
        Number of pixels along the last axis that a chunk should hold at most.
    padding : float, optional
        Bound on pixels read over pixels written. It outranks all other wishes.

    Returns
    -------
    tuple of int
        Full-width bands for work without a halo, which are contiguous in memory; otherwise blocks
        of short rows. Later axes are cut where the first cannot be cut finely enough.

    Examples
    --------
    >>> chunk_shape((8192, 8192), halo=0, workers=2)
    (241, 8192)
    >>> chunk_shape((8192, 8192), halo=8, workers=2)
    (1171, 1639)
    >>> chunk_shape((100, 100), halo=60, workers=2)
    (100, 100)
    """
    widths = per_axis(halo, len(shape))
    wanted = math.ceil(math.prod(shape) / pixels / workers) * workers
    cuts = [(axis, wanted) for axis in range(len(shape))]
    if any(widths) and len(shape) > 1:
        # Long rows, above all of a power of two, put the pixels of a column into the same few
        # cache lines: a Gaussian on blocks of 4096 columns takes 1.5 times as long as on 2048.
        cuts.insert(0, (len(shape) - 1, math.ceil(shape[-1] / row_length)))
    chunk, allowed = list(shape), padding
    for axis, most in cuts:
        length, width = chunk[axis], widths[axis]
        count = max(1, min(wanted, most, _most_cuts(length, width, allowed)))
        chunk[axis] = max(1, math.ceil(length / count))
        count = max(1, math.ceil(length / chunk[axis]))
        allowed /= 1 + 2 * width * (count - 1) / max(1, length)
        wanted = math.ceil(wanted / count)
    return tuple(chunk)


def _most_cuts(length: int, width: int, padding: float) -> int:
    """Count the parts of an axis whose inner halos together stay within `padding`."""
    if width == 0:
        return max(1, length)
    return 1 + math.floor(max(0.0, padding - 1) * length / (2 * width))


@dataclass(slots=True)
class CostModel:
    """Learns what each computation costs and plans its chunks; safe with several threads.

    Parameters
    ----------
    default : float, optional
        Seconds per megapixel assumed before the first observation; a Gaussian of 2 pixels takes
        about 0.03.
    smoothing : float, optional
        Weight of the latest observation in the exponential average, above 0 and up to 1.
    prior : mapping of hashable to float, optional
        Seconds per megapixel assumed before the first observation, by what is computed, where it
        has been measured elsewhere. That is nearer than `default`, also on another machine.

    Raises
    ------
    ValueError
        If `default` is negative or `smoothing` lies outside its range.

    Examples
    --------
    >>> model = CostModel()
    >>> model.observe("gaussian", seconds=0.5, megapixels=1.0)
    >>> model.estimate("gaussian", megapixels=4.0)
    2.0
    """

    default: float = 0.03
    smoothing: float = 0.3
    prior: Mapping[Hashable, float] = field(default_factory=dict)
    _learnt: dict[Hashable, float] = field(default_factory=dict, init=False, repr=False)
    _shared: dict[Hashable, float] = field(default_factory=dict, init=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def __post_init__(self) -> None:
        if not (self.default >= 0 and 0 < self.smoothing <= 1):
            raise ValueError(
                f"Got default={self.default} and smoothing={self.smoothing}: expected a default of "
                "0 s or more and a smoothing above 0, up to 1."
            )

    def observe(
        self, key: Hashable, seconds: float, megapixels: float, *, workers: int = 1
    ) -> None:
        """Learn from a finished run.

        Parameters
        ----------
        key : hashable
            What was computed, such as an algorithm with its parameters.
        seconds : float
            Wall time of the run.
        megapixels : float
            Millions of pixels computed; the fewer there are, the less is learnt.
        workers : int, optional
            How many workers shared the run.
        """
        if megapixels <= 0:
            return
        rate = seconds * workers / megapixels
        telling = min(1.0, megapixels / _TELLING_MEGAPIXELS)
        with self._lock:
            rates = self._learnt if workers == 1 else self._shared
            known = rates.get(key, rate if telling == 1 else self._assumed(key))
            rates[key] = known + self.smoothing * telling * (rate - known)

    def seconds_per_megapixel(self, key: Hashable) -> float:
        """Expected computing time of one worker per million pixels."""
        with self._lock:
            return self._learnt.get(key, self._shared.get(key, self._assumed(key)))

    def _assumed(self, key: Hashable) -> float:
        return self.prior.get(key, self.default)

    def estimate(self, key: Hashable, megapixels: float) -> float:
        """Expected seconds in one piece."""
        return self.seconds_per_megapixel(key) * megapixels

    def plan(
        self,
        key: Hashable,
        shape: Sequence[int],
        halo: int | Sequence[int],
        workers: int,
        *,
        overhead: float = 1.0,
    ) -> tuple[int, ...] | None:
        """Choose a chunk shape, or none where one piece is faster.

        Parameters
        ----------
        key : hashable
            What is to be computed.
        shape : sequence of int
            Spatial shape of the image, in pixels.
        halo : int or sequence of int
            Halo in pixels, for all axes or for each one.
        workers : int
            How many chunks run at once.
        overhead : float, optional
            Work in chunks over work in one piece, the halo aside.

        Returns
        -------
        tuple of int or None
            Shape of the chunks; None to run in one piece.
        """
        chunk = chunk_shape(shape, halo, workers)
        counts = [math.ceil(n / c) for n, c in zip(shape, chunk, strict=True)]
        if math.prod(counts) < 2:
            return None
        widths = per_axis(halo, len(shape))
        ratios = [
            1 + 2 * h * (count - 1) / n for n, h, count in zip(shape, widths, counts, strict=True)
        ]
        alone = self.seconds_per_megapixel(key)
        with self._lock:
            shared = self._shared.get(key) if key in self._learnt else None
        # Some functions use every CPU by themselves, which only trying tells.
        tried = shared / alone if shared and alone else None
        pays = worth_chunking(
            alone,
            math.prod(shape) / _MEGA,
            min(workers, math.prod(counts)),
            padding=tried or math.prod(ratios) * overhead,
        )
        return chunk if pays else None
