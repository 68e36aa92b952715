"""Mutation testing of the domain: ``python -m tests.mutation [MODULE...]``.

Each worker mutates a clone of the last commit. The command prints the mutations that no test
noticed. It fails if one of them is not explained, or if they are more than 2 % of all. The tests
have to pass without a mutation first: a test that always fails would notice everything.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import Final

from attrs import frozen
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import TestOutcome, WorkerOutcome

from tests.mutation.explained import EXPLAINED

_ROOT: Final = Path(__file__).parents[2]
_DOMAIN: Final = Path("seller_orders/domain")
_BIN: Final = Path(sys.executable).parent
_WORKERS: Final = os.cpu_count() or 1
_REQUIRED_SHARE: Final = 0.98

# The domain's tests need no fixture of conftest.py, whose set-up takes longer than they do.
_OPTIONS: Final = (
    "-x -q --no-header --noconftest -p tests.mutation.quickly "
    "-p no:cacheprovider -p no:schemathesis -p no:xdist"
)

# A run that takes too long counts as a failure, so the limit is far above that of a busy machine.
_CONFIGURATION: Final = """
[cosmic-ray]
module-path = "{module}"
timeout = 600.0
excluded-modules = []
test-command = "{python} -m pytest {options} tests/unit/domain"

[cosmic-ray.distributor]
name = "local"

[cosmic-ray.filters.operators-filter]
# Identity is compared only with None and enumeration members, where == means the same.
exclude-operators = [
    "core/ReplaceComparisonOperator_Is_Eq",
    "core/ReplaceComparisonOperator_IsNot_NotEq",
]
"""


@frozen
class Result:
    """Number of mutations of a module, and the diffs that no test noticed."""

    module: Path
    changes: int
    unnoticed: list[str]

    @property
    def unexplained(self) -> list[str]:
        """Diffs that are not in ``EXPLAINED``."""
        return [diff for diff in self.unnoticed if not _added_lines(diff) & EXPLAINED.keys()]


def main(names: list[str]) -> None:
    """Mutate the modules with these names, or all modules if there are none."""
    modules = sorted((_ROOT / _DOMAIN).glob("*.py"), key=lambda file: -file.stat().st_size)
    wanted = [_DOMAIN / file.name for file in modules if not names or file.stem in names]
    with TemporaryDirectory(prefix="seller-orders-mutation-") as folder:
        copies = SimpleQueue[Path]()
        for n in range(_WORKERS):
            copy = Path(folder) / f"copy-{n}"
            subprocess.run(["git", "clone", "--quiet", str(_ROOT), str(copy)], check=True)
            copies.put(copy)
        _run(copy, "cosmic-ray", "baseline", _configured(copy, wanted[0]))
        with ThreadPoolExecutor(_WORKERS) as pool:
            tried = list(pool.map(lambda module: _try(module, copies), wanted))
    changes = sum(each.changes for each in tried)
    unnoticed = sum(len(each.unnoticed) for each in tried)
    noticed = 1 - unnoticed / changes
    print(f"{changes} mutations, {unnoticed} unnoticed: {noticed:.1%} are noticed")
    if noticed < _REQUIRED_SHARE or any(each.unexplained for each in tried):
        raise SystemExit(1)


def _try(module: Path, copies: "SimpleQueue[Path]") -> Result:
    copy = copies.get()
    configuration, session = _configured(copy, module), copy / f"{module.stem}.sqlite"
    _run(copy, "cosmic-ray", "init", configuration, session)
    _run(copy, "cr-filter-operators", session, configuration)
    _run(copy, "cosmic-ray", "exec", configuration, session)
    with use_db(str(session), WorkDB.Mode.open) as database:
        results = [result for _, result in database.results]
    copies.put(copy)
    tried = [each for each in results if each.worker_outcome is not WorkerOutcome.SKIPPED]
    unnoticed = [str(each.diff) for each in tried if each.test_outcome is TestOutcome.SURVIVED]
    found = Result(module, len(tried), unnoticed)
    print(
        f"{module.stem}: {len(unnoticed)} of {len(tried)} unnoticed", *found.unexplained, sep="\n"
    )
    sys.stdout.flush()
    return found


def _configured(copy: Path, module: Path) -> Path:
    configuration = copy / "mutation.toml"
    configuration.write_text(
        _CONFIGURATION.format(module=module, python=sys.executable, options=_OPTIONS)
    )
    return configuration


def _added_lines(diff: str) -> set[str]:
    lines = diff.splitlines()
    return {line[1:].strip() for line in lines if line[:1] == "+" and line[:3] != "+++"}


def _run(folder: Path, command: str, *arguments: str | Path) -> None:
    subprocess.run([str(_BIN / command), *map(str, arguments)], cwd=folder, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
