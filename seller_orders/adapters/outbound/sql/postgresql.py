"""What is PostgreSQL's own: answers in time, and transactions that say whose they are."""

from functools import partial
from typing import Any, Final, Self, TypeVar, cast

import psycopg
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, event

from seller_orders.adapters.outbound.sql.messages import LATE, TAKES_SEVERAL, declaring

_CONNECT_TIMEOUT_S: Final = 2
_GRACE_S: Final = 0.2
_ABANDONED_AFTER_MS: Final = 10_000

T = TypeVar("T")


def prepare(engine: Engine, answer_within_s: float | None) -> None:
    """Have every transaction declare its domain, and no statement take longer than is said.

    The server ends a slow statement by itself; where the server does not even do that, since it
    hangs or the network does, the connection is given up.
    """
    engine.update_execution_options(**{TAKES_SEVERAL: True})
    event.listen(engine, "do_connect", partial(_connect, answer_within_s))
    event.listen(engine, "begin", _begin)
    event.listen(engine, "rollback", _forget)


def _begin(connection: Connection) -> None:
    begin = ""
    options = connection.get_execution_options()
    # A migration works outside of transactions, which are the driver's then.
    if "isolation_level" not in options and not options.get("begins_by_itself"):
        # The moment that a transaction which reads sees is not fixed by a SET.
        isolation = "READ COMMITTED" if options.get("writes", True) else "REPEATABLE READ"
        begin += f"BEGIN ISOLATION LEVEL {isolation}; "
        if (rows_of := options.get("rows_of")) is not None:
            begin += f"{declaring(rows_of)}; "
    if connection.info.pop("has_forgotten", False):
        begin += "DEALLOCATE ALL; "
    _driver_s(connection).to_begin = begin


def _forget(connection: Connection) -> None:
    # The driver forgets what it has prepared when a transaction is undone, and has the server
    # forget it. So that both always agree, the server is told again when the next one begins.
    if connection.invalidated:
        return
    connection.info.pop(LATE, None)
    if connection.info.pop("prepared", None) is not None:
        connection.info["has_forgotten"] = True
    _driver_s(connection).to_begin = ""


def _driver_s(connection: Connection) -> "_PunctualConnection":
    # Not its driver_connection, which one that has left the pool has no more.
    driver_s = connection.connection.dbapi_connection
    assert isinstance(driver_s, _PunctualConnection), "it was made by _connect"
    return driver_s


def _connect(
    answer_within_s: float | None,
    _: Any,
    __: Any,
    args: tuple[Any, ...],
    parameters: dict[str, Any],
) -> psycopg.Connection[Any]:
    if answer_within_s is not None:
        milliseconds = int(answer_within_s * 1000)
        limits = {
            "statement_timeout": milliseconds,
            "lock_timeout": milliseconds,
            # What a machine that is gone without a word has locked is not locked for long.
            "idle_in_transaction_session_timeout": _ABANDONED_AFTER_MS,
        }
        parameters.setdefault("options", " ".join(f"-c {name}={ms}" for name, ms in limits.items()))
        parameters.setdefault("connect_timeout", _CONNECT_TIMEOUT_S)
    # A server's, role's or environment's default could not send every character.
    parameters["client_encoding"] = "UTF8"
    # Transactions begin when they are declared, and not at what the driver takes for their start.
    connection = _PunctualConnection.connect(*args, autocommit=True, **parameters)
    connection.cursor_factory = _Cursor
    connection.answer_within_s = answer_within_s
    return connection


class _Cursor(psycopg.Cursor[Any]):
    """Begins a transaction with its first message, whose answer is that of its last statement."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        begin = self._to_begin()
        if begin and params is None:
            query = begin + query
        elif begin:
            super().execute(begin)
        super().execute(query, params, **options)
        while self.nextset():
            pass
        return self

    def executemany(self, *args: Any, **options: Any) -> None:
        if begin := self._to_begin():
            super().execute(begin)
        super().executemany(*args, **options)

    def _to_begin(self) -> str:
        connection = cast("_PunctualConnection", self.connection)
        begin, connection.to_begin = connection.to_begin, ""
        return begin


class _PunctualConnection(psycopg.Connection[Any]):
    answer_within_s: float | None = None
    to_begin = ""

    def wait(self, gen: PQGen[T], *args: Any, **options: Any) -> T:
        """Wait as psycopg does, but not for ever: what a late answer is to is given up."""
        if self.answer_within_s is not None:
            options.setdefault("timeout", self.answer_within_s + _GRACE_S)
        try:
            return super().wait(gen, *args, **options)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()
            raise
