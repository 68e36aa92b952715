"""Changes that no test can notice, by the line that they make, and why that is so."""

from typing import Final

_FIRST: Final = "cancelled comes first of all statuses, so that none is less"
_FIRST_OF_REFUNDS: Final = "failed comes first of a refund's statuses, so that the others are more"
_NAMED: Final = "it is private, and its callers name what they give it"

EXPLAINED: Final = {
    "if status <= OrderStatus.CANCELLED:": _FIRST,
    "if self.status <= OrderStatus.CANCELLED and any(": _FIRST,
    "is_cancelled = draft.status <= OrderStatus.CANCELLED": _FIRST,
    "under_way = draft.status <= OrderStatus.CANCELLED and fulfillment.is_cancellable": _FIRST,
    "ends_cancelled = status <= FulfillmentStatus.CANCELLED is not current.status": _FIRST,
    "ends_cancelled = status is FulfillmentStatus.CANCELLED < current.status": _FIRST,
    "refunded = sum(r.amount.units for r in refunds if r.status > RefundStatus.FAILED)": (
        _FIRST_OF_REFUNDS
    ),
    "/,": _NAMED,
}
