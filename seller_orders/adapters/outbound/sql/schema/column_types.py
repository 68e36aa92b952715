"""Column types that store the same values on SQLite and PostgreSQL."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import msgspec
from sqlalchemy import JSON, ColumnElement, DateTime, Dialect, String, Text, cast, type_coerce
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR, VARCHAR
from sqlalchemy.types import TypeDecorator, TypeEngine


def plain_text(length: int) -> TypeEngine[str]:
    """Return a text type that sorts by code point in every locale."""
    return String(length).with_variant(VARCHAR(length, collation="C"), "postgresql")


def document_decoder(type_: Any) -> Callable[[str], Any]:
    """Return a function that parses JSON text as a type, with fractions as Decimal."""
    return msgspec.json.Decoder(type_, float_hook=Decimal).decode


read_document: Final = document_decoder(Any)
"""Parse JSON text, with fractions as Decimal."""

_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_LAST: Final = datetime.max.replace(tzinfo=UTC)

_encoder: Final = msgspec.json.Encoder(decimal_format="number")


def write_document(value: object) -> str:
    """Return a value as JSON text, with Decimals as numbers."""
    return _encoder.encode(value).decode()


class Document(TypeDecorator[Any]):
    """JSON with exact numbers, regardless of the engine's own JSON serializer."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return JSONB on PostgreSQL, JSON on SQLite."""
        return dialect.type_descriptor(JSONB() if dialect.name == "postgresql" else JSON())

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str | None]:
        """Return the serializer; None becomes NULL."""
        return lambda value: None if value is None else write_document(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """Return the parser."""
        return lambda text: None if text is None else read_document(text)

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """Select the column as text."""
        return type_coerce(cast(column, Text), self)


class Words(TypeDecorator[str]):
    """Distinct words, separated by spaces."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return TSVECTOR on PostgreSQL, text on SQLite."""
        return dialect.type_descriptor(TSVECTOR() if dialect.name == "postgresql" else Text())


class UtcDateTime(TypeDecorator[datetime]):
    """Datetime in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC. SQLite, which stores no zone, gets a naive datetime."""
        if value is None:
            return None
        moment = _in_utc(value)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the datetime in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        # In UTC it is before the year 1 or after 9999, so clamp it.
        return _FIRST if moment.year == _FIRST.year else _LAST
