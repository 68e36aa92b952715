"""Values of a cancellation: its reason, the request, its terms and its record."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from attrs import frozen

from seller_orders.domain.money import Money
from seller_orders.domain.values import NAME_LENGTH, NOTE_LENGTH, optional_text, text


class CancelReason(StrEnum):
    """Reason of a cancellation; ``other`` requires an explanation in the details."""

    CUSTOMER_REQUEST = "customer_request"
    OUT_OF_STOCK = "out_of_stock"
    FRAUD = "fraud"
    OTHER = "other"


CUSTOMER_REASONS: Final = frozenset({CancelReason.CUSTOMER_REQUEST, CancelReason.OUT_OF_STOCK})
"""Reasons that notifications show to the customer; the others stay internal."""


@frozen(kw_only=True)
class CancellationRequest:
    """Request to cancel an order. ``refund_amount`` None refunds all that is refundable."""

    reason: CancelReason
    details: str | None = optional_text(NOTE_LENGTH)
    refund: bool = False
    refund_amount: Decimal | None = None
    restock: bool = False


@frozen(kw_only=True)
class CancellationTerms:
    """Effects of an allowed cancellation. ``refund`` None refunds nothing."""

    reason: CancelReason
    details: str | None
    refund: Money | None
    restock: bool


@frozen(kw_only=True)
class Cancellation:
    """Record of a cancellation; an order has at most one."""

    reason: CancelReason
    details: str | None = optional_text(NOTE_LENGTH)
    at: datetime
    by: str = text(NAME_LENGTH)
    refund_id: str | None = None
    restocked: bool
