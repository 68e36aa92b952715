"""Statuses of an order (contract, section 2)."""

from enum import StrEnum
from typing import Final


class OrderStatus(StrEnum):
    """Status of an order."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    PROCESSING = "processing"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


HANDED_OVER_STATUSES: Final = frozenset({OrderStatus.SHIPPED, OrderStatus.DELIVERED})
"""Statuses that mark an order's active fulfillments as handed over."""


class FulfillmentProgress(StrEnum):
    """An order's ``fulfillment_status``: the share of its units in active fulfillments."""

    UNFULFILLED = "unfulfilled"
    PARTIAL = "partial"
    FULFILLED = "fulfilled"
