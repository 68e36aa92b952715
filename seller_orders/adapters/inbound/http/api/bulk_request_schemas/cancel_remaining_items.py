"""Request body of a bulk cancellation of all remaining units (contract, section 3)."""

from typing import Annotated, Any, ClassVar

from seller_orders.adapters.inbound.http.api.bulk_request_schemas.bulk_orders import BulkOrders
from seller_orders.adapters.inbound.http.api.request_schemas.cancellations import CANCELLATION_RULES
from seller_orders.adapters.inbound.http.request_errors import invalid
from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import Note
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.application.commands.bulk_actions import CancelRemainingItems
from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.cancellation_policy import unexplained_reason


class BulkItemsCancelData(Document):
    """The cancellation of all units that remain."""

    RULES: ClassVar[dict[str, Any]] = {name: CANCELLATION_RULES[name] for name in ("if", "then")}

    reason: Annotated[CancelReason, about("Reason of the cancellation.", "out_of_stock")]
    cancel_reason_details: Annotated[
        Note | None, about("Explanation of the reason. Required if the reason is `other`.")
    ] = None
    refund: Annotated[bool, about("Refund what the units are worth.")] = False
    restock: Annotated[bool, about("Return the units to stock.")] = False
    notify_customers: Annotated[bool, about("Notify the customers of the cancellation.")] = False

    def ensure_details(self) -> None:
        """Raise InvalidRequestError if the reason ``other`` is not explained."""
        if problem := unexplained_reason(self.reason, self.cancel_reason_details):
            invalid(problem.code, problem.detail, "data", *problem.path)


class BulkItemsCancel(BulkOrders, tag_field="action", tag="items_cancel", kw_only=True):
    """Cancellations of all units of several orders that were not shipped."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "action": "items_cancel",
        "order_ids": ["ord_1001", "ord_1002"],
        "data": {"reason": "out_of_stock", "refund": True},
    }

    data: Annotated[BulkItemsCancelData, about("Reason of the cancellation, refund and restock.")]

    def action(self) -> CancelRemainingItems:
        """Return the action."""
        data = self.data
        return CancelRemainingItems(
            reason=data.reason,
            details=data.cancel_reason_details,
            refund=data.refund,
            restock=data.restock,
            notify_customers=data.notify_customers,
        )
