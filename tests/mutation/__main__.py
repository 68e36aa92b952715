"""Mutation testing of the domain: ``python -m tests.mutation [MODULE...]``.

The command prints the mutations that no test noticed. It fails if one of them is not explained, or
if they are more than 2 % of all. A reason that explains no mutation fails it, too.
"""

import os
import sys
from pathlib import Path
from typing import Final

from tests.mutation.baseline import measured
from tests.mutation.explained import EXPLAINED
from tests.mutation.operators import mutations_of
from tests.mutation.processes import in_process
from tests.mutation.report import Report
from tests.mutation.trials import Bench, Outcome

_ROOT: Final = Path(__file__).parents[2]
_DOMAIN: Final = _ROOT / "seller_orders/domain"
_TESTS: Final = _ROOT / "tests/unit/domain"
_REQUIRED_SHARE: Final = 0.98


def main(names: list[str]) -> None:
    """Mutate the modules with these names, or all modules if there are none."""
    files = [file for file in sorted(_DOMAIN.rglob("*.py")) if not names or _name(file) in names]
    baseline = in_process(measured, _ROOT, _DOMAIN, _TESTS)
    bench = Bench(_ROOT, _TESTS, baseline, workers=os.cpu_count() or 1)
    reports = [_try(file, bench) for file in files]
    count = sum(each.count for each in reports)
    unnoticed = sum(len(each.unnoticed) for each in reports)
    noticed = 1 - unnoticed / max(count, 1)
    print(f"{count} mutations, {unnoticed} unnoticed: {noticed:.1%} are noticed")
    if noticed < _REQUIRED_SHARE or any(each.problems for each in reports):
        raise SystemExit(1)


def _name(file: Path) -> str:
    """Return the name of a module, without those of its packages."""
    return file.parent.name if file.stem == "__init__" else file.stem


def _try(file: Path, bench: Bench) -> Report:
    mutations = mutations_of(file)
    outcomes = bench.outcomes(mutations)
    count = len(outcomes) - outcomes.count(Outcome.NO_CHANGE)
    unnoticed = [
        mutation
        for mutation, outcome in zip(mutations, outcomes, strict=True)
        if outcome is Outcome.UNNOTICED
    ]
    report = Report(_name(file), count, unnoticed, EXPLAINED.get(_name(file), {}))
    print(report, flush=True)
    return report


if __name__ == "__main__":
    main(sys.argv[1:])
