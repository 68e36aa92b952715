"""Request bodies and parameters that name a customer."""

from typing import Annotated, Any, ClassVar

from msgspec import UNSET, Meta, UnsetType

from seller_orders.adapters.inbound.http.api.id_list_parameters import IdListParameters
from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import ForeignIdentifier
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.adapters.shared.wire.text_patterns import NO_NUL
from seller_orders.domain.values import TEXT_LENGTH

_Email = Annotated[str, Meta(min_length=1, max_length=TEXT_LENGTH, pattern=NO_NUL)]


class EraseCustomerRequest(Document):
    """The customer whose data are to be erased: exactly one of the two."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"customer_id": "cus_1"}

    customer_id: Annotated[
        ForeignIdentifier | UnsetType, about("Id of the customer in your shop.", "cus_1")
    ] = UNSET
    email: Annotated[
        _Email | UnsetType, about("E-mail address of the orders, in upper or lower case.")
    ] = UNSET


class CustomerDataParameters(IdListParameters):
    """Query parameters of the export of a customer's data."""

    customer_id: Annotated[ForeignIdentifier | None, about("Id of the customer in your shop.")] = (
        None
    )
    email: Annotated[
        _Email | None, about("E-mail address of the orders, in upper or lower case.")
    ] = None
