"""PostgreSQL engines: time limits, and transactions limited to a domain's rows."""

from functools import partial
from typing import Any, Final, Self

import psycopg
from sqlalchemy import Connection, Engine, event

from seller_orders.adapters.outbound.sql.connection.driver_batch import (
    EXECUTE_BATCH,
    EXECUTE_TRANSACTION,
    TransactionOptions,
    batch_connection,
)
from seller_orders.adapters.outbound.sql.connection.pooler_detection import is_pooled
from seller_orders.adapters.outbound.sql.connection.postgresql_pipeline import PipelineConnection
from seller_orders.adapters.outbound.sql.connection.postgresql_transaction import (
    begin_statements,
    execute_in_transaction,
    execute_transaction,
)

_CONNECT_TIMEOUT_S: Final = 2
_ABANDONED_AFTER_MS: Final = 10_000


def prepare(engine: Engine, statement_timeout_s: float | None) -> None:
    """Limit every transaction to its domain's rows, and every statement to ``statement_timeout_s``.

    The server cancels a slow statement. If it does not even do that, because it hangs or the
    network does, the client closes the connection.
    """
    engine.update_execution_options(
        **{EXECUTE_TRANSACTION: execute_transaction, EXECUTE_BATCH: execute_in_transaction}
    )
    event.listen(engine, "do_connect", partial(_connect, statement_timeout_s))
    event.listen(engine, "begin", _begin)
    event.listen(engine, "rollback", _drop_deferred)


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    driver_connection = _driver_connection(connection)
    # With an isolation level set, as in a migration, the driver begins transactions itself.
    if "isolation_level" in options:
        driver_connection.begin_statements = []
        return
    given = TransactionOptions(
        tenant=options.get("tenant"),
        words=options.get("words"),
        writes=options.get("writes", True),
    )
    driver_connection.begin_statements = begin_statements(driver_connection, given)


def _drop_deferred(connection: Connection) -> None:
    if not connection.invalidated:
        batch_connection(connection).deferred = []


def _driver_connection(connection: Connection) -> PipelineConnection:
    driver_connection = batch_connection(connection)
    assert isinstance(driver_connection, PipelineConnection), "made by _connect"
    return driver_connection


def _connect(
    statement_timeout_s: float | None,
    _: Any,
    __: Any,
    args: tuple[Any, ...],
    parameters: dict[str, Any],
) -> psycopg.Connection[Any]:
    if statement_timeout_s is not None:
        parameters.setdefault("connect_timeout", _CONNECT_TIMEOUT_S)
    # The default of a server, role or environment may not cover every character.
    parameters["client_encoding"] = "UTF8"
    # Autocommit, because transactions begin with our own statements, not the driver's.
    connection = PipelineConnection.connect(*args, autocommit=True, **parameters)
    try:
        _configure(connection, statement_timeout_s)
    except BaseException:
        connection.close()
        raise
    return connection


def _configure(connection: PipelineConnection, statement_timeout_s: float | None) -> None:
    connection.cursor_factory = _Cursor
    # psycopg's own prepared statements end with DEALLOCATE ALL, which would drop ours too.
    connection.prepare_threshold = None
    connection.statement_timeout_s = statement_timeout_s
    connection.is_pooled = is_pooled(connection)
    if statement_timeout_s is not None:
        _limit(connection, statement_timeout_s)


def _limit(connection: PipelineConnection, statement_timeout_s: float) -> None:
    # Not by "options" when connecting, because poolers refuse or ignore them.
    limits = {
        "statement_timeout": int(statement_timeout_s * 1000),
        "lock_timeout": int(statement_timeout_s * 1000),
        # Release locks held by vanished clients.
        "idle_in_transaction_session_timeout": _ABANDONED_AFTER_MS,
    }
    is_local = str(connection.is_pooled).lower()
    settings = (f"set_config('{name}', '{ms}', {is_local})" for name, ms in limits.items())
    statement = f"SELECT {', '.join(settings)}"
    if connection.is_pooled:
        connection.transaction_settings = [(statement, ())]
    else:
        connection.execute(statement)


class _Cursor(psycopg.Cursor[Any]):
    """Cursor that begins the transaction, and sends deferred writes, before its statement."""

    connection: PipelineConnection

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        self.connection.send_deferred()
        return super().execute(query, params, **options)

    def executemany(self, *args: Any, **options: Any) -> None:
        self.connection.send_deferred()
        super().executemany(*args, **options)
