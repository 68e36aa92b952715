"""Types of document fields. The decoder rejects values that break a type's rule.

Plain constraints are msgspec's and are part of the JSON Schema. The other types define how they
are read, and their schema.
"""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Final, Protocol, Self, TypeAlias

import msgspec
from msgspec import Meta

from seller_orders.adapters.shared.wire import text_patterns
from seller_orders.adapters.shared.wire.text_patterns import NO_NUL
from seller_orders.domain import metadata, values
from seller_orders.domain.countries import COUNTRY_CODES
from seller_orders.domain.currencies import DECIMALS
from seller_orders.domain.language_tag import (
    LANGUAGE_TAG_LENGTH,
    LANGUAGE_TAG_PATTERN,
    is_language_tag,
)
from seller_orders.domain.money import LIMIT

_PLAIN_DECIMAL: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)

Identifier: TypeAlias = Annotated[
    str, Meta(max_length=values.IDENTIFIER_LENGTH, pattern=text_patterns.IDENTIFIER)
]
OrderId: TypeAlias = Annotated[
    str,
    Meta(max_length=values.IDENTIFIER_LENGTH, pattern=text_patterns.ORDER_ID),
]
"""The id of a new order. ``bulk`` is reserved: /orders/bulk is the bulk operation."""

ForeignIdentifier: TypeAlias = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=values.FOREIGN_IDENTIFIER_LENGTH,
        pattern=text_patterns.FOREIGN_IDENTIFIER,
    ),
]
"""The id of another system."""

Name: TypeAlias = Annotated[str, Meta(min_length=1, max_length=values.NAME_LENGTH, pattern=NO_NUL)]
ShortText: TypeAlias = Annotated[str, Meta(max_length=values.NAME_LENGTH, pattern=NO_NUL)]
Note: TypeAlias = Annotated[str, Meta(max_length=values.NOTE_LENGTH, pattern=NO_NUL)]
CommentText: TypeAlias = Annotated[
    str, Meta(min_length=1, max_length=values.NOTE_LENGTH, pattern=NO_NUL)
]
Text: TypeAlias = Annotated[str, Meta(max_length=values.TEXT_LENGTH, pattern=NO_NUL)]
NonEmptyText: TypeAlias = Annotated[
    str, Meta(min_length=1, max_length=values.TEXT_LENGTH, pattern=NO_NUL)
]
IdempotencyKey: TypeAlias = Annotated[str, Meta(min_length=1, max_length=255, pattern=NO_NUL)]
MessageId: TypeAlias = Annotated[str, Meta(min_length=1, max_length=100, pattern=NO_NUL)]
Fingerprint: TypeAlias = Annotated[str, Meta(max_length=64, pattern=NO_NUL)]
"""The fingerprint of a request: a SHA-256 in hexadecimal."""

Currency: TypeAlias = Annotated[
    str, Meta(max_length=values.TEXT_LENGTH, extra_json_schema={"enum": sorted(DECIMALS)})
]
"""The schema lists the currencies. The domain checks the rule."""

Phone: TypeAlias = Annotated[str, Meta(max_length=values.PHONE_LENGTH, pattern=NO_NUL)]
Tag: TypeAlias = Annotated[str, Meta(min_length=1, max_length=values.TAG_LENGTH, pattern=NO_NUL)]
LabelKey: TypeAlias = Annotated[
    str, Meta(min_length=1, max_length=metadata.KEY_LENGTH, pattern=text_patterns.LABEL_KEY)
]
"""The key of an attribute, and the name of an external id's system: without a colon."""

AttributeText: TypeAlias = Annotated[
    str, Meta(max_length=metadata.ATTRIBUTE_LENGTH, pattern=NO_NUL)
]
Attributes: TypeAlias = Annotated[
    dict[LabelKey, AttributeText], Meta(max_length=metadata.MAX_ATTRIBUTES)
]
ExternalIds: TypeAlias = Annotated[
    dict[LabelKey, ForeignIdentifier], Meta(max_length=metadata.MAX_EXTERNAL_IDS)
]
Count: TypeAlias = Annotated[int, Meta(ge=0, le=values.MAX_QUANTITY)]
AwareDatetime: TypeAlias = Annotated[datetime, Meta(tz=True)]
Latitude: TypeAlias = Annotated[float, Meta(ge=-90, le=90)]
Longitude: TypeAlias = Annotated[float, Meta(ge=-180, le=180)]


class OwnType(Protocol):
    """A type unknown to the decoder. ``read`` makes its values and raises ValueError."""

    SCHEMA: ClassVar[dict[str, Any]]

    @classmethod
    def read(cls, value: Any) -> Self:
        """Make a value from the document's value."""
        ...


