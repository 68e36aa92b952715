"""Trials: the tests that could notice a mutation run against it, in a process of their own."""

import gc
import signal
import sys
from collections.abc import Sequence, Set
from contextlib import redirect_stdout, suppress
from enum import IntEnum
from functools import partial
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any, Final
from warnings import catch_warnings

import pytest
from attrs import field, frozen

from tests.mutation.baseline import IMPORT, OPTIONS, QUICK, Baseline
from tests.mutation.in_memory import (
    ImportedInstead,
    can_be_imported,
    changed_functions,
    compiled,
    functions_of,
    is_same_program,
    module_name,
    replace_code,
)
from tests.mutation.mutation import Mutation
from tests.mutation.processes import in_process, limit_processor_time, run_forked


class Outcome(IntEnum):
    """Outcome of a trial, and exit code of its process."""

    UNNOTICED = 0
    NOTICED = 1
    UNDECIDED = 77
    """The module has to be imported anew."""
    NO_CHANGE = 78
    """The program is the same: Python does not evaluate annotations of local variables."""


_ENDED: Final = {-signal.SIGPROF, -signal.SIGSEGV, -signal.SIGABRT}
"""Signals by which a mutation that never ends, or breaks the interpreter, is noticed."""

_TIMES: Final = 5
"""A test may use the processor this many times as long as before, and ``Bench.seconds`` longer."""


@frozen
class Bench:
    """Tests below a folder, and their baseline; modules are imported from ``root``."""

    root: Path
    tests: Path
    baseline: Baseline
    workers: int
    seconds: float = 5

    def outcomes(self, mutations: Sequence[Mutation]) -> list[Outcome]:
        """Return the outcome of each mutation. All of them are of one file."""
        found = in_process(self._first_outcomes, mutations)
        _load(self.baseline.libraries)
        undecided = [index for index, each in enumerate(found) if each is Outcome.UNDECIDED]
        tried = run_forked(
            undecided, lambda index: self._import_anew(mutations[index]), self.workers
        )
        for index, code in tried:
            found[index] = _outcome(code)
        return found

    def _first_outcomes(self, mutations: Sequence[Mutation]) -> list[Outcome]:
        in_place = _InPlace(self, mutations)
        with redirect_stdout(StringIO()) as output:
            code = pytest.main([*OPTIONS, str(self.tests)], plugins=[in_place])
        if code:
            raise SystemExit(output.getvalue())
        return [in_place.found[index] for index in range(len(mutations))]

    def _import_anew(self, mutation: Mutation) -> int:
        name = module_name(mutation.file, self.root)
        code = compiled(mutation.file, mutation.text())
        sys.meta_path.insert(0, ImportedInstead(name, code))
        limit_processor_time(6 * self.seconds)
        executing = self.baseline.tests_at(mutation.file, mutation.line)
        run = partial(_run_all, self, executing, mutation.file.stem)
        return pytest.main([*OPTIONS, str(self.tests)], plugins=[_Loop(run)])


@frozen
class _InPlace:
    """pytest plugin that has the tests collected once for all mutations of functions."""

    bench: Bench
    mutations: Sequence[Mutation]
    found: dict[int, Outcome] = field(factory=dict)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        functions = functions_of(self.mutations[0].file) if self.mutations else []
        gc.freeze()  # The collector would copy all memory into each process.
        tried = run_forked(
            range(len(self.mutations)),
            lambda index: self._try(self.mutations[index], functions, session),
            self.bench.workers,
        )
        self.found.update((index, _outcome(code)) for index, code in tried)
        return True

    def _try(self, mutation: Mutation, functions: Any, session: pytest.Session) -> int:
        file = mutation.file
        try:
            after = compiled(file, mutation.text())
        except SyntaxError:
            return Outcome.NOTICED
        before = compiled(file, file.read_text())
        if is_same_program(before, after):
            return Outcome.NO_CHANGE
        tests = self.bench.baseline.tests_at(file, mutation.line)
        changes = changed_functions(before, after)
        if IMPORT in tests or changes is None or not replace_code(functions, changes):
            found = can_be_imported(module_name(file, self.bench.root), after)
            return Outcome.UNDECIDED if found else Outcome.NOTICED
        _run(self.bench, tests, file.stem, session)
        return Outcome.NOTICED if session.testsfailed else Outcome.UNNOTICED


@frozen
class _Loop:
    run: Any

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            raise session.Interrupted("a test file cannot be imported")
        self.run(session)
        return True


def _load(libraries: Sequence[str]) -> None:
    """Import libraries once for all processes that import a module anew."""
    with catch_warnings(action="ignore"):
        for name in libraries:
            with suppress(ImportError):
                import_module(name)


def _run_all(bench: Bench, first: Set[str], module: str, session: pytest.Session) -> None:
    """Run the tests that execute a changed line, and then all others that are quick."""
    every = {item.nodeid for item in session.items}
    _run(bench, first & every, module, session)
    if not session.testsfailed:
        others = {test for test in every - first if bench.baseline.seconds_of(test) <= QUICK}
        _run(bench, others, module, session)


def _run(bench: Bench, tests: Set[str], module: str, session: pytest.Session) -> None:
    """Run tests until one fails."""
    items = {item.nodeid: item for item in session.items}
    for test in bench.baseline.in_order(tests, module):
        limit_processor_time(bench.seconds + _TIMES * bench.baseline.seconds_of(test))
        session.config.hook.pytest_runtest_protocol(item=items[test], nextitem=None)
        if session.testsfailed:
            return


def _outcome(code: int) -> Outcome:
    if code in _ENDED or code in (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED):
        return Outcome.NOTICED
    return Outcome(code)
