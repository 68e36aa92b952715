"""SQLite engines: settings, and a queue for the write lock."""

import sqlite3
from functools import partial
from math import inf
from threading import Lock
from time import monotonic
from typing import Any, Final

from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import ConnectionPoolEntry
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_random

from seller_orders.adapters.outbound.sql.connection.sqlite_file_watch import watch_file
from seller_orders.application.ports.unit_of_work import StoreUnavailableError

_BUSY_TIMEOUT_S: Final = 5
_PATIENT_BUSY_TIMEOUT_S: Final = 60
_INSTRUCTIONS_PER_CHECK: Final = 100_000
"""Instructions of SQLite's virtual machine between checks of the time: about a millisecond."""


def prepare(engine: Engine, statement_timeout_s: float | None, *, must_exist: bool) -> None:
    """Configure connections, and let one thread of this process write at a time.

    The others queue. Without a queue SQLite polls for the lock, which starves some. A statement
    that runs longer than ``statement_timeout_s`` is interrupted. Without this limit, as for
    commands, writers wait for the lock for up to a minute: batches of an import exclude each other.
    """
    busy_timeout_s = _BUSY_TIMEOUT_S if statement_timeout_s else _PATIENT_BUSY_TIMEOUT_S
    writers = _WriterQueue(busy_timeout_s)
    event.listen(engine, "connect", partial(_configure, busy_timeout_s))
    watch_file(engine, must_exist=must_exist)
    event.listen(engine, "begin", writers.begin)
    event.listen(engine, "checkin", writers.end)
    if statement_timeout_s is not None:
        deadlines = _Deadlines(statement_timeout_s)
        event.listen(engine, "connect", deadlines.install)
        event.listen(engine, "before_cursor_execute", deadlines.begin)


def _configure(busy_timeout_s: int, connection: sqlite3.Connection, _: Any) -> None:
    # The driver begins transactions at the first write, which is too late for earlier reads.
    connection.isolation_level = None
    for pragma in (
        "synchronous = FULL",
        "foreign_keys = ON",
        f"busy_timeout = {busy_timeout_s * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}")
    # SQLite does not wait while another connection sets the mode of a new file.
    patiently = Retrying(
        retry=retry_if_exception(_is_locked),
        stop=stop_after_delay(busy_timeout_s),
        wait=wait_random(0.01, 0.05),
        reraise=True,
    )
    patiently(connection.execute, "PRAGMA journal_mode = WAL")


def _is_locked(error: BaseException) -> bool:
    return isinstance(error, sqlite3.Error) and error.sqlite_errorcode == sqlite3.SQLITE_BUSY


class _WriterQueue:
    def __init__(self, timeout_s: int) -> None:
        self._lock = Lock()
        self._timeout_s = timeout_s

    def begin(self, connection: Connection) -> None:
        if not connection.get_execution_options().get("writes", False):
            connection.exec_driver_sql("BEGIN")
            return
        if not connection.info.get("is_writer"):
            if not self._lock.acquire(timeout=self._timeout_s):
                raise StoreUnavailableError("too many transactions are waiting to write")
            connection.info["is_writer"] = True
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def end(self, _: object, record: ConnectionPoolEntry) -> None:
        # At check-in, because then the commit is complete.
        if record.info.pop("is_writer", False):
            self._lock.release()


class _Deadlines:
    def __init__(self, within_s: float) -> None:
        self._within_s = within_s

    def install(self, connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        def is_past() -> bool:
            return bool(monotonic() > record.info.get("deadline", inf))

        connection.set_progress_handler(is_past, _INSTRUCTIONS_PER_CHECK)

    def begin(self, connection: Connection, *_: Any) -> None:
        connection.info["deadline"] = monotonic() + self._within_s
