"""Values that orders are made of, and their limits (contract, section 1).

A constructor raises ``ValueError`` for a value outside its limits. The wire types of the adapters
refuse such a value first, with a pointer to the field.
"""

import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from attrs import Attribute, field, fields_dict, frozen
from attrs.validators import deep_iterable, in_, optional

from seller_orders.domain.countries import COUNTRY_CODES
from seller_orders.domain.language_tag import is_language_tag

IDENTIFIER_LENGTH: Final = 64
FOREIGN_IDENTIFIER_LENGTH: Final = 255
NAME_LENGTH: Final = 200
NOTE_LENGTH: Final = 2_000
TEXT_LENGTH: Final = 500
PHONE_LENGTH: Final = 32
TAG_LENGTH: Final = 64
MAX_QUANTITY: Final = 1_000_000_000

_IDENTIFIER: Final = re.compile(rf"[A-Za-z0-9._-]{{1,{IDENTIFIER_LENGTH}}}")
_UNWRITABLE: Final = re.compile("[\x00\ud800-\udfff]")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTROL_OR_SPACE: Final = re.compile("[\x00-\x20\x7f\ud800-\udfff]")


def is_identifier(text: str) -> bool:
    """Return whether a text is a valid id: 1 to 64 characters of ``[A-Za-z0-9._-]``."""
    return _IDENTIFIER.fullmatch(text) is not None


def is_foreign_identifier(text: str) -> bool:
    r"""Return whether a text can be another system's id: 1 to 255 characters without controls.

    >>> is_foreign_identifier("gid://shopify/Customer/1"), is_foreign_identifier("a\tb")
    (True, False)
    """
    return 1 <= len(text) <= FOREIGN_IDENTIFIER_LENGTH and _CONTROL.search(text) is None


def is_writable(text: str) -> bool:
    """Return whether every database can store a text: it has no NUL and no lone surrogate."""
    return _UNWRITABLE.search(text) is None


def is_web_address(text: str) -> bool:
    """Return whether a text is an http or https URL with a host and no space or control."""
    if _CONTROL_OR_SPACE.search(text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def identifier() -> Any:
    """Return an attrs field for an id."""
    return field(validator=_is_identifier)


def optional_identifier() -> Any:
    """Return an attrs field for an id or None; the default is None."""
    return field(default=None, validator=optional(_is_identifier))


def identifiers() -> Any:
    """Return an attrs field for ids; the default is none."""
    return field(default=(), validator=deep_iterable(_is_identifier))


def optional_foreign_identifier() -> Any:
    """Return an attrs field for another system's id or None; the default is None."""
    return field(default=None, validator=optional(_is_foreign_identifier))


def text(length: int) -> Any:
    """Return an attrs field for a text of 1 to ``length`` characters."""
    return field(validator=_length_between(1, length))


def optional_text(length: int, least: int = 0) -> Any:
    """Return an attrs field for a text of ``least`` to ``length`` characters, or for None.

    The default is None.
    """
    return field(default=None, validator=optional(_length_between(least, length)))


def tags() -> Any:
    """Return an attrs field for tags of 1 to ``TAG_LENGTH`` characters; the default is none."""
    return field(default=(), validator=deep_iterable(_length_between(1, TAG_LENGTH)))


def _is_identifier(_: object, attribute: "Attribute[Any]", value: str) -> None:
    if not _IDENTIFIER.fullmatch(value):
        raise ValueError(f"{attribute.name} is not an identifier")


def _is_foreign_identifier(_: object, attribute: "Attribute[Any]", value: str) -> None:
    if not is_foreign_identifier(value):
        raise ValueError(f"{attribute.name} has from 1 to 255 characters and no control characters")


def _language_tag(_: object, attribute: "Attribute[Any]", value: str) -> None:
    if not is_language_tag(value):
        raise ValueError(f"{attribute.name} is not a BCP 47 language tag")


def _length_between(least: int, most: int) -> "Callable[[Any, Attribute[Any], str], None]":
    is_fit = re.compile(f"[^\x00\ud800-\udfff]{{{least},{most}}}").fullmatch

    def check(_: object, attribute: "Attribute[Any]", value: str) -> None:
        # One match is several times as fast as a look at the length and a search.
        if is_fit(value):
            return
        if is_writable(value):
            raise ValueError(f"{attribute.name} has from {least} to {most} characters")
        raise ValueError(f"{attribute.name} has a NUL or a lone surrogate")

    return check


def _web_address(_: object, attribute: "Attribute[Any]", value: str) -> None:
    if not (len(value) <= TEXT_LENGTH and is_web_address(value)):
        raise ValueError(f"{attribute.name} is not an http or https address")


@frozen
class Coordinates:
    """Geographic position, in degrees."""

    latitude: float
    longitude: float


@frozen(kw_only=True)
class Address:
    """Postal address, of which at least one field is known.

    ``country_code`` is ISO 3166-1 alpha-2, or XK.

    >>> Address(line1="MG Road 1", country_code="IN").city is None
    True
    >>> Address(line1="MG Road 1", city="Pune", country_code="India")
    Traceback (most recent call last):
    ValueError: ...
    >>> Address()
    Traceback (most recent call last):
    ValueError: an address has at least one field
    """

    line1: str | None = optional_text(TEXT_LENGTH, least=1)
    city: str | None = optional_text(TEXT_LENGTH, least=1)
    country_code: str | None = field(default=None, validator=optional(in_(COUNTRY_CODES)))
    type: str | None = optional_text(TEXT_LENGTH)
    name: str | None = optional_text(NAME_LENGTH)
    phone: str | None = optional_text(PHONE_LENGTH)
    line2: str | None = optional_text(TEXT_LENGTH)
    state: str | None = optional_text(TEXT_LENGTH)
    postal_code: str | None = optional_text(TEXT_LENGTH)
    country: str | None = optional_text(TEXT_LENGTH)
    coordinates: Coordinates | None = None
    company: str | None = optional_text(TEXT_LENGTH)

    def __attrs_post_init__(self) -> None:
        """Raise ``ValueError`` if every field is None."""
        if all(getattr(self, name) is None for name in fields_dict(type(self))):
            raise ValueError("an address has at least one field")


@frozen(kw_only=True)
class Customer:
    """Customer who placed the order. ``language`` is a BCP 47 tag; a guest has no ``id``."""

    id: str | None = optional_foreign_identifier()
    name: str = text(NAME_LENGTH)
    email: str | None = optional_text(TEXT_LENGTH)
    phone: str | None = optional_text(PHONE_LENGTH)
    company: str | None = optional_text(TEXT_LENGTH)
    language: str | None = field(default=None, validator=optional(_language_tag))


@frozen(kw_only=True)
class Recipient:
    """Recipient of a fulfillment, if it is not the order's customer."""

    name: str = text(NAME_LENGTH)
    phone: str | None = optional_text(PHONE_LENGTH)
    address: Address | None = None


@frozen(kw_only=True)
class DeliveryPerson:
    """Person who delivers a fulfillment."""

    name: str = text(NAME_LENGTH)
    phone: str | None = optional_text(PHONE_LENGTH)


@frozen(kw_only=True)
class Tracking:
    """Tracking of a fulfillment: the courier's number (AWB) and web page; either may be None."""

    awb: str | None = optional_text(TEXT_LENGTH)
    url: str | None = field(default=None, validator=optional(_web_address))
