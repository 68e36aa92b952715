"""Types of query parameters: each is decoded from text and has a JSON Schema."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, ClassVar, Final, Self, TypeAlias, get_args, get_type_hints

import msgspec

from seller_orders.adapters.shared.wire.field_types import AwareDatetime
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.application.order_words import MAX_QUERY_WORDS, words_of_query
from seller_orders.domain.metadata import is_attribute, is_key
from seller_orders.domain.money import LIMIT
from seller_orders.domain.order_return import OrderReturnStatus
from seller_orders.domain.payment import FinancialStatus, PaymentStatus, RefundStatus
from seller_orders.domain.status import FulfillmentProgress, OrderStatus
from seller_orders.domain.values import TEXT_LENGTH, is_writable

_WHOLE_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,8}")
_DECIMALS: Final = 6
_PLAIN_AMOUNT: Final = re.compile(rf"[0-9]{{1,40}}(\.[0-9]{{1,{_DECIMALS}}})?", re.ASCII)
_BARE_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

Cursor: TypeAlias = Annotated[str, msgspec.Meta(extra_json_schema={"format": "cursor"})]
"""Position in a list, which a response has returned."""


class Flag(int):
    """A boolean: ``true`` or ``false``, no other spelling."""

    __slots__ = ()
    SCHEMA: ClassVar[dict[str, Any]] = {"type": "boolean"}

    @classmethod
    def read(cls, value: Any) -> Self:
        """Decode a flag."""
        if value not in ("true", "false"):
            raise ValueError("It must be true or false")
        return cls(value == "true")


def _up_to(most: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": 1, "maximum": most}


class BoundedNumber(int):
    """A whole number from 1 to ``MOST``."""

    __slots__ = ()
    MOST: ClassVar[int]

    @classmethod
    def read(cls, value: Any) -> Self:
        """Decode a number."""
        if not (_WHOLE_NUMBER.fullmatch(value) and 1 <= int(value) <= cls.MOST):
            raise ValueError(f"It must be a whole number from 1 to {cls.MOST}")
        return cls(value)


class PageNumber(BoundedNumber):
    """Number of a page, from 1."""

    __slots__ = ()
    MOST = 1_000_000
    SCHEMA: ClassVar[dict[str, Any]] = _up_to(MOST)


class PageSize(BoundedNumber):
    """Number of entries on a page."""

    __slots__ = ()
    MOST = 100
    SCHEMA: ClassVar[dict[str, Any]] = _up_to(MOST)


class DayOrMoment:
    """A date, which means all of that day in the domain's time zone, or a date-time."""

    __slots__ = ("day", "moment")
    SCHEMA: ClassVar[dict[str, Any]] = {
        "anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]
    }

    def __init__(self, day: date | None = None, moment: datetime | None = None) -> None:
        self.day = day
        self.moment = moment

    @classmethod
    def read(cls, value: Any) -> Self:
        """Decode a date, or a date-time with an offset."""
        try:
            if _BARE_DATE.fullmatch(value):
                return cls(day=date.fromisoformat(value))
            return cls(moment=msgspec.convert(value, AwareDatetime).astimezone(UTC))
        except (ValueError, OverflowError):
            raise ValueError("It must be a date, or an RFC 3339 date-time with an offset") from None


class PlainAmount(Decimal):
    """An amount of money: a plain decimal from 0, without an exponent."""

    SCHEMA: ClassVar[dict[str, Any]] = {"type": "number", "minimum": 0, "exclusiveMaximum": LIMIT}

    @classmethod
    def read(cls, value: Any) -> Self:
        """Decode an amount."""
        if not (_PLAIN_AMOUNT.fullmatch(value) and Decimal(value) < LIMIT):
            raise ValueError(
                "It must be a plain decimal from 0 to below 10^12, such as 100 or 99.50,"
                f" with at most {_DECIMALS} decimals"
            )
        return cls(value)


class QueryWords(str):
    """Words of a search: 1 to ``MAX_QUERY_WORDS`` in at most 500 characters."""

    __slots__ = ()
    SCHEMA: ClassVar[dict[str, Any]] = {"type": "string", "minLength": 1, "maxLength": TEXT_LENGTH}

    @classmethod
    def read(cls, value: Any) -> Self:
        """Decode words."""
        if not (0 < len(value) <= TEXT_LENGTH and is_writable(value)):
            raise ValueError(f"It must be a text of 1 to {TEXT_LENGTH} characters without NUL")
        if not 1 <= len(words_of_query(value)) <= MAX_QUERY_WORDS:
            raise ValueError(f"It must have from 1 to {MAX_QUERY_WORDS} words of letters or digits")
        return cls(value)


class Label(tuple[str, str]):
    """A key and a value, separated by the first colon."""

    __slots__ = ()
    SCHEMA: ClassVar[dict[str, Any]] = {"type": "string", "pattern": "^[^:\x00]{1,100}:[^\x00]*$"}

    @classmethod
    def read(cls, value: Any) -> Self:
        """Decode a key and a value."""
        key, colon, text = value.partition(":")
        if not (colon and is_key(key) and is_attribute(text)):
            raise ValueError("It must be a key, a colon and a value, such as gift_wrap:red")
        return cls((key, text))


def _list_schema(kind: type[StrEnum]) -> dict[str, Any]:
    reference = {"$ref": f"#/components/schemas/{kind.__name__}"}
    return {"type": "array", "items": reference, "minItems": 1}


class _SeveralValues(frozenset[Any]):
    """One or more values of an enum, separated by commas or in repeated parameters."""

    KIND: ClassVar[type[StrEnum]]
    IS_LIST = True

    @classmethod
    def read(cls, value: Any) -> Self:
        """Decode the values."""
        values = value.split(",")
        if not set(cls.KIND).issuperset(values):
            raise ValueError(
                f"It must be one or more, separated by commas, of: {', '.join(cls.KIND)}"
            )
        return cls(map(cls.KIND, values))


class OrderStatuses(_SeveralValues):
    """Order statuses."""

    KIND = OrderStatus
    SCHEMA: ClassVar[dict[str, Any]] = _list_schema(KIND)


class PaymentStatuses(_SeveralValues):
    """Payment statuses."""

    KIND = PaymentStatus
    SCHEMA: ClassVar[dict[str, Any]] = _list_schema(KIND)


class FulfillmentStatuses(_SeveralValues):
    """Fulfillment statuses of orders."""

    KIND = FulfillmentProgress
    SCHEMA: ClassVar[dict[str, Any]] = _list_schema(KIND)


class FinancialStatuses(_SeveralValues):
    """Financial statuses of orders."""

    KIND = FinancialStatus
    SCHEMA: ClassVar[dict[str, Any]] = _list_schema(KIND)


class ReturnStatuses(_SeveralValues):
    """Statuses of orders' returns."""

    KIND = OrderReturnStatus
    SCHEMA: ClassVar[dict[str, Any]] = _list_schema(KIND)


class RefundStatuses(_SeveralValues):
    """Refund statuses."""

    KIND = RefundStatus
    SCHEMA: ClassVar[dict[str, Any]] = _list_schema(KIND)


@cache
def names_of_lists(parameters: type[Document]) -> frozenset[str]:
    """Return the names of the parameters that take several values."""
    return frozenset(
        name
        for name, hint in get_type_hints(parameters).items()
        for each in get_args(hint)
        if isinstance(each, type) and getattr(each, "IS_LIST", False)
    )
