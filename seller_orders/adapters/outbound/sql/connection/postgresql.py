"""What is PostgreSQL's own: answers in time, and transactions that say whose they are."""

from functools import partial
from typing import Any, Final, Self

import psycopg
from sqlalchemy import Connection, Engine, event

from seller_orders.adapters.outbound.sql.connection.driver_batch import (
    BATCH,
    DEFERRED,
    SUPPORTS_BATCHES,
    Batch,
    BoundStatement,
    set_scope,
)
from seller_orders.adapters.outbound.sql.connection.pipeline import PipelineConnection

_CONNECT_TIMEOUT_S: Final = 2
_ABANDONED_AFTER_MS: Final = 10_000


def prepare(engine: Engine, answer_within_s: float | None) -> None:
    """Have every transaction declare its domain, and no statement take longer than is said.

    The server ends a slow statement by itself; where the server does not even do that, since it
    hangs or the network does, the connection is given up.
    """
    engine.update_execution_options(**{SUPPORTS_BATCHES: True})
    event.listen(engine, "do_connect", partial(_connect, answer_within_s))
    event.listen(engine, "begin", _begin)
    event.listen(engine, "rollback", _forget)
    event.listen(engine, "do_execute", _execute_batch)


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    begin: list[BoundStatement] = []
    # A migration works outside of transactions, which are the driver's then.
    if "isolation_level" not in options and not options.get("begins_by_itself"):
        isolation = "READ COMMITTED" if options.get("writes", True) else "REPEATABLE READ"
        begin.append((f"BEGIN ISOLATION LEVEL {isolation}", ()))
        if (rows_of := options.get("rows_of")) is not None:
            begin.append(set_scope(rows_of))
    _driver_s(connection).to_begin = begin


def _forget(connection: Connection) -> None:
    if not connection.invalidated:
        connection.info.pop(DEFERRED, None)


def _execute_batch(cursor: "_Cursor", _: str, __: Any, context: Any) -> bool:
    batch: Batch | None = context.execution_options.get(BATCH)
    if batch is not None:
        cursor.connection.execute_batch(batch)
    return batch is not None


def _driver_s(connection: Connection) -> PipelineConnection:
    # Not its driver_connection, which one that has left the pool has no more.
    driver_s = connection.connection.dbapi_connection
    assert isinstance(driver_s, PipelineConnection), "it was made by _connect"
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
    connection = PipelineConnection.connect(*args, autocommit=True, **parameters)
    connection.cursor_factory = _Cursor
    # What psycopg prepares by itself it makes the server forget now and then, with all the rest.
    connection.prepare_threshold = None
    connection.answer_within_s = answer_within_s
    return connection


class _Cursor(psycopg.Cursor[Any]):
    """Cursor whose first statement begins the transaction."""

    connection: PipelineConnection

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        self.connection.execute_batch(Batch(()))
        return super().execute(query, params, **options)

    def executemany(self, *args: Any, **options: Any) -> None:
        self.connection.execute_batch(Batch(()))
        super().executemany(*args, **options)
