"""The kinds of fields in documents: each refuses, with the decoder, what its rule forbids.

Plain constraints are msgspec's, and so end up in the schema too; the rest are types of their own,
each of which says how it is read and what its schema is.
"""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Final, Protocol, Self, TypeAlias

import msgspec
from msgspec import Meta

from seller_orders.domain import values
from seller_orders.domain.countries import COUNTRY_CODES
from seller_orders.domain.currencies import DECIMALS
from seller_orders.domain.money import LIMIT

_PLAIN_DECIMAL: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
_NO_NUL: Final = "^[^\x00]*$"

Identifier: TypeAlias = Annotated[
    str, Meta(max_length=values.IDENTIFIER_LENGTH, pattern=r"^[A-Za-z0-9._-]+(?![\s\S])")
]
OrderId: TypeAlias = Annotated[
    str,
    Meta(max_length=values.IDENTIFIER_LENGTH, pattern=r"^(?!bulk$)[A-Za-z0-9._-]+(?![\s\S])"),
]
"""A new order's id: any but the one whose place among the orders is the bulk operation's."""

Name: TypeAlias = Annotated[str, Meta(min_length=1, max_length=values.NAME_LENGTH, pattern=_NO_NUL)]
ShortText: TypeAlias = Annotated[str, Meta(max_length=values.NAME_LENGTH, pattern=_NO_NUL)]
Note: TypeAlias = Annotated[str, Meta(max_length=values.NOTE_LENGTH, pattern=_NO_NUL)]
Text: TypeAlias = Annotated[str, Meta(max_length=values.TEXT_LENGTH, pattern=_NO_NUL)]
FilledText: TypeAlias = Annotated[
    str, Meta(min_length=1, max_length=values.TEXT_LENGTH, pattern=_NO_NUL)
]
IdempotencyKey: TypeAlias = Annotated[str, Meta(min_length=1, max_length=255, pattern=_NO_NUL)]
MessageId: TypeAlias = Annotated[str, Meta(min_length=1, max_length=100, pattern=_NO_NUL)]
Fingerprint: TypeAlias = Annotated[str, Meta(max_length=64, pattern=_NO_NUL)]
"""What a request is recognised by: a SHA-256 in hexadecimal, of ours."""

Currency: TypeAlias = Annotated[
    str, Meta(max_length=values.TEXT_LENGTH, extra_json_schema={"enum": sorted(DECIMALS)})
]
"""The schema says which there are; the rule is the domain's."""

Phone: TypeAlias = Annotated[str, Meta(max_length=values.PHONE_LENGTH, pattern=_NO_NUL)]
Tag: TypeAlias = Annotated[str, Meta(min_length=1, max_length=values.TAG_LENGTH, pattern=_NO_NUL)]
Quantity: TypeAlias = Annotated[int, Meta(ge=1, le=values.MAX_QUANTITY)]
AwareDatetime: TypeAlias = Annotated[datetime, Meta(tz=True)]
Latitude: TypeAlias = Annotated[float, Meta(ge=-90, le=90)]
Longitude: TypeAlias = Annotated[float, Meta(ge=-180, le=180)]


class OwnType(Protocol):
    """A type that the decoder does not know: made by ``read``, which raises ValueError."""

    SCHEMA: ClassVar[dict[str, Any]]

    @classmethod
    def read(cls, value: Any) -> Self:
        """Make one of what the document has in its place."""
        ...


class Amount(Decimal):
    """Money, from a JSON number or a plain decimal string; its currency's rules come later."""

    SCHEMA: ClassVar[dict[str, Any]] = {"type": "number", "minimum": 0, "exclusiveMaximum": LIMIT}

    @classmethod
    def read(cls, value: Any) -> Self:
        """Read a number as it is written, never through binary floating point."""
        if isinstance(value, str) and _PLAIN_DECIMAL.fullmatch(value):
            return cls(value)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return cls(value)
        raise ValueError("Expected an amount: a number, or a plain decimal string")


AmountAboveZero: TypeAlias = Annotated[Amount, Meta(extra_json_schema={"exclusiveMinimum": 0})]
"""The schema says it; the rule is the domain's, which asks for the currency's decimals too."""


class CountryCode(str):
    """An ISO 3166-1 alpha-2 code."""

    __slots__ = ()
    SCHEMA: ClassVar[dict[str, Any]] = {"enum": sorted(COUNTRY_CODES)}

    @classmethod
    def read(cls, value: Any) -> Self:
        """Read a code that is assigned."""
        if not (isinstance(value, str) and value in COUNTRY_CODES):
            raise ValueError("Expected an ISO 3166-1 alpha-2 country code")
        return cls(value)


class WebAddress(str):
    """An http or https URL."""

    __slots__ = ()
    SCHEMA: ClassVar[dict[str, Any]] = {
        "type": "string",
        "format": "uri",
        "pattern": "^https?://[^\\s/?#:@]",
        "maxLength": values.TEXT_LENGTH,
    }

    @classmethod
    def read(cls, value: Any) -> Self:
        """Read a URL that can be put in a link."""
        if not (
            isinstance(value, str)
            and len(value) <= values.TEXT_LENGTH
            and values.is_web_address(value)
        ):
            raise ValueError(
                f"Expected an http or https URL of at most {values.TEXT_LENGTH} characters"
            )
        return cls(value)


class Moment:
    """A moment, from an RFC 3339 date-time with an offset.

    Not an attrs class: those the decoder would read as objects, field by field.
    """

    __slots__ = ("utc",)
    SCHEMA: ClassVar[dict[str, Any]] = {"type": "string", "format": "date-time"}

    def __init__(self, utc: datetime) -> None:
        self.utc = utc

    @classmethod
    def read(cls, value: Any) -> Self:
        """Read a moment that has a place on the clock of UTC."""
        try:
            return cls(msgspec.convert(value, AwareDatetime).astimezone(UTC))
        except (msgspec.ValidationError, OverflowError):
            raise ValueError("Expected an RFC 3339 date-time with an offset") from None


def utc(moment: Moment | None) -> datetime | None:
    """Return a moment that may be left out."""
    return moment.utc if moment else None


def decode_hook(type_: type[OwnType], value: Any) -> Any:
    """Make a field of one of the types above; a ValueError is the decoder's to place."""
    return type_.read(value)
