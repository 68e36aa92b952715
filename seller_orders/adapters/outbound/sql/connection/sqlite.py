"""What is SQLite's own: its settings, and queueing for its one write lock."""

import sqlite3
from math import inf
from threading import Lock
from time import monotonic
from typing import Any, Final

from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from seller_orders.adapters.outbound.sql.connection.sqlite_file import watch_file
from seller_orders.application.ports.unit_of_work import StoreUnavailableError

_BUSY_TIMEOUT_S: Final = 5
_INSTRUCTIONS_BETWEEN_LOOKS: Final = 100_000
"""Of SQLite's own machine: about a millisecond, so that to look costs nothing that is felt."""


def prepare(engine: Engine, answer_within_s: float | None, *, must_exist: bool) -> None:
    """Set connections up, and let one thread of this process write at a time.

    SQLite would have the others ask again and again, and starve some; here they queue. A statement
    that works for longer than ``answer_within_s``, if that is said, is given up.
    """
    turns = _Turns()
    event.listen(engine, "connect", _set_up)
    watch_file(engine, must_exist=must_exist)
    event.listen(engine, "begin", turns.begin)
    event.listen(engine, "checkin", turns.end)
    if answer_within_s is not None:
        deadlines = _Deadlines(answer_within_s)
        event.listen(engine, "connect", deadlines.watch)
        event.listen(engine, "before_cursor_execute", deadlines.begin)


def _set_up(connection: sqlite3.Connection, _: Any) -> None:
    # The driver's own transactions begin late, at the first write: too late for a row read before.
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        f"busy_timeout = {_BUSY_TIMEOUT_S * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}")


class _Turns:
    def __init__(self) -> None:
        self._lock = Lock()

    def begin(self, connection: Connection) -> None:
        if not connection.get_execution_options().get("writes", False):
            connection.exec_driver_sql("BEGIN")
            return
        if not connection.info.get("has_turn"):
            if not self._lock.acquire(timeout=_BUSY_TIMEOUT_S):
                raise StoreUnavailableError("too many are waiting to write")
            connection.info["has_turn"] = True
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def end(self, _: object, record: ConnectionPoolEntry) -> None:
        # When the connection goes back to its pool, and so after the commit itself.
        if record.info.pop("has_turn", False):
            self._lock.release()


class _Deadlines:
    def __init__(self, within_s: float) -> None:
        self._within_s = within_s

    def watch(self, connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        def is_over() -> bool:
            return bool(monotonic() > record.info.get("deadline", inf))

        connection.set_progress_handler(is_over, _INSTRUCTIONS_BETWEEN_LOOKS)

    def begin(self, connection: Connection, *_: Any) -> None:
        connection.info["deadline"] = monotonic() + self._within_s
