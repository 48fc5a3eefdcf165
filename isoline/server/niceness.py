"""Threads that step back behind others."""

from __future__ import annotations

import os
import sys
import threading

import cv2
import numpy as np

_SHARED_ROWS = 1024
"""Of a square that OpenCV has several threads compute."""


def step_back(niceness: int) -> None:
    """Lower the priority of the current thread, where threads have one of their own.

    On Linux they do; elsewhere this would slow the whole server, so nothing happens.
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)


def start_threads() -> None:
    """Have OpenCV start its threads from the current one, whose priority they keep.

    They are started by the first computation that is large enough for several. Were that one of
    the background, they would step back behind everybody for ever, also for who waits.
    """
    rows = np.zeros((_SHARED_ROWS, _SHARED_ROWS), np.uint8)
    cv2.sepFilter2D(rows, cv2.CV_32F, np.ones(3), np.ones(3))
