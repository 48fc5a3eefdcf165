"""A small catalogue with an algorithm that takes as long as a test wants it to."""

from __future__ import annotations

import threading
from typing import Annotated

from isoline import Catalogue, Image, Mask, Scope, Slider, algorithm

PATIENCE = 20.0


class Gate:
    """Where `blocking` waits until it is opened, and what it counts."""

    opened = threading.Event()
    inside = threading.Semaphore(0)
    lock = threading.Lock()
    most = now = 0

    @classmethod
    def close(cls) -> None:
        cls.opened.clear()
        cls.inside = threading.Semaphore(0)
        cls.most = 0

    @classmethod
    def passed(cls) -> None:
        with cls.lock:
            cls.now += 1
            cls.most = max(cls.most, cls.now)
        cls.inside.release()
        assert cls.opened.wait(PATIENCE)
        with cls.lock:
            cls.now -= 1


@algorithm(task="segmentation", scope=Scope.GLOBAL, sample="coins")
def blocking(image: Image, number: Annotated[int, Slider(0, 1000)] = 0) -> Mask:
    """Wait until the gate is opened."""
    Gate.passed()
    return image > number


@algorithm(task="segmentation", scope=Scope.PIXEL, sample="coins")
def above(image: Image, threshold: Annotated[float, Slider(0, 255)] = 128) -> Mask:
    """Keep what is brighter."""
    return image > threshold


GATED = Catalogue([blocking, above])
