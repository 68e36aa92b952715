"""Mutations that no test can notice: the mutated line, and the reason."""

from typing import Final

_FIRST: Final = "cancelled sorts first of all statuses, so no status is less"
_FIRST_OF_REFUNDS: Final = (
    "failed sorts first of a refund's statuses, so every other status is more"
)
_LAST: Final = "it sorts last of all statuses, so no status is more"
_FIRST_OF_PAYMENTS: Final = "authorized sorts first of a payment's statuses"
_AT_MOST: Final = "the left side is never more, so unequal means less"
_NAMED: Final = "it is private, and its callers pass keyword arguments"

EXPLAINED: Final = {
    "if status <= OrderStatus.CANCELLED:": _FIRST,
    "if self.status <= OrderStatus.CANCELLED and any(": _FIRST,
    "is_cancelled = draft.status <= OrderStatus.CANCELLED": _FIRST,
    "under_way = draft.status <= OrderStatus.CANCELLED and fulfillment.is_cancellable": _FIRST,
    "is_cancelled_now = status <= FulfillmentStatus.CANCELLED is not current.status": _FIRST,
    "is_cancelled_now = status is FulfillmentStatus.CANCELLED < current.status": _FIRST,
    "if status > OrderStatus.CANCELLED and OrderStatus.CANCELLED not in targets:": _FIRST,
    "if status >= OrderStatus.SHIPPED or statuses & WITH_COURIER:": _LAST,
    "if payment.status >= PaymentStatus.VOIDED:": _LAST,
    "authorized = payment.status <= PaymentStatus.AUTHORIZED": _FIRST_OF_PAYMENTS,
    "if order.payment.status <= PaymentStatus.AUTHORIZED or not order.total:": _FIRST_OF_PAYMENTS,
    "return self.status > RefundStatus.FAILED": _FIRST_OF_REFUNDS,
    "if refunded == captured:": _AT_MOST,
    "if first[item.id] < index": "the first index of a line is never larger",
    "FulfillmentStatus.IN_TRANSIT: FINAL ^ {FulfillmentStatus.OUT_FOR_DELIVERY},": (
        "the sets have nothing in common"
    ),
    "^ {FulfillmentStatus.IN_TRANSIT, FulfillmentStatus.OUT_FOR_DELIVERY},": (
        "the sets have nothing in common"
    ),
    "INACTIVE: Final = FINAL ^ {FulfillmentStatus.DELIVERED}": "delivered is one of the ends",
    "return self.units != 0": "units are never below 0",
    "_EXACT: Final = Context(prec= 27)": "the largest amount has 16 digits",
    "_EXACT: Final = Context(prec= 29)": "the largest amount has 16 digits",
    "if number.adjusted() < ~_MAX_DECIMALS:": (
        "it only avoids formatting a long fraction, which is refused later anyway"
    ),
    "/,": _NAMED,
}
