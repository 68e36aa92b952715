"""Transactions on a host application's engine, or inside a transaction of the host.

The host's pool, settings and event listeners are not changed.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from attrs import frozen
from sqlalchemy import Connection, Dialect, Engine, String, bindparam, event, text

from seller_orders.adapters.outbound.sql.connection.named_schema import (
    options_before,
    options_of_schema,
)
from seller_orders.adapters.outbound.sql.connection.tenant_scope import (
    WORDS_SETTING,
    TenantScope,
    scope_setting,
)

_ON_HOST_ENGINE: Final = "on_host_engine"


@frozen
class HostTransaction:
    """A host's connection in a transaction, and the schema of the installation's tables."""

    connection: Connection
    schema: str | None = None

    @property
    def dialect(self) -> Dialect:
        """The connection's dialect."""
        return self.connection.dialect

    def get_execution_options(self) -> Mapping[str, Any]:
        """Return the connection's execution options."""
        return self.connection.get_execution_options()


def on_host_engine(engine: Engine, schema: str | None = None) -> Engine:
    """Return an engine that uses the connection pool of the host's engine."""
    of_schema = options_of_schema(schema, engine.dialect.name)
    ours = engine.execution_options(**{_ON_HOST_ENGINE: True}, **of_schema)
    if engine.dialect.name == "postgresql":
        event.listen(ours, "begin", _set_scope_of_options)
    return ours


def begin(connection: Connection) -> None:
    """Begin a transaction on a host's engine; do nothing on the package's own engines.

    On PostgreSQL only set the isolation level: SQLAlchemy begins at the first statement.
    """
    options = connection.get_execution_options()
    if not options.get(_ON_HOST_ENGINE):
        return
    writes = options["writes"]
    if connection.dialect.name == "postgresql":
        level = "READ COMMITTED" if writes else "REPEATABLE READ"
        connection.execution_options(isolation_level=level)
        return
    connection.begin()
    # A listener of the host's may have begun a transaction without the write lock.
    if _has_begun(connection):
        connection.exec_driver_sql("ROLLBACK")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def savepoint(
    transaction: HostTransaction,
    tenant: str | TenantScope | None,
    words: str | None = None,
    *,
    writes: bool,
) -> Iterator[Connection]:
    """Open a savepoint in a transaction of the host, and roll back to it unless it is committed.

    The host commits the transaction. Raises ValueError if its connection is in autocommit mode.
    """
    host = transaction.connection
    is_postgresql = host.dialect.name == "postgresql"
    if not host.in_transaction():
        host.begin()
    if getattr(host.connection, "autocommit", False) is True:
        raise ValueError(
            "the connection is in autocommit mode; turn autocommit off or pass the engine"
        )
    settings = _settings(tenant, words)
    if is_postgresql:
        for name, value in settings.items():
            _set(host, name, value)
    elif not _has_begun(host):
        # sqlite3 begins at the first write, and would commit with the savepoint.
        host.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
    around = host.get_nested_transaction()
    host.begin_nested()
    try:
        with _schema_named(host, transaction.schema):
            yield host
    finally:
        while (left := host.get_nested_transaction()) is not around:
            assert left is not None, "the outer savepoint must outlive this one"
            left.rollback()
        for name in settings if is_postgresql else ():
            _set(host, name, "")


@contextmanager
def _schema_named(host: Connection, schema: str | None) -> Iterator[None]:
    # SQLAlchemy changes the options of a connection in place, and the host's statements use them.
    before = options_before(host.get_execution_options())
    host.execution_options(**options_of_schema(schema, host.dialect.name))
    try:
        yield
    finally:
        host.execution_options(**before)


def commit(connection: Connection) -> None:
    """Commit the transaction, or release the savepoint in the host's."""
    nested = connection.get_nested_transaction()
    if nested is None:
        connection.commit()
    else:
        nested.commit()
        # The host's transaction stays open, so the next statements need a new savepoint.
        connection.begin_nested()


def rollback(connection: Connection) -> None:
    """Roll the transaction or savepoint back, and begin another."""
    nested = connection.get_nested_transaction()
    if nested is None:
        connection.rollback()
        begin(connection)
    else:
        nested.rollback()
        connection.begin_nested()


def _set_scope_of_options(connection: Connection) -> None:
    options = connection.get_execution_options()
    for name, value in _settings(options.get("tenant"), options.get("words")).items():
        _set(connection, name, value)


def _settings(tenant: str | TenantScope | None, words: str | None) -> Mapping[str, str]:
    scope = {} if tenant is None else dict([scope_setting(tenant)])
    return scope | ({WORDS_SETTING: words} if words else {})


def _set(connection: Connection, name: str, value: str) -> None:
    # SET takes no parameters, so SQLAlchemy quotes the value.
    setting = text(f"SET LOCAL {name} = :value")
    connection.execute(setting.bindparams(bindparam("value", value, String, literal_execute=True)))


def _has_begun(connection: Connection) -> bool:
    return bool(connection.connection.in_transaction)
