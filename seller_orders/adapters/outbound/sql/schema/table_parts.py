"""The metadata of all tables, and the kinds of columns, keys and indexes that they have."""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
)

from seller_orders.adapters.outbound.sql.schema.column_types import (
    Document,
    UtcDateTime,
    plain_text,
)

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

SINCE_EVER: Final = "1970-01-01 00:00:00.000000"
"""Due time of rows that earlier releases write without one: always past."""


def id_column(name: str, *, nullable: bool = False) -> Column[str]:
    """Return a column of ids, up to 64 characters."""
    return Column(name, plain_text(64), nullable=nullable)


def text_column(name: str, length: int = 500, *, nullable: bool = False) -> Column[str]:
    """Return a column of texts of up to ``length`` characters."""
    return Column(name, plain_text(length), nullable=nullable)


def document_column(name: str, *, nullable: bool = False) -> Column[Any]:
    """Return a column of JSON documents."""
    return Column(name, Document(), nullable=nullable)


def map_column(name: str) -> Column[Any]:
    """Return a column of JSON objects, empty where the former release inserts a row."""
    return Column(name, Document(), nullable=False, server_default="{}")


def time_column(name: str, *, nullable: bool = False) -> Column[Any]:
    """Return a column of times in UTC."""
    return Column(name, UtcDateTime, nullable=nullable)


def integer_column(name: str) -> Column[int]:
    """Return a column of 32-bit integers."""
    return Column(name, Integer, nullable=False)


def money_column(name: str) -> Column[int]:
    """Return a column of amounts: 64-bit integers of ten-thousandths."""
    return Column(name, BigInteger, nullable=False)


def zero_column(name: str, type_: type[Integer]) -> Column[int]:
    """Return a column of integers, 0 where the former release inserts a row."""
    return Column(name, type_, nullable=False, server_default="0")


def list_column(name: str) -> Column[Any]:
    """Return a column of JSON arrays, empty where the former release inserts a row."""
    return Column(name, Document(), nullable=False, server_default="[]")


def key_of_order(*more: str) -> tuple[PrimaryKeyConstraint, ForeignKeyConstraint]:
    """Return the primary key of an order's part, and its foreign key to the order."""
    key = ["domain_id", "order_id"]
    whole = ["orders.domain_id", "orders.order_id"]
    return PrimaryKeyConstraint(*key, *more), ForeignKeyConstraint(key, whole)


def partial_index(
    table: Table, *columns: str, where: ColumnElement[bool], name: str | None = None
) -> None:
    """Index the rows of a table that a condition holds for."""
    indexed = [table.c[column] for column in columns]
    Index(name, *indexed, sqlite_where=where, postgresql_where=where)
