"""Request body of items/cancel (contract, section 7)."""

from typing import Annotated, Any, ClassVar

from msgspec import Meta

from seller_orders.adapters.inbound.http.api.request_schemas.cancellations import CANCELLATION_RULES
from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import AmountAboveZero, Note
from seller_orders.adapters.shared.wire.fulfillment_codec import ItemDocument
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.item_cancellation import ItemCancellationRequest


class ItemsCancelRequest(Document, kw_only=True):
    """A cancellation of units of an order."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "items": [{"id": "iid_001", "quantity": 1}],
        "reason": "out_of_stock",
        "refund": True,
        "notify_customer": True,
    }

    RULES: ClassVar[dict[str, Any]] = CANCELLATION_RULES

    items: Annotated[
        tuple[ItemDocument, ...],
        Meta(min_length=1),
        about("Units to take off the order, one entry a line."),
    ]
    reason: Annotated[CancelReason, about("Reason of the cancellation.")]
    cancel_reason_details: Annotated[
        Note | None, about("Explanation of the reason. Required if the reason is `other`.")
    ] = None
    refund: Annotated[
        bool, about("Refund what the units are worth, as far as the customer is owed it.")
    ] = False
    refund_amount: Annotated[
        AmountAboveZero | None,
        about("Amount to refund, only with `refund`; what the units are worth by default."),
    ] = None
    restock: Annotated[bool, about("Return the units to stock.")] = False
    notify_customer: Annotated[bool, about("Notify the customer of the cancellation.")] = False

    def request(self) -> ItemCancellationRequest:
        """Return the request."""
        return ItemCancellationRequest(
            items=tuple(item.value() for item in self.items),
            reason=self.reason,
            details=self.cancel_reason_details,
            refund=self.refund,
            refund_amount=self.refund_amount,
            restock=self.restock,
        )
