"""Addresses and people, as documents and views."""

from typing import Annotated, ClassVar, Final, TypedDict

from attrs import fields_dict

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import (
    CountryCode,
    ForeignIdentifier,
    LanguageTag,
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

_ADDRESS_FIELDS: Final = tuple(fields_dict(Address))


class CoordinatesDocument(ValueDocument):
    """A place on earth, in degrees."""

    VALUE = Coordinates

    latitude: Annotated[Latitude, about("Degrees north of the equator.", 12.9716)]
    longitude: Annotated[Longitude, about("Degrees east of Greenwich.", 77.5946)]


@view_of(CoordinatesDocument)
class CoordinatesView(TypedDict):
    """A place on earth, in degrees."""


class AddressDocument(ValueDocument, kw_only=True):
    """A postal address. At least one field is not null."""

    VALUE = Address
    RULES: ClassVar = {"not": {"properties": {name: {"type": "null"} for name in _ADDRESS_FIELDS}}}

    type: Annotated[
        Text | None,
        about("Kind of the address, in your own words, such as `home` or `office`.", "home"),
    ] = None
    name: Annotated[ShortText | None, about("Name of the recipient.", "Anjali Patel")] = None
    phone: Annotated[Phone | None, about("Phone number for the courier.", "+918765432109")] = None
    line1: Annotated[NonEmptyText | None, about("Street and house number.", "221B MG Road")] = None
    line2: Annotated[Text | None, about("Floor, flat or other details.", "Flat 4")] = None
    city: Annotated[NonEmptyText | None, about("City.", "Bengaluru")] = None
    state: Annotated[Text | None, about("State, province or region.", "Karnataka")] = None
    postal_code: Annotated[Text | None, about("Postal code.", "560001")] = None
    country: Annotated[Text | None, about("Name of the country.", "India")] = None
    country_code: Annotated[
        CountryCode | None, about("ISO 3166-1 alpha-2 code of the country; XK for Kosovo.", "IN")
    ] = None
    coordinates: Annotated[CoordinatesDocument | None, about("Coordinates of the address.")] = None
    company: Annotated[Text | None, about("Company at the address.", "Patel Foods")] = None

    def __post_init__(self) -> None:
        """Raise ValueError if every field is null."""
        if all(getattr(self, name) is None for name in self.__struct_fields__):
            raise ValueError("It must have at least one field that is not null")


@view_of(AddressDocument)
class AddressView(TypedDict):
    """A postal address."""


class CustomerDocument(ValueDocument, kw_only=True):
    """The customer of an order."""

    VALUE = Customer

    id: Annotated[
        ForeignIdentifier | None,
        about("Id of the customer in your shop; null for a guest.", "cus_1"),
    ] = None
    name: Annotated[Name, about("Name of the customer.", "Anjali Patel")]
    email: Annotated[
        Text | None, about("Email address for notifications.", "anjali@mail.example")
    ] = None
    phone: Annotated[Phone | None, about("Phone number for notifications.", "+918765432109")] = None
    company: Annotated[Text | None, about("Company of the customer.", "Patel Foods")] = None
    language: Annotated[
        LanguageTag | None,
        about("Language of notifications (BCP 47); null for the domain's.", "hi-IN"),
    ] = None


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
