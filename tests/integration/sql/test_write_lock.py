"""Waits for SQLite's write lock."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import Engine
from sqlalchemy.pool import QueuePool

from seller_orders.adapters.outbound.sql.connection import sqlite
from seller_orders.adapters.outbound.sql.connection.engine import open_engine, transaction
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from tests.support.waiting import wait_until


def write(engine: Engine) -> None:
    with transaction(engine, writes=True) as connection:
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS notes (id)")
        connection.commit()


def test_a_command_outwaits_a_long_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sqlite, "_BUSY_TIMEOUT_S", 0)
    url = f"sqlite:///{tmp_path / 'orders.db'}"
    command, service = open_engine(url), open_engine(url, statement_timeout_s=2.5)

    pool = cast("QueuePool", command.pool)
    with ThreadPoolExecutor(1) as other, transaction(command, writes=True) as connection:
        connection.exec_driver_sql("SELECT 1")
        with pytest.raises(StoreUnavailableError):
            write(service)
        waiting = other.submit(write, command)
        wait_until(lambda: pool.checkedout() == 2, lambda: "no other transaction has begun")
        connection.commit()

    waiting.result()
    for engine in (command, service):
        engine.dispose()
