"""What the studies share: the browser, the running servers, the pictures, how much to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from playwright.async_api import Browser

from benchmarks.slider.isoline_app import FLOOR, Isoline
from benchmarks.slider.ramp import ramp_image
from benchmarks.slider.scene import Look, Scene, scene


@dataclass(frozen=True, slots=True)
class Amount:
    """How much to measure.

    Attributes
    ----------
    repeats : int
        Steps behind each median.
    drags : int
        Drags of each scene.
    sides : sequence of int
        Sides of the pictures that Isoline shows, in pixels.
    peer_sides : sequence of int
        Sides of the pictures that the peers show.
    smoothed_side : int
        Side of the picture that is smoothed first.
    """

    repeats: int = 9
    drags: int = 15
    sides: Sequence[int] = (1024, 2048, 4096, 16384)
    peer_sides: Sequence[int] = (2048, 4096)
    smoothed_side: int = 4096


QUICK = Amount(repeats=5, drags=1, sides=(2048,), peer_sides=(), smoothed_side=2048)


@dataclass(slots=True)
class Setting:
    """Servers, browser and pictures of one run.

    Attributes
    ----------
    browser : Browser
        Chromium.
    isoline : Isoline
        The subject.
    floor : str
        Address of the app that answers one number.
    folder : Path
        For pictures and logs; gone after the run.
    amount : Amount
        How much to measure.
    tell : callable
        Told what happens.
    """

    browser: Browser
    isoline: Isoline
    floor: str
    folder: Path
    amount: Amount
    tell: Callable[[str], object]
    _ids: dict[tuple[int, int], str] = field(default_factory=dict)

    def picture(self, side: int, turn: int = 0) -> Path:
        """File of the ramp of that side; those of other turns differ in one pixel."""
        path = self.folder / f"ramp{side}.{turn}.npy"
        if not path.exists():
            pixels = ramp_image(side)
            pixels[0, 0] = turn
            np.save(path, pixels)
        return path

    def image(self, side: int, turn: int = 0) -> str:
        """Id of the ramp in Isoline's library; nothing is known yet of one of another turn."""
        if (side, turn) not in self._ids:
            self.tell(f"uploading {side}²")
            self._ids[side, turn] = self.isoline.upload(self.picture(side, turn))
        return self._ids[side, turn]

    async def open(self, stack: AsyncExitStack, name: str, url: str, look: Look) -> Scene:
        """Open a scene that lasts as long as the stack."""
        self.tell(f"opening {name}")
        return await stack.enter_async_context(scene(self.browser, name, url, look))

    async def open_floor(self, stack: AsyncExitStack, study: str) -> Scene:
        """Open the floor for one study, so that it is measured beside what is held against it."""
        return await self.open(stack, f"floor, {study}", self.floor, FLOOR)
