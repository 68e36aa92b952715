"""Values of a cancellation of units: the request and its terms (contract, section 7)."""

from decimal import Decimal

from attrs import frozen

from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.line_item import ItemQuantity, quantity
from seller_orders.domain.money import Money
from seller_orders.domain.values import NOTE_LENGTH, identifier, optional_text


@frozen(kw_only=True)
class ItemCancellationRequest:
    """Request to take units off an order's lines.

    ``refund_amount`` None refunds what the units are worth, as far as the customer is owed it.
    """

    items: tuple[ItemQuantity, ...]
    reason: CancelReason
    details: str | None = optional_text(NOTE_LENGTH)
    refund: bool = False
    refund_amount: Decimal | None = None
    restock: bool = False


@frozen(kw_only=True)
class CancelledItem:
    """Units to take off one line, and their worth."""

    id: str = identifier()
    quantity: int = quantity()
    worth: Money


@frozen(kw_only=True)
class ItemCancellationTerms:
    """Effects of an allowed cancellation of units. ``refund`` None refunds nothing."""

    items: tuple[CancelledItem, ...]
    reason: CancelReason
    details: str | None
    refund: Money | None
    restock: bool
