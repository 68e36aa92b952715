"""Being a guest: on connections of an embedder's engine, or inside a transaction that it has begun.

What belongs to the host stays as it is: its pool, its settings, and what it listens to.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Engine, event, func, select

from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope

_IS_GUEST: Final = "is_guest"


def on_host_engine(engine: Engine) -> Engine:
    """Return an engine that has its connections from another one's pool."""
    guest = engine.execution_options(**{_IS_GUEST: True})
    if engine.dialect.name == "postgresql":
        event.listen(guest, "begin", _declare_whose)
    return guest


def begin(connection: Connection) -> None:
    """Begin a guest's transaction as our own engine does each of its own."""
    options = connection.get_execution_options()
    if not options.get(_IS_GUEST):
        return
    writes = options["writes"]
    if connection.dialect.name == "postgresql":
        # What reads sees a single moment.
        level = "READ COMMITTED" if writes else "REPEATABLE READ"
        connection.execution_options(isolation_level=level)
        return
    connection.begin()
    # By the host's own listener, maybe, and then only to read.
    if _has_begun(connection):
        connection.exec_driver_sql("ROLLBACK")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def within(
    host: Connection, rows_of: str | TenantScope | None, *, writes: bool
) -> Iterator[Connection]:
    """Work in a transaction of the host, which is left as it was unless this is committed.

    What is committed is the host's to commit, with all else that it did.
    """
    is_postgresql = host.dialect.name == "postgresql"
    if not host.in_transaction():
        host.begin()
    if getattr(host.connection, "autocommit", False) is True:
        raise ValueError("a connection that commits each statement has no transaction to be in")
    if is_postgresql:
        _declare(host, rows_of)
    elif not _has_begun(host):
        # By itself the driver begins with the first write, and takes the end of what was begun
        # inside for the end of all.
        host.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
    around = host.get_nested_transaction()
    host.begin_nested()
    try:
        yield host
    finally:
        while (left := host.get_nested_transaction()) is not around:
            assert left is not None, "what was around this is not ended in it"
            left.rollback()
        if is_postgresql:
            _declare(host, None)


def commit(connection: Connection) -> None:
    """Commit what was begun last: a transaction, or what was done within the host's."""
    nested = connection.get_nested_transaction()
    if nested is None:
        connection.commit()
    else:
        nested.commit()
        # As with a transaction, what comes after it is not part of it.
        connection.begin_nested()


def undo(connection: Connection) -> None:
    """Undo what was begun last, and begin anew."""
    nested = connection.get_nested_transaction()
    if nested is None:
        connection.rollback()
        begin(connection)
    else:
        nested.rollback()
        connection.begin_nested()


def _declare_whose(connection: Connection) -> None:
    _declare(connection, connection.get_execution_options().get("rows_of"))


def _declare(connection: Connection, rows_of: Any) -> None:
    domain_id = rows_of if isinstance(rows_of, str) else ""
    table = rows_of.table if isinstance(rows_of, TenantScope) else ""
    connection.execute(
        select(
            func.set_config("seller_orders.domain_id", domain_id, True),
            func.set_config("seller_orders.across_domains", table, True),
        )
    )


def _has_begun(connection: Connection) -> bool:
    return bool(connection.connection.in_transaction)
