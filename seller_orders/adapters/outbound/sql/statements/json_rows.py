"""Rows as JSON documents that the database builds: one value to fetch for many columns."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    Text,
    case,
    cast,
    func,
    literal_column,
)
from sqlalchemy.sql.functions import FunctionElement

from seller_orders.adapters.outbound.sql.schema.column_types import Document


def document(dialect: str, fields: Mapping[str, Any]) -> ColumnElement[Any]:
    """Return a document with columns, documents or arrays of documents as its fields.

    It has at most 50 fields: PostgreSQL takes 100 arguments.
    """
    if dialect == "postgresql":
        return func.json_build_object(*_named(fields), type_=JSON)
    parsed = {name: _parsed(each) for name, each in fields.items()}
    return func.json_object(*_named(parsed), type_=JSON)


def values(dialect: str, columns: Iterable[Any]) -> ColumnElement[Any]:
    """Return an array of columns: a fraction of a document if there are many rows.

    It has at most 100 columns: PostgreSQL takes 100 arguments.
    """
    if dialect == "postgresql":
        return func.json_build_array(*columns, type_=JSON)
    return func.json_array(*map(_parsed, columns), type_=JSON)


def gathered(dialect: str, documents: Any) -> ColumnElement[Any]:
    """Return the aggregate of documents or arrays to an array.

    PostgreSQL's is null if there are none.
    """
    if dialect == "postgresql":
        return func.json_agg(documents, type_=JSON)
    return func.json_group_array(_as_json(documents), type_=JSON)


def as_text(whole: ColumnElement[Any]) -> ColumnElement[str]:
    """Return a document as text, for ``read_document``."""
    return cast(whole, Text)


def moment(text: str) -> datetime:
    """Parse a time from a document, in UTC; SQLite's have no zone."""
    read = datetime.fromisoformat(text)
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def rfc_3339(dialect: str, moment: ColumnElement[datetime]) -> ColumnElement[str]:
    """Return a time as text in UTC, independently of the session's settings."""
    if dialect == "postgresql":
        return func.to_char(func.timezone("UTC", moment), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    return func.replace(cast(moment, Text), " ", "T", type_=Text) + "Z"


def _parsed(field: Any) -> Any:
    # SQLite stores JSON as text, and would quote it; it stores booleans as numbers.
    if isinstance(field.type, JSON | Document):
        return _as_json(field)
    if isinstance(field.type, Boolean):
        return func.json(case((field, literal_column("'true'")), else_=literal_column("'false'")))
    return field


def _as_json(expression: Any) -> Any:
    # To SQLite a column or a subquery is text, but the JSON of a JSON function is not.
    is_json = isinstance(expression, FunctionElement) and expression.name.startswith("json_")
    return expression if is_json else func.json(expression)


def _named(fields: Mapping[str, Any]) -> Iterator[Any]:
    for name, field in fields.items():
        yield literal_column(f"'{name}'")
        yield field
