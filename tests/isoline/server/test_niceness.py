"""Threads that step back, and those that must not."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="only there have threads a priority of their own"
)

PROGRAM = """
import os, sys, threading
import cv2
import numpy as np
from isoline.server.niceness import start_threads, step_back

def compute():
    step_back(10)
    cv2.sepFilter2D(np.zeros((2048, 2048), np.uint8), cv2.CV_32F, np.ones(9), np.ones(9))

cv2.setNumThreads(2)
if sys.argv[1] == "first":
    start_threads()
behind = threading.Thread(target=compute)
behind.start()
behind.join()
# The one that has just ended may still be listed.
left = {int(name) for name in os.listdir("/proc/self/task")} - {behind.native_id}
print(sum(os.getpriority(os.PRIO_PROCESS, thread) > 0 for thread in left))
"""


@pytest.mark.parametrize(("start", "behind"), [("first", "0"), ("late", "1")])
def test_threads_of_opencv_do_not_step_back_with_the_background(start: str, behind: str) -> None:
    command = [sys.executable, "-c", PROGRAM, start]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == behind
