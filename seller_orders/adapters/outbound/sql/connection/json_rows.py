"""Rows as JSON documents, made by the database: one value to fetch, however many columns."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, Text, cast, func, literal_column

from seller_orders.adapters.outbound.sql.schema.column_types import Document


def document(dialect: str, fields: Mapping[str, Any]) -> ColumnElement[Any]:
    """Return the document that has these columns, documents or gathered documents as fields."""
    if dialect == "postgresql":
        return func.json_build_object(*_named(fields), type_=JSON)
    # To SQLite a document is text like any other until it is told.
    told = {
        n: func.json(each) if isinstance(each.type, JSON | Document) else each
        for n, each in fields.items()
    }
    return func.json_object(*_named(told), type_=JSON)


def gathered(dialect: str, documents: Any) -> ColumnElement[Any]:
    """Return the aggregate that is an array of documents; of none it is null on PostgreSQL."""
    if dialect == "postgresql":
        return func.json_agg(documents, type_=JSON)
    return func.json_group_array(func.json(documents), type_=JSON)


def as_text(whole: ColumnElement[Any]) -> ColumnElement[str]:
    """Return a document as it is fetched, to be read by ``read_document``."""
    return cast(whole, Text)


def moment(text: str) -> datetime:
    """Read a moment from a document, in UTC; SQLite's have no zone."""
    read = datetime.fromisoformat(text)
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def _named(fields: Mapping[str, Any]) -> Iterator[Any]:
    for name, field in fields.items():
        yield literal_column(f"'{name}'")
        yield field
