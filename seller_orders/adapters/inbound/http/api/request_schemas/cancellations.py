"""Request body of a cancellation (contract, section 3)."""

from typing import Annotated, Any, ClassVar, Final

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import AmountAboveZero, Note
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.domain.cancellation import CancellationRequest, CancelReason

CANCELLATION_RULES: Final[dict[str, Any]] = {
    "if": {"properties": {"reason": {"const": "other"}}},
    "then": {
        "properties": {"cancel_reason_details": {"type": "string", "minLength": 1}},
        "required": ["cancel_reason_details"],
    },
    "dependentSchemas": {
        "refund_amount": {
            "if": {"properties": {"refund_amount": {"type": "number"}}},
            "then": {"properties": {"refund": {"const": True}}, "required": ["refund"]},
        }
    },
}


class CancelRequest(Document):
    """A cancellation of an order."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "reason": "customer_request",
        "refund": True,
        "restock": True,
        "notify_customer": True,
    }

    RULES: ClassVar[dict[str, Any]] = CANCELLATION_RULES

    reason: Annotated[CancelReason, about("Reason of the cancellation.")]
    cancel_reason_details: Annotated[
        Note | None, about("Explanation of the reason. Required if the reason is `other`.")
    ] = None
    refund: Annotated[bool, about("Refund the payment.")] = False
    refund_amount: Annotated[
        AmountAboveZero | None,
        about("Amount to refund, only with `refund`; all that is left to refund by default."),
    ] = None
    restock: Annotated[bool, about("Return the units that were not shipped to stock.")] = False
    notify_customer: Annotated[bool, about("Notify the customer of the cancellation.")] = False

    def request(self) -> CancellationRequest:
        """Return the request."""
        return CancellationRequest(
            reason=self.reason,
            details=self.cancel_reason_details,
            refund=self.refund,
            refund_amount=self.refund_amount,
            restock=self.restock,
        )
