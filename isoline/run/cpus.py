"""How many CPUs this process may really use."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from pathlib import Path

from isoline.errors import SettingError

_CGROUP_ROOT = Path("/sys/fs/cgroup")
_MEMBERSHIP = Path("/proc/self/cgroup")
_V1_CONTROLLERS = ("cpu", "cpu,cpuacct", "cpuacct,cpu")


def available_cpus(
    limit: int | None = None,
    *,
    cgroup_root: Path = _CGROUP_ROOT,
    membership: Path = _MEMBERSHIP,
) -> int:
    """Count the CPUs that affinity, control groups and the user's cap leave to this process.

    Parameters
    ----------
    limit : int, optional
        Cap set by the user; no cap when left out.
    cgroup_root : Path, optional
        Where the control group file system is mounted.
    membership : Path, optional
        File that names the control groups of this process.

    Returns
    -------
    int
        At least 1. A fractional quota counts upward: 1.5 CPUs keep two workers busy.

    Raises
    ------
    SettingError
        If `limit` is below 1.

    Notes
    -----
    ``cpu.max`` is described in the Linux kernel's "Control Group v2", ``cpu.cfs_quota_us`` in its
    "CFS Bandwidth Control". A group is bound by its ancestors too, so the tightest quota counts.
    """
    if limit is not None and limit < 1:
        raise SettingError(
            f"Got a limit of {limit} CPUs: expected 1 or more, or none at all to use every CPU."
        )
    counts = [_affinity(), *map(math.ceil, _quotas(cgroup_root, membership))]
    if limit is not None:
        counts.append(limit)
    return max(1, min(counts))


def _affinity() -> int:
    # Only Linux and some BSDs can pin a process to CPUs.
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _quotas(root: Path, membership: Path) -> Iterator[float]:
    groups = _groups(membership)
    for folder in _lineage(root, groups.get("", "/")):
        yield from _ratio(_read(folder / "cpu.max").split())
    for controller in _V1_CONTROLLERS:
        for folder in _lineage(root / controller, groups.get("cpu", "/")):
            files = (folder / "cpu.cfs_quota_us", folder / "cpu.cfs_period_us")
            yield from _ratio([text for file in files for text in _read(file).split()])


def _groups(membership: Path) -> dict[str, str]:
    """Map each controller to the process's group; version 2 has the empty name."""
    groups = {}
    for line in _read(membership).splitlines():
        _, controllers, group = line.split(":", 2)
        groups.update(dict.fromkeys(controllers.split(","), group))
    return groups


def _lineage(root: Path, group: str) -> Iterator[Path]:
    # Inside a container the named group often lies outside the mount, whose root is then ours;
    # missing files read as "no quota", so walking the whole line is safe.
    folder = Path(group.strip("/"))
    if ".." not in folder.parts:
        yield from (root / part for part in (folder, *folder.parents))
    else:
        yield root


def _ratio(words: list[str]) -> Iterator[float]:
    try:
        quota, period = map(float, words)
    except ValueError:
        return
    if quota > 0 and period > 0:
        yield quota / period


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
