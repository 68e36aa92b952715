"""Number of processors that this process may use."""

import os
from collections.abc import Iterator
from contextlib import suppress
from math import ceil, inf
from pathlib import Path, PurePosixPath
from typing import Final

_OWN_GROUPS: Final = Path("/proc/self/cgroup")
_HIERARCHIES: Final = Path("/sys/fs/cgroup")


def usable_processors(own_groups: Path = _OWN_GROUPS, hierarchies: Path = _HIERARCHIES) -> int:
    """Return the number of processors in this process's affinity, or its cgroup's limit if lower.

    A limit such as one and a half processors is rounded up.
    """
    limits = map(_limit, _groups(own_groups, hierarchies))
    return max(1, ceil(min([len(os.sched_getaffinity(0)), *limits])))


def _groups(own_groups: Path, hierarchies: Path) -> Iterator[Path]:
    """Yield the folders of this process's cgroups, and of those that contain them."""
    with suppress(OSError):
        for line in own_groups.read_text().splitlines():
            _, controllers, path = line.split(":", 2)
            # Version 2 has one hierarchy, version 1 has one a controller.
            if not controllers or "cpu" in controllers.split(","):
                hierarchy = hierarchies / "cpu" if controllers else hierarchies
                group = PurePosixPath(path).relative_to("/")
                yield from (hierarchy / each for each in (group, *group.parents))


def _limit(group: Path) -> float:
    # A group may have no limit, which version 2 writes as "max" and version 1 as -1. In a container
    # its path may be that of the host, and the container's own limit is at the root.
    with suppress(OSError, ValueError):
        if (both := group / "cpu.max").exists():
            quota, period = map(int, both.read_text().split())
        else:
            quota = int((group / "cpu.cfs_quota_us").read_text())
            period = int((group / "cpu.cfs_period_us").read_text())
        return quota / period if quota > 0 else inf
    return inf
