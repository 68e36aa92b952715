"""Statuses of an order (contract, section 2)."""

from enum import StrEnum
from typing import Final


class OrderStatus(StrEnum):
    """Where the order stands."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    PROCESSING = "processing"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


HANDING_OVER: Final = frozenset({OrderStatus.SHIPPED, OrderStatus.DELIVERED})
"""An order that is set to one of these has handed its active fulfillments over."""


class FulfillmentProgress(StrEnum):
    """An order's ``fulfillment_status``: how much of it is in active fulfillments."""

    UNFULFILLED = "unfulfilled"
    PARTIAL = "partial"
    FULFILLED = "fulfilled"
