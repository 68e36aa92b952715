"""Column types that hold the same values on SQLite and PostgreSQL."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import msgspec
from sqlalchemy import JSON, ColumnElement, DateTime, Dialect, String, Text, cast, type_coerce
from sqlalchemy.dialects.postgresql import JSONB, VARCHAR
from sqlalchemy.types import TypeDecorator, TypeEngine


def plain_text(length: int) -> TypeEngine[str]:
    """Text that sorts by code point everywhere, whatever the server's locale."""
    return String(length).with_variant(VARCHAR(length, collation="C"), "postgresql")


read_document: Final = msgspec.json.Decoder(float_hook=Decimal).decode
"""Reads JSON from text, its fractions as Decimal."""

_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_LAST: Final = datetime.max.replace(tzinfo=UTC)

_encoder: Final = msgspec.json.Encoder(decimal_format="number")


def write_document(value: object) -> str:
    """Write JSON as text, a Decimal as the number that it is."""
    return _encoder.encode(value).decode()


class Document(TypeDecorator[Any]):
    """JSON whose numbers are exact, whichever way the engine that it goes through reads JSON."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Keep it in PostgreSQL's binary form."""
        return dialect.type_descriptor(JSONB() if dialect.name == "postgresql" else JSON())

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str | None]:
        """Write it as text; None is NULL."""
        return lambda value: None if value is None else write_document(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """Read it from text."""
        return lambda text: None if text is None else read_document(text)

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """Have it fetched as text."""
        return type_coerce(cast(column, Text), self)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, in and out as a datetime in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the driver UTC; SQLite, which keeps no zone, gets it without one."""
        if value is None:
            return None
        moment = _in_utc(value)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        # Before the year 1 or after 9999 in UTC: before or after all that are kept.
        return _FIRST if moment.year == _FIRST.year else _LAST
