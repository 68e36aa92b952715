"""Request body of a change of the status (contract, section 3)."""

from typing import Annotated, Any, ClassVar

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import Note
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.domain.status import OrderStatus


class StatusChange(Document):
    """A change of an order's status."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "status": "processing",
        "note": "Being prepared",
        "notify_customer": True,
    }

    status: Annotated[
        OrderStatus,
        about("New status of the order. `cancelled` requires the scope `orders:cancel`."),
    ]
    note: Annotated[Note | None, about("Note for the timeline.")] = None
    notify_customer: Annotated[bool, about("Notify the customer of the change.")] = False
