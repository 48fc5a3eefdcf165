"""Rounds of steps: every scene takes its turn in each, so that all share the machine's moods."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from benchmarks.slider.scene import Scene
from benchmarks.slider.step import Timed, step

WARM_UP = 2
LARGEST_RESIDUAL = 3.0
"""Pixels that a boundary may lie off the line through all of them."""


@dataclass(slots=True)
class Series:
    """Steps of one scene.

    Attributes
    ----------
    steps : list of Timed
        Steps to values not seen before.
    back : list of Timed
        Steps to values seen before.
    fault : str
        Why there are no more, empty if there are.
    """

    steps: list[Timed] = field(default_factory=list)
    back: list[Timed] = field(default_factory=list)
    fault: str = ""

    @property
    def latest(self) -> str:
        """Time of the newest step in words."""
        return f"{self.steps[-1].milliseconds:.0f} ms" if self.steps else "warming up"


async def rounds(
    scenes: Sequence[Scene],
    count: int,
    *,
    seconds: float = 30,
    back: bool = False,
    tell: Callable[[str], object] = lambda words: print(words, file=sys.stderr, flush=True),
) -> dict[str, Series]:
    """Step every scene in turn, as often as wanted.

    Parameters
    ----------
    scenes : sequence of Scene
        What takes part.
    count : int
        Rounds, after two that are not counted.
    seconds : float
        Longest wait for one step; a scene that exceeds it takes no further part.
    back : bool
        Whether each step forward is followed by one back.
    tell : callable
        Told what happens.

    Returns
    -------
    dict of str to Series
        By name of the scene.
    """
    series = {scene.name: Series() for scene in scenes}
    for turn in range(-WARM_UP, count):
        for scene in scenes:
            made = series[scene.name]
            if not made.fault:
                await _turn(scene, made, seconds, counted=turn >= 0, back=back)
                tell(f"  {scene.name}: {made.fault or made.latest}")
    for scene in scenes:
        series[scene.name].fault = series[scene.name].fault or misread(scene)
    return series


async def _turn(scene: Scene, made: Series, seconds: float, *, counted: bool, back: bool) -> None:
    """One step to a value not seen before; with `back`, then one back and one forth."""
    ways = [("ArrowRight", made.steps)]
    if back:
        ways += [("ArrowLeft", made.back), ("ArrowRight", made.back)]
    for key, steps in ways:
        timed = await _step(scene, key, seconds, made)
        if timed is None:
            return
        if counted:
            steps.append(timed)


async def _step(scene: Scene, key: str, seconds: float, made: Series) -> Timed | None:
    failure = f"> {seconds:.0f} s"
    try:
        timed = await step(scene, key, seconds)
        if timed.lost:
            # The screencast's failing, not the app's.
            timed = await step(scene, key, seconds)
        if timed.succeeded:
            return timed
    except Exception as error:
        # An app that fails in its own way is a result, not the end of the benchmark.
        failure = f"failed ({type(error).__name__})"
    made.fault = "crashed" if scene.window.crashed else failure
    return None


def misread(scene: Scene) -> str:
    """What speaks against the readings: the boundary must follow the slider along a line."""
    known = [(value, column) for value, column in scene.readings if np.isfinite(column)]
    if len(known) < 3:
        return ""
    values, columns = np.array(known).T
    slope, start = np.polyfit(values, columns, 1)
    residual = float(np.abs(slope * values + start - columns).max())
    if slope <= 0 or residual > LARGEST_RESIDUAL:
        return f"boundary does not follow the slider (off by {residual:.1f} px)"
    return ""
