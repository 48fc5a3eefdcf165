from __future__ import annotations

import os
from pathlib import Path
from typing import TypedDict

import pytest

from isoline.errors import SettingError
from isoline.run.cpus import available_cpus


@pytest.fixture
def many_cpus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(16)), raising=False)


class Places(TypedDict):
    cgroup_root: Path
    membership: Path


def place(tmp_path: Path, files: dict[str, str], membership: str = "0::/\n") -> Places:
    for name, text in files.items():
        file = tmp_path / "cgroup" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (tmp_path / "membership").write_text(membership)
    return {"cgroup_root": tmp_path / "cgroup", "membership": tmp_path / "membership"}


@pytest.mark.usefixtures("many_cpus")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("max 100000\n", 16),
        ("200000 100000\n", 2),
        ("150000 100000\n", 2),
        ("10000 100000\n", 1),
        ("5000000 100000\n", 16),
        ("nonsense\n", 16),
        ("", 16),
    ],
)
def test_a_version_2_quota_bounds_the_count(tmp_path: Path, text: str, expected: int) -> None:
    assert available_cpus(**place(tmp_path, {"cpu.max": text})) == expected


@pytest.mark.usefixtures("many_cpus")
@pytest.mark.parametrize("controller", ["cpu", "cpu,cpuacct"])
@pytest.mark.parametrize(("quota", "expected"), [("300000", 3), ("-1", 16)])
def test_a_version_1_quota_bounds_the_count(
    tmp_path: Path, controller: str, quota: str, expected: int
) -> None:
    files = {
        f"{controller}/pod/cpu.cfs_quota_us": quota,
        f"{controller}/pod/cpu.cfs_period_us": "100000",
    }
    places = place(tmp_path, files, membership=f"4:{controller}:/pod\n0::/\n")
    assert available_cpus(**places) == expected


@pytest.mark.usefixtures("many_cpus")
def test_the_tightest_quota_up_the_tree_counts(tmp_path: Path) -> None:
    files = {"a/cpu.max": "200000 100000", "a/b/cpu.max": "800000 100000"}
    assert available_cpus(**place(tmp_path, files, membership="0::/a/b\n")) == 2


@pytest.mark.usefixtures("many_cpus")
@pytest.mark.parametrize("group", ["/not/mounted", "/../sibling"])
def test_a_group_outside_the_mount_falls_back_to_its_root(tmp_path: Path, group: str) -> None:
    places = place(tmp_path, {"cpu.max": "400000 100000"}, membership=f"0::{group}\n")
    assert available_cpus(**places) == 4


@pytest.mark.usefixtures("many_cpus")
def test_a_machine_without_control_groups_counts_its_affinity(tmp_path: Path) -> None:
    assert available_cpus(cgroup_root=tmp_path / "no", membership=tmp_path / "none") == 16


def test_a_platform_without_affinity_counts_its_cpus(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 5)
    assert available_cpus(cgroup_root=tmp_path, membership=tmp_path / "none") == 5


@pytest.mark.usefixtures("many_cpus")
@pytest.mark.parametrize(("limit", "expected"), [(1, 1), (3, 3), (64, 16), (None, 16)])
def test_a_limit_caps_the_count(tmp_path: Path, limit: int | None, expected: int) -> None:
    assert available_cpus(limit, **place(tmp_path, {})) == expected


def test_a_limit_below_one_is_refused() -> None:
    with pytest.raises(SettingError, match="limit of 0 CPUs"):
        available_cpus(0)


def test_this_machine_has_at_least_one_cpu() -> None:
    assert available_cpus() >= 1
