import gc
from collections.abc import Generator
from typing import Final
from zlib import crc32

import pytest
from hypothesis import HealthCheck, settings

from tests.fence.recording import record
from tests.fence.verdict import offenders
from tests.support.pgbouncer import HOW_TO_INSTALL, executable
from tests.support.run_folder import run_folder
from tests.support.servers import end_servers
from tests.support.time_limits import LONG, set_time_limits

settings.register_profile(
    "seller-orders",
    deadline=None,
    derandomize=False,
    max_examples=50,
    # A full order is large, so drawing one is slow.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("seller-orders")


_SLOW_UNIT_TESTS: Final = frozenset(
    f"tests/unit/{file}.py"
    for file in (
        *("adapters/test_order_fields", "domain/test_edit_properties", "domain/test_order_machine"),
        "test_added_fields",
    )
)
"""Unit tests of ten seconds: among the last, one would keep three workers waiting."""

_RARE_COLLECTIONS: Final = (10_000, 10, 10)
"""Thresholds of the garbage collector: it runs a tenth as often as by default."""


def pytest_configure() -> None:
    """Record every SQL statement, also of child processes, and lengthen all time limits."""
    set_time_limits(LONG)
    # Workers are started later and share it.
    run_folder()
    record()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mix waiting files with busy files; the quick unit tests come last.

    Files of one folder are alike, so workers that run them at the same time would all wait.
    """
    items.sort(key=lambda item: _position(item.nodeid.partition("::")[0]))


def _position(file: str) -> tuple[bool, int]:
    # The path is relative to the checkout, so all machines have the same order.
    is_quick = file.startswith("tests/unit/") and file not in _SLOW_UNIT_TESTS
    return is_quick, crc32(file.encode())


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage among modules and tests: they stay until the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(*_RARE_COLLECTIONS)
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail if a statement that is not on the list crossed domains.

    It comes first, so that the workers end their servers meanwhile.
    """
    if hasattr(session.config, "workerinput"):
        return
    found = list(offenders(run_folder()))
    for offender in found:
        session.config.get_terminal_writer().line(
            f"\nNot limited to one domain, or to one shard: {offender}", red=True
        )
    if found:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say if no test ran through a connection pooler."""
    if executable() is None:
        terminalreporter.write_line(f"No test ran through a pooler. {HOW_TO_INSTALL}", yellow=True)


def pytest_unconfigure() -> None:
    """Stop the servers of this process."""
    end_servers()
