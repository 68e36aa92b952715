"""Concurrent, killed and repeated migrations."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from seller_orders.adapters.outbound.sql.connection.engine import open_engine
from seller_orders.adapters.outbound.sql.schema import migration_runner, schema_version
from seller_orders.bootstrap import cli
from tests.support.forked_command import start
from tests.support.server_process import Ended, environment, run, side_by_side, sqlite_url
from tests.support.servers import bare_database

AT_ONCE = 4
ROUNDS = 3
KILLED_AT = (1, 3, 10, 25, 45, 70, 100)
REPEATED_WITHIN_S = 20.0


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database."""
    with ExitStack() as held:
        if request.param == "sqlite":
            yield sqlite_url(tmp_path / "orders.db")
        else:
            yield held.enter_context(bare_database())


def is_current(url: str) -> bool:
    engine = open_engine(url)
    try:
        return schema_version.is_current(engine)
    finally:
        engine.dispose()


def killed_at(statement: int) -> None:
    """Run the command, which kills itself before its nth statement."""
    left = [statement]

    def count(*_: object) -> None:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    cli.main()


def test_concurrent_migrations_have_one_outcome(url: str):
    ends: list[Ended] = []
    for _ in range(ROUNDS):
        calls = {n: partial(run, url, "migrate") for n in range(AT_ONCE)}
        ends += side_by_side(calls).values()

    assert all(end.stderr.count(b"\n") == 1 for end in ends), [end.stderr for end in ends]
    refused = [end.stderr for end in ends if end.returncode]
    assert all(b"another migration is running" in each for each in refused), refused
    assert len(refused) < len(ends)
    assert is_current(url)


def test_a_sqlite_migration_is_one_transaction(tmp_path: Path):
    url = sqlite_url(tmp_path / "orders.db")
    first, second = open_engine(url), open_engine(url)
    begun: list[str] = []

    def come_between(_: object, __: object, statement: str, *___: object) -> None:
        if statement == "BEGIN IMMEDIATE":
            begun.append(statement)
            if len(begun) == 2:
                migration_runner.migrate(second)

    event.listen(first, "before_cursor_execute", come_between)
    migration_runner.migrate(first)
    migration_runner.migrate(second)

    assert begun == ["BEGIN IMMEDIATE"]
    assert schema_version.is_current(first)
    first.dispose()
    second.dispose()


@pytest.mark.parametrize("statement", KILLED_AT)
def test_a_killed_migration_can_be_repeated(url: str, tmp_path: Path, statement: int):
    log = tmp_path / "killed.log"
    killed = start(
        ["migrate"], environment(url), log, log, main=partial(killed_at, statement)
    ).wait(REPEATED_WITHIN_S)

    deadline = time.monotonic() + REPEATED_WITHIN_S
    # PostgreSQL notices late that the lock's holder is gone.
    while (again := run(url, "migrate")).returncode and time.monotonic() < deadline:
        assert b"another migration is running" in again.stderr
    served = run(url, "keys", "list")

    assert killed == -signal.SIGKILL
    assert (again.returncode, b"Traceback" in again.stderr) == (0, False)
    assert served.returncode == 0, served.stderr
    assert is_current(url)
