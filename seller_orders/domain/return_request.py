"""Requests about returns: units to return, and units that came back (contract, section 7)."""

from attrs import frozen

from seller_orders.domain.line_item import quantity
from seller_orders.domain.values import (
    NOTE_LENGTH,
    TEXT_LENGTH,
    Tracking,
    identifier,
    optional_text,
    text,
)


@frozen(kw_only=True)
class ReturnRequestItem:
    """Units of one line to return, and the customer's reason."""

    id: str = identifier()
    quantity: int = quantity()
    reason: str = text(TEXT_LENGTH)


@frozen(kw_only=True)
class ReturnRequest:
    """Request to return units of an order."""

    items: tuple[ReturnRequestItem, ...]
    note: str | None = optional_text(NOTE_LENGTH)
    tracking: tuple[Tracking, ...] = ()


@frozen(kw_only=True)
class ReceivedItem:
    """Units of one line that came back in one condition."""

    id: str = identifier()
    quantity: int = quantity()
    condition: str = text(TEXT_LENGTH)
