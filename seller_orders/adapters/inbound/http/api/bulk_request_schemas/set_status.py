"""Request bodies of bulk updates of status (contract, section 3)."""

from typing import Annotated, Any, ClassVar

from seller_orders.adapters.inbound.http.api.bulk_request_schemas.bulk_orders import BulkOrders
from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import Note
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.application.commands.bulk_actions import SetStatus
from seller_orders.domain.status import OrderStatus


class BulkStatusData(Document):
    """The new status."""

    status: Annotated[
        OrderStatus,
        about("New status of the orders. `cancelled` requires the scope `orders:cancel`."),
    ]
    note: Annotated[Note | None, about("Note for the timelines.")] = None
    notify_customers: Annotated[bool, about("Notify the customers of the change.")] = False


class BulkStatus(BulkOrders, tag_field="action", tag="update_status", kw_only=True):
    """A change of the status of several orders."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "action": "update_status",
        "order_ids": ["ord_1001", "ord_1002"],
        "data": {"status": "processing"},
    }

    data: Annotated[BulkStatusData, about("The change.")]

    def action(self) -> SetStatus:
        """Return the action."""
        data = self.data
        return SetStatus(status=data.status, note=data.note, notify_customers=data.notify_customers)
