"""The kinds of fields in documents: each refuses, with the decoder, what its rule forbids.

Plain constraints are msgspec's, and so end up in the schema too; the rest are types of their own,
made by ``decode_hook``.
"""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Final, TypeAlias

import msgspec
from msgspec import Meta

from seller_orders.domain import values
from seller_orders.domain.countries import COUNTRY_CODES

_WHOLE_NUMBER: Final = re.compile("[0-9]{1,9}")
_NO_NUL: Final = "^[^\x00]*$"

Identifier: TypeAlias = Annotated[
    str, Meta(max_length=values.IDENTIFIER_LENGTH, pattern=r"^[A-Za-z0-9._-]+(?![\s\S])")
]
Name: TypeAlias = Annotated[str, Meta(min_length=1, max_length=values.NAME_LENGTH, pattern=_NO_NUL)]
ShortText: TypeAlias = Annotated[str, Meta(max_length=values.NAME_LENGTH, pattern=_NO_NUL)]
Note: TypeAlias = Annotated[str, Meta(max_length=values.NOTE_LENGTH, pattern=_NO_NUL)]
Text: TypeAlias = Annotated[str, Meta(max_length=values.TEXT_LENGTH, pattern=_NO_NUL)]
FilledText: TypeAlias = Annotated[
    str, Meta(min_length=1, max_length=values.TEXT_LENGTH, pattern=_NO_NUL)
]
Phone: TypeAlias = Annotated[str, Meta(max_length=values.PHONE_LENGTH, pattern=_NO_NUL)]
Tag: TypeAlias = Annotated[str, Meta(min_length=1, max_length=values.TAG_LENGTH, pattern=_NO_NUL)]
Quantity: TypeAlias = Annotated[int, Meta(ge=1, le=values.MAX_QUANTITY)]
_AwareDatetime: TypeAlias = Annotated[datetime, Meta(tz=True)]
Latitude: TypeAlias = Annotated[float, Meta(ge=-90, le=90)]
Longitude: TypeAlias = Annotated[float, Meta(ge=-180, le=180)]


class Amount(Decimal):
    """Money, from a JSON number or a plain decimal string; its currency's rules come later."""


class CountryCode(str):
    """An ISO 3166-1 alpha-2 code."""

    __slots__ = ()


class WebAddress(str):
    """An http or https URL."""

    __slots__ = ()


class Moment:
    """A moment, from an RFC 3339 date-time with an offset.

    Not an attrs class: those the decoder would read as objects, field by field.
    """

    __slots__ = ("utc",)

    def __init__(self, utc: datetime) -> None:
        self.utc = utc


class WholeNumber(int):
    """A number of a query: digits, and no more than nine of them."""

    __slots__ = ()


def utc(moment: Moment | None) -> datetime | None:
    """Return a moment that may be left out."""
    return moment.utc if moment else None


def decode_hook(type_: type, value: Any) -> Any:
    """Make a field of one of the types above; a ValueError is the decoder's to place."""
    return _MAKERS[type_](value)


def _amount(value: Any) -> Amount:
    if isinstance(value, str) and _is_plain_decimal(value):
        return Amount(value)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Amount(value)
    raise ValueError("Expected an amount: a number, or a plain decimal string")


def _is_plain_decimal(text: str) -> bool:
    whole, point, fraction = text.removeprefix("-").partition(".")
    digits = whole + fraction
    return digits.isascii() and digits.isdigit() and bool(whole) and (not point or bool(fraction))


def _country_code(value: Any) -> CountryCode:
    if not (isinstance(value, str) and value in COUNTRY_CODES):
        raise ValueError("Expected an ISO 3166-1 alpha-2 country code")
    return CountryCode(value)


def _web_address(value: Any) -> WebAddress:
    if not (
        isinstance(value, str) and len(value) <= values.TEXT_LENGTH and values.is_web_address(value)
    ):
        raise ValueError(
            f"Expected an http or https URL of at most {values.TEXT_LENGTH} characters"
        )
    return WebAddress(value)


def _moment(value: Any) -> Moment:
    try:
        return Moment(msgspec.convert(value, _AwareDatetime).astimezone(UTC))
    except (msgspec.ValidationError, OverflowError):
        raise ValueError("Expected an RFC 3339 date-time with an offset") from None


def _whole_number(value: Any) -> WholeNumber:
    if not (isinstance(value, str) and _WHOLE_NUMBER.fullmatch(value)):
        raise ValueError("Expected a whole number")
    return WholeNumber(value)


_MAKERS: Final = {
    Amount: _amount,
    CountryCode: _country_code,
    Moment: _moment,
    WebAddress: _web_address,
    WholeNumber: _whole_number,
}