class Amount(Decimal):
    """Money, from a JSON number or a plain decimal string. The domain checks its currency."""

    SCHEMA: ClassVar[dict[str, Any]] = {"type": "number", "minimum": 0, "exclusiveMaximum": LIMIT}

    @classmethod
    def read(cls, value: Any) -> Self:
        """Read a number exactly, never through binary floating point."""
        if isinstance(value, str) and _PLAIN_DECIMAL.fullmatch(value):
            return cls(value)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return cls(value)
        raise ValueError("It must be a number or a plain decimal string")


class SignedAmount(Amount):
    """Money of either sign. The domain checks its currency."""

    SCHEMA: ClassVar[dict[str, Any]] = {
        "type": "number",
        "exclusiveMinimum": -LIMIT,
        "exclusiveMaximum": LIMIT,
    }


class Rate(Amount):
    """A number of at most six decimals that is no amount of money, such as a tax rate."""


AmountAboveZero: TypeAlias = Annotated[Amount, Meta(extra_json_schema={"exclusiveMinimum": 0})]
"""The schema states the bound. The domain checks it, with the currency's decimals."""


class Quantity(int):
    """Whole units, from a JSON number: ``2.0`` is 2."""

    __slots__ = ()
    SCHEMA: ClassVar[dict[str, Any]] = {
        "type": "integer",
        "minimum": 1,
        "maximum": values.MAX_QUANTITY,
    }

    @classmethod
    def read(cls, value: Any) -> Self:
        """Read a whole number. A text or a boolean is none."""
        least = cls.SCHEMA["minimum"]
        if type(value) is int and least <= value <= values.MAX_QUANTITY:
            return cls(value)
        if isinstance(value, float | Decimal):
            # First limited, so that no exponent makes a huge integer.
            limited = min(max(value, least - 1), values.MAX_QUANTITY + 1)
            value = int(limited) if limited == int(limited) else value
        try:
            return cls(msgspec.convert(value, _Units if least else _UnitsOrZero))
        except msgspec.ValidationError as error:
            raise ValueError(str(error)) from None


class QuantityOrZero(Quantity):
    """Whole units, or 0."""

    __slots__ = ()
    SCHEMA: ClassVar[dict[str, Any]] = {**Quantity.SCHEMA, "minimum": 0}


_Units: TypeAlias = Annotated[int, Meta(ge=1, le=values.MAX_QUANTITY)]
_UnitsOrZero: TypeAlias = Annotated[int, Meta(ge=0, le=values.MAX_QUANTITY)]


class CountryCode(str):
    """An ISO 3166-1 alpha-2 code, or XK."""

    __slots__ = ()
    SCHEMA: ClassVar[dict[str, Any]] = {"enum": sorted(COUNTRY_CODES)}

    @classmethod
    def read(cls, value: Any) -> Self:
        """Read an assigned code."""
        if not (isinstance(value, str) and value in COUNTRY_CODES):
            raise ValueError("It must be an ISO 3166-1 alpha-2 country code, or XK")
        return cls(value)


class LanguageTag(str):
    """A language tag."""

    __slots__ = ()
    SCHEMA: ClassVar[dict[str, Any]] = {
        "type": "string",
        "maxLength": LANGUAGE_TAG_LENGTH,
        "pattern": f"^({LANGUAGE_TAG_PATTERN})$",
    }

    @classmethod
    def read(cls, value: Any) -> Self:
        """Read a well-formed tag."""
        if not (isinstance(value, str) and is_language_tag(value)):
            raise ValueError("It must be a BCP 47 language tag, such as de-CH")
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
        """Read a URL that can be linked to."""
        if not (
            isinstance(value, str)
            and len(value) <= values.TEXT_LENGTH
            and values.is_web_address(value)
        ):
            raise ValueError(
                f"It must be an http or https URL of at most {values.TEXT_LENGTH} characters"
            )
        return cls(value)


class Timestamp:
    """A time, from an RFC 3339 date-time with an offset.

    It is no attrs class, because the decoder would read that as an object.
    """

    __slots__ = ("utc",)
    SCHEMA: ClassVar[dict[str, Any]] = {"type": "string", "format": "date-time"}

    def __init__(self, utc: datetime) -> None:
        self.utc = utc

    @classmethod
    def read(cls, value: Any) -> Self:
        """Read a time that UTC can represent."""
        try:
            return cls(msgspec.convert(value, AwareDatetime).astimezone(UTC))
        except (msgspec.ValidationError, OverflowError):
            raise ValueError("It must be an RFC 3339 date-time with an offset") from None


def utc(moment: Timestamp | None) -> datetime | None:
    """Return the time of an optional field in UTC."""
    return moment.utc if moment else None


def decode_hook(type_: type[OwnType], value: Any) -> Any:
    """Read a field of one of the types above. The decoder adds the place to a ValueError."""
    return type_.read(value)
