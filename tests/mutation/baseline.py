"""Run of all tests without a mutation: the time of each, and the lines that it executes."""

import ast
import gc
import sys
from collections.abc import Generator, Iterable, Mapping, Sequence
from functools import _lru_cache_wrapper
from pathlib import Path
from time import process_time
from typing import Any, Final

import pytest
from attrs import field, frozen
from coverage import Coverage

OPTIONS: Final = (
    *("-q", "-s", "--no-header", "--noconftest", "-p", "tests.mutation.quickly"),
    *("-p", "no:cacheprovider", "-p", "no:schemathesis", "-p", "no:xdist"),
    *("--assert=plain", "--tb=no", "--ignore-glob=*_machine.py"),
)
"""The domain's tests need no fixture of conftest.py, whose set-up takes longer than they do.

Nobody reads why a test fails, and the text of a failure takes longer than most tests.

State machines execute almost every line and take longer than all other tests together. Without
them, more mutations may be unnoticed, and never fewer.
"""

IMPORT: Final = ""
"""Context of lines that run while the tests are collected."""

QUICK: Final = 0.2
"""Seconds of processor time of a quick test, at most."""


@frozen
class Baseline:
    """Seconds of processor time by test, and the tests that execute a line, by file and line.

    ``libraries`` are the names of the modules that the tests import from outside the root.
    """

    seconds: Mapping[str, float]
    tests: Mapping[str, Mapping[int, Iterable[str]]]
    libraries: Sequence[str]

    def tests_at(self, file: Path, line: int) -> frozenset[str]:
        """Return the tests that execute any line of the statement around a line.

        ``IMPORT`` is among them if the statement is executed before the tests.
        """
        by_line = self.tests.get(str(file), {})
        lines = statement_lines(file.read_text(), line)
        return frozenset(test for each in lines for test in by_line.get(each, ()))

    def seconds_of(self, test: str) -> float:
        """Return the time of a test; 0 for parameters that exist with a mutation only."""
        return self.seconds.get(test, 0)

    def in_order(self, tests: Iterable[str], module: str) -> list[str]:
        """Return tests in the order in which they are likely to find a failure soonest."""
        return sorted(
            tests,
            key=lambda test: (
                self.seconds_of(test) > QUICK,
                module not in test.partition("::")[0],
                self.seconds_of(test),
            ),
        )


def measured(root: Path, modules: Path, tests: Path) -> Baseline:
    """Run all tests; SystemExit if one fails, which would notice every mutation."""
    coverage = Coverage(data_file=None, config_file=False, source=[str(modules)])
    measuring = _Measuring(coverage, modules)
    coverage.start()
    code = pytest.main([*OPTIONS, "-x", str(tests)], plugins=[measuring])
    coverage.stop()
    if code:
        raise SystemExit("The tests have to pass without a mutation first.")
    data = coverage.get_data()
    lines = {file: data.contexts_by_lineno(file) for file in data.measured_files()}
    return Baseline(measuring.seconds, lines, _libraries(root))


def statement_lines(text: str, line: int) -> range:
    """Return the lines of the innermost statement around a line, without its body."""
    found = range(line, line + 1)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0):
            body = getattr(node, "body", None)
            end = body[0].lineno if body else (node.end_lineno or 0) + 1
            # Nodes come from the outside in, so the last one is the innermost.
            found = range(node.lineno, max(end, node.lineno + 1))
    return found if line in found else range(line, line + 1)


def _libraries(root: Path) -> list[str]:
    packages = {each.name for each in root.iterdir() if each.is_dir()}
    return [name for name in sys.modules if name.partition(".")[0] not in packages]


@frozen
class _Measuring:
    coverage: Coverage
    modules: Path
    seconds: dict[str, float] = field(factory=dict)
    caches: "list[_lru_cache_wrapper[Any]]" = field(factory=list)

    def pytest_collection_finish(self) -> None:
        for each in gc.get_objects():
            if type(each) is _lru_cache_wrapper:
                module = sys.modules.get(each.__module__)
                if module and Path(module.__file__ or "").parent == self.modules:
                    self.caches.append(each)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        # A remembered result would hide the lines that made it.
        for each in self.caches:
            each.cache_clear()
        self.coverage.switch_context(item.nodeid)
        start = process_time()
        result = yield
        self.seconds[item.nodeid] = process_time() - start
        return result
