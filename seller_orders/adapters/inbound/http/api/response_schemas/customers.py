"""Documents of the export and the erasure of personal data."""

from typing import Annotated, Any, TypedDict

from seller_orders.adapters.inbound.http.api.response_schemas.notifications import (
    NotificationDocument,
)
from seller_orders.adapters.shared.wire.field_descriptions import about


class ErasedCustomerDocument(TypedDict):
    """Numbers of a customer's orders."""

    orders: Annotated[int, about("Orders of the customer, archived ones included.", 12)]
    erased: Annotated[
        int, about("Orders whose data were erased now; the others had none left.", 12)
    ]
    open: Annotated[int, about("Orders that are not delivered, cancelled or refunded yet.", 0)]


class CustomerOrderDocument(TypedDict):
    """An order of the customer."""

    order: Annotated[
        dict[str, Any],
        about("The order as in an export, which can be imported again.", {"order_id": "ord_1"}),
    ]
    notifications: Annotated[list[NotificationDocument], about("Notifications to the customer.")]


class CustomerDataDocument(TypedDict):
    """A page of a customer's orders."""

    orders: Annotated[list[CustomerOrderDocument], about("Orders, sorted by id.")]
    next_cursor: Annotated[
        str | None, about("Value of `cursor` for the next page; null on the last page.", None)
    ]
