"""Strategies for addresses and people."""

from typing import Any

from hypothesis import strategies as st

from seller_orders.domain.countries import COUNTRY_CODES
from seller_orders.domain.values import Address, Coordinates, Customer, DeliveryPerson, Recipient
from seller_orders.testing.choices import Choices, made_of_choices

_COUNTRY_CODES = sorted(COUNTRY_CODES)
_LANGUAGES = ("de", "de-CH", "hi", "zh-Hant-TW", "sl-rozaj-biske", "x-shop")
languages = st.sampled_from(_LANGUAGES)
_latitudes, _longitudes = st.floats(-90, 90), st.floats(-180, 180)
coordinates = st.builds(Coordinates, _latitudes, _longitudes)


@made_of_choices(20)
def addresses(choices: Choices) -> Address:
    """Draw an address with at least one field."""
    fields: dict[str, Any] = {
        "line1": choices.optional_text(500, least=1),
        "city": choices.optional_text(500, least=1),
        "country_code": choices.one_of(_COUNTRY_CODES) if choices.flag() else None,
        "type": choices.optional_text(500),
        "name": choices.optional_text(200),
        "phone": choices.phone(),
        "line2": choices.optional_text(500),
        "state": choices.optional_text(500),
        "postal_code": choices.optional_text(500),
        "country": choices.optional_text(500),
        "coordinates": choices.draw(coordinates) if choices.flag() else None,
        "company": choices.optional_text(500),
    }
    is_known = any(value is not None for value in fields.values())
    return Address(**(fields if is_known else {"city": "Pune"}))


optional_addresses = st.none() | addresses


def draw_optional_address(choices: Choices) -> Address | None:
    """Draw an address, or None."""
    return choices.draw(addresses) if choices.flag() else None


@made_of_choices(9)
def customers(choices: Choices) -> Customer:
    """Draw a customer, who has at least a name."""
    return Customer(
        id=choices.foreign_identifier(),
        name=choices.text(200),
        email=choices.optional_text(500),
        phone=choices.phone(),
        company=choices.optional_text(500),
        language=choices.one_of(_LANGUAGES) if choices.flag() else None,
    )


@made_of_choices(4)
def recipients(choices: Choices) -> Recipient:
    """Draw a recipient with or without an address."""
    return Recipient(
        name=choices.text(200), phone=choices.phone(), address=draw_optional_address(choices)
    )


@made_of_choices(3)
def delivery_people(choices: Choices) -> DeliveryPerson:
    """Draw a person who delivers."""
    return DeliveryPerson(name=choices.text(200), phone=choices.phone())
