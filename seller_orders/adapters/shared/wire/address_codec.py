"""Addresses and people, as documents and views."""

from typing import Annotated, TypedDict

from seller_orders.adapters.shared.wire.field_descriptions import about
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

    latitude: Annotated[Latitude, about("Degrees north of the equator.", 12.9716)]
    longitude: Annotated[Longitude, about("Degrees east of Greenwich.", 77.5946)]


@view_of(CoordinatesDocument)
class CoordinatesView(TypedDict):
    """A place on earth, in degrees."""


class AddressDocument(ValueDocument, kw_only=True):
    """A postal address."""

    VALUE = Address

    type: Annotated[
        Text | None,
        about("Kind of the address, in your own words, such as `home` or `office`.", "home"),
    ] = None
    name: Annotated[ShortText | None, about("Name of the recipient.", "Anjali Patel")] = None
    phone: Annotated[Phone | None, about("Phone number for the courier.", "+918765432109")] = None
    line1: Annotated[NonEmptyText, about("Street and house number.", "221B MG Road")]
    line2: Annotated[Text | None, about("Floor, flat or other details.", "Flat 4")] = None
    city: Annotated[NonEmptyText, about("City.", "Bengaluru")]
    state: Annotated[Text | None, about("State, province or region.", "Karnataka")] = None
    postal_code: Annotated[Text | None, about("Postal code.", "560001")] = None
    country: Annotated[Text | None, about("Name of the country.", "India")] = None
    country_code: Annotated[CountryCode, about("Code of the country (ISO 3166-1 alpha-2).", "IN")]
    coordinates: Annotated[CoordinatesDocument | None, about("Coordinates of the address.")] = None


@view_of(AddressDocument)
class AddressView(TypedDict):
    """A postal address."""


class CustomerDocument(ValueDocument):
    """The customer of an order."""

    VALUE = Customer

    id: Annotated[Identifier, about("Id of the customer in your shop.", "cus_1")]
    name: Annotated[Name, about("Name of the customer.", "Anjali Patel")]
    email: Annotated[
        Text | None, about("Email address for notifications.", "anjali@mail.example")
    ] = None
    phone: Annotated[Phone | None, about("Phone number for notifications.", "+918765432109")] = None


@view_of(CustomerDocument)
class CustomerView(TypedDict):
    """The customer of an order."""


class PersonDocument(ValueDocument):
    """The person who delivers a fulfillment."""

    VALUE = DeliveryPerson

    name: Annotated[Name, about("Name of the delivery person.", "Rider Rahul")]
    phone: Annotated[
        Phone | None, about("Phone number of the delivery person.", "+919876543210")
    ] = None


@view_of(PersonDocument)
class PersonView(TypedDict):
    """The person who delivers a fulfillment."""


class RecipientDocument(ValueDocument):
    """The recipient of a fulfillment."""

    VALUE = Recipient

    name: Annotated[Name, about("Name of the recipient.", "Anjali Patel")]
    phone: Annotated[Phone | None, about("Phone number of the recipient.", "+918765432109")] = None
    address: Annotated[AddressDocument | None, about("Address of the delivery.")] = None


@view_of(RecipientDocument)
class RecipientView(TypedDict):
    """The recipient of a fulfillment."""


coordinates_view = writer(CoordinatesView, Coordinates)
address_view = writer(AddressView, Address)
customer_view = writer(CustomerView, Customer)
person_view = writer(PersonView, DeliveryPerson)
recipient_view = writer(RecipientView, Recipient)
