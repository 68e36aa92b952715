import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from seller_orders.adapters.inbound.server.usable_processors import usable_processors

VERSION_1 = "5:memory:/app\n4:cpu,cpuacct:/app/orders\n0::/\n"
VERSION_2 = "0::/app/orders\n"
IN_A_CONTAINER = "1:cpu:/docker/4f1d\n"


@pytest.fixture(autouse=True)
def _processors(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)))


def limited(folder: Path, own_groups: str, files: Mapping[str, str]) -> int:
    own = folder / "own"
    own.write_text(own_groups)
    for name, content in files.items():
        file = folder / "cgroup" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{content}\n")
    return usable_processors(own, folder / "cgroup")


def quota(group: str, quota: int) -> Mapping[str, str]:
    folder = f"cpu/{group}"
    return {f"{folder}/cpu.cfs_quota_us": f"{quota}", f"{folder}/cpu.cfs_period_us": "100000"}


@pytest.mark.parametrize(
    ("content", "number"),
    [
        ("max 100000", 8),
        ("200000 100000", 2),
        ("150000 100000", 2),
        ("5000 100000", 1),
        ("50000 10000", 5),
        ("1600000 100000", 8),
    ],
)
def test_a_limit_of_version_2_is_rounded_up(tmp_path: Path, content: str, number: int):
    assert limited(tmp_path, VERSION_2, {"app/orders/cpu.max": content}) == number


def test_the_limit_of_an_outer_group_counts(tmp_path: Path):
    files = {"app/orders/cpu.max": "400000 100000", "app/cpu.max": "300000 100000"}

    assert limited(tmp_path, VERSION_2, files) == 3


@pytest.mark.parametrize(("microseconds", "number"), [(-1, 8), (300_000, 3), (10_000, 1)])
def test_limits_of_version_1(tmp_path: Path, microseconds: int, number: int):
    assert limited(tmp_path, VERSION_1, quota("app/orders", microseconds)) == number


def test_a_container_finds_its_limit_at_the_root(tmp_path: Path):
    assert limited(tmp_path, IN_A_CONTAINER, quota("", 200_000)) == 2


def test_groups_of_other_controllers_do_not_count(tmp_path: Path):
    files = {"app/cpu.max": "100000 100000", "cpu/app/cpu.max": "100000 100000"}

    assert limited(tmp_path, "3:memory,cpuacct:/app\n", files) == 8


def test_affinity_counts_without_cgroups(tmp_path: Path):
    assert usable_processors(tmp_path / "none", tmp_path) == 8
