"""Addresses and people, as documents and views."""

from typing import TypedDict

from seller_orders.adapters.shared.wire.field_types import (
    CountryCode,
    Identifier,
    Latitude,
    Longitude,
    Name,
    NonEmptyText,
    Phone,
    ShortText,
    Text,
)
from seller_orders.adapters.shared.wire.value_document import ValueDocument
from seller_orders.adapters.shared.wire.views import view_of, writer
from seller_orders.domain.values import (
    Address,
    Coordinates,
    Customer,
    DeliveryPerson,
    Recipient,
)


class CoordinatesDocument(ValueDocument):
    """A place on earth, in degrees."""

    VALUE = Coordinates

    latitude: Latitude
    longitude: Longitude


@view_of(CoordinatesDocument)
class CoordinatesView(TypedDict):
    """A place on earth, in degrees."""


class AddressDocument(ValueDocument, kw_only=True):
    """A postal address."""

    VALUE = Address

    type: Text | None = None
    name: ShortText | None = None
    phone: Phone | None = None
    line1: NonEmptyText
    line2: Text | None = None
    city: NonEmptyText
    state: Text | None = None
    postal_code: Text | None = None
    country: Text | None = None
    country_code: CountryCode
    coordinates: CoordinatesDocument | None = None


@view_of(AddressDocument)
class AddressView(TypedDict):
    """A postal address."""


class CustomerDocument(ValueDocument):
    """The customer of an order."""

    VALUE = Customer

    id: Identifier
    name: Name
    email: Text | None = None
    phone: Phone | None = None


@view_of(CustomerDocument)
class CustomerView(TypedDict):
    """The customer of an order."""


class PersonDocument(ValueDocument):
    """The person who delivers a fulfillment."""

    VALUE = DeliveryPerson

    name: Name
    phone: Phone | None = None


@view_of(PersonDocument)
class PersonView(TypedDict):
    """The person who delivers a fulfillment."""


class RecipientDocument(ValueDocument):
    """The recipient of a fulfillment."""

    VALUE = Recipient

    name: Name
    phone: Phone | None = None
    address: AddressDocument | None = None


@view_of(RecipientDocument)
class RecipientView(TypedDict):
    """The recipient of a fulfillment."""


coordinates_view = writer(CoordinatesView, Coordinates)
address_view = writer(AddressView, Address)
customer_view = writer(CustomerView, Customer)
person_view = writer(PersonView, DeliveryPerson)
recipient_view = writer(RecipientView, Recipient)
