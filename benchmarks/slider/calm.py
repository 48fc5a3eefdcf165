"""Moments in which the machine does little else; a step is timed in one where there is one."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

STAT = Path("/proc/stat")
SPELL_SECONDS = 0.3
LEAST_IDLE = 0.6
PATIENCE_SECONDS = 10.0


def processor_times(stat: str) -> tuple[int, int]:
    """Idle ticks and all ticks of all processors together, from the text of ``/proc/stat``.

    Examples
    --------
    >>> processor_times("cpu  10 0 5 80 5 0 0 0 0 0")
    (85, 100)
    """
    ticks = [int(word) for word in stat.splitlines()[0].split()[1:9]]
    return ticks[3] + ticks[4], sum(ticks)


async def calm() -> bool:
    """Wait until the processors have idled for a spell; give up after a while.

    Returns
    -------
    bool
        Whether they did. Systems that do not tell are taken to be calm.
    """
    if not STAT.exists():
        return True
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        idle, total = processor_times(STAT.read_text(encoding="ascii"))
        await asyncio.sleep(SPELL_SECONDS)
        later_idle, later_total = processor_times(STAT.read_text(encoding="ascii"))
        if later_idle - idle >= LEAST_IDLE * (later_total - total):
            return True
    return False
