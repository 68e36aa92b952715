"""Request bodies of bulk updates of the assignee (contract, section 3)."""

from typing import Annotated, Any, ClassVar

from seller_orders.adapters.inbound.http.api.bulk_request_schemas.bulk_orders import BulkOrders
from seller_orders.adapters.shared.wire.field_descriptions import ASSIGNEE, about
from seller_orders.adapters.shared.wire.field_types import Identifier
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.application.commands.bulk_actions import SetAssignee


class BulkAssignData(Document):
    """The assignee."""

    user_id: Annotated[Identifier | None, ASSIGNEE]


class BulkAssign(BulkOrders, tag_field="action", tag="assign", kw_only=True):
    """The user who takes care of several orders."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "action": "assign",
        "order_ids": ["ord_1001", "ord_1002"],
        "data": {"user_id": "usr_1"},
    }

    data: Annotated[BulkAssignData, about("The assignee.")]

    def action(self) -> SetAssignee:
        """Return the action."""
        return SetAssignee(self.data.user_id)
