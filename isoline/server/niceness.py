"""Threads that step back behind others."""

from __future__ import annotations

import os
import sys
import threading


def step_back(niceness: int) -> None:
    """Lower the priority of the current thread, where threads have one of their own.

    On Linux they do; elsewhere this would slow the whole server, so nothing happens.
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)
