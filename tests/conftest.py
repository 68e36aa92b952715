import os
import tempfile
from pathlib import Path
from shutil import rmtree
from zlib import crc32

import pytest
from hypothesis import HealthCheck, settings

from tests.fence.recording import FOLDER, record
from tests.fence.verdict import offenders
from tests.support.servers import end_servers
from tests.support.time_limits import LONG, set_time_limits

settings.register_profile(
    "seller-orders",
    deadline=None,
    derandomize=False,
    max_examples=50,
    # A full order is large by nature: drawing one is slow, and no sign of a wasteful strategy.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("seller-orders")


def pytest_configure() -> None:
    """Listen to every statement, also in the processes that are started from here on.

    No time limit applies here that a test does not set.
    """
    set_time_limits(LONG)
    if FOLDER not in os.environ:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="seller-orders-statements-")
    record()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mix files that mostly wait with files that work all the time; the quick ones come last.

    Side by side they take turns, where those of a folder would wait together.
    """
    items.sort(key=lambda item: _turn(item.nodeid.partition("::")[0]))


def _turn(file: str) -> tuple[bool, int]:
    # Of the path within this checkout: it is the same wherever that is.
    return file.startswith("tests/unit/"), crc32(file.encode())


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail where one has gone across domains that is not on the named list."""
    if hasattr(session.config, "workerinput"):
        return
    found = list(offenders(Path(os.environ[FOLDER])))
    rmtree(os.environ[FOLDER])
    for offender in found:
        session.config.get_terminal_writer().line(f"\nNot kept to one domain: {offender}", red=True)
    if found:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_unconfigure() -> None:
    """Leave no server behind, in whichever process it was started."""
    end_servers()
