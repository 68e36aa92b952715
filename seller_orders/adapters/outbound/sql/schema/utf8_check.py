"""Check of a database's character encoding."""

from typing import Final

from sqlalchemy import Connection

from seller_orders.application.ports.unit_of_work import StoreUnavailableError

_UTF8: Final = frozenset({"UTF8", "UTF-8"})
"""UTF-8 as PostgreSQL and SQLite spell it."""


def ensure_utf8(connection: Connection) -> None:
    """Raise StoreUnavailableError unless the database can store every character."""
    is_sqlite = connection.dialect.name == "sqlite"
    encoding = connection.exec_driver_sql(
        "PRAGMA encoding" if is_sqlite else "SHOW server_encoding"
    ).scalar_one()
    if encoding not in _UTF8:
        raise StoreUnavailableError(
            f"its encoding is {encoding}; create the database again with the encoding UTF-8"
        )
