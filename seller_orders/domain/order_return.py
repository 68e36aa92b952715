"""Returns: units that a customer sends back (contract, section 7)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from attrs import Factory, field, frozen
from attrs.validators import min_len

from seller_orders.domain.line_item import quantity
from seller_orders.domain.return_rules import RETURN_CONDITIONS
from seller_orders.domain.values import (
    NOTE_LENGTH,
    TEXT_LENGTH,
    Tracking,
    identifier,
    optional_text,
    text,
)


class ReturnStatus(StrEnum):
    """Status of a return."""

    REQUESTED = "requested"
    APPROVED = "approved"
    RECEIVED = "received"
    CLOSED = "closed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


RETURN_TRANSITIONS: Final[Mapping[ReturnStatus, frozenset[ReturnStatus]]] = {
    ReturnStatus.REQUESTED: frozenset(
        {
            ReturnStatus.APPROVED,
            ReturnStatus.RECEIVED,
            ReturnStatus.REJECTED,
            ReturnStatus.CANCELLED,
        }
    ),
    ReturnStatus.APPROVED: frozenset(
        {ReturnStatus.RECEIVED, ReturnStatus.REJECTED, ReturnStatus.CANCELLED}
    ),
    ReturnStatus.RECEIVED: frozenset({ReturnStatus.RECEIVED, ReturnStatus.CLOSED}),
    ReturnStatus.CLOSED: frozenset(),
    ReturnStatus.REJECTED: frozenset(),
    ReturnStatus.CANCELLED: frozenset(),
}
"""Next statuses, by status. A received return may be received again, in further parts."""

UNDER_WAY: Final = frozenset(status for status, after in RETURN_TRANSITIONS.items() if after)
"""Statuses of a return that may still change."""


class OrderReturnStatus(StrEnum):
    """Status of all returns of an order: ``return_status``."""

    NONE = "none"
    REQUESTED = "requested"
    IN_PROGRESS = "in_progress"
    RETURNED = "returned"


def _arrives(condition: str) -> bool:
    usual = RETURN_CONDITIONS.get(condition)
    return usual is None or usual.arrives


@frozen(kw_only=True)
class ReceivedUnits:
    """Units of a line in one condition. Missing ones have not ``arrived``.

    By default the usual conditions say which ones have; units in any other condition have arrived.
    """

    quantity: int = quantity()
    condition: str = text(TEXT_LENGTH)
    arrived: bool = Factory(lambda self: _arrives(self.condition), takes_self=True)


@frozen(kw_only=True)
class ShippedUnits:
    """Units of a line that one fulfillment has shipped."""

    fulfillment_id: str = identifier()
    quantity: int = quantity()


@frozen(kw_only=True)
class ReturnedItem:
    """Units of one line in a return, the fulfillments that shipped them, and what came back."""

    id: str = identifier()
    quantity: int = quantity()
    reason: str = text(TEXT_LENGTH)
    shipped: tuple[ShippedUnits, ...] = ()
    received: tuple[ReceivedUnits, ...] = ()

    @property
    def received_quantity(self) -> int:
        """Units that arrived, in any condition."""
        return sum(each.quantity for each in self.received if each.arrived)

    @property
    def shipped_quantity(self) -> int:
        """Units that are bound to fulfillments."""
        return sum(each.quantity for each in self.shipped)

    @property
    def expected_quantity(self) -> int:
        """Units that were neither received nor reported missing."""
        return self.quantity - sum(each.quantity for each in self.received)


@frozen(kw_only=True)
class Return:
    """Return of units of an order. ``tracking`` is of the parcels that come back."""

    id: str = identifier()
    status: ReturnStatus = ReturnStatus.REQUESTED
    items: tuple[ReturnedItem, ...] = field(validator=min_len(1))
    note: str | None = optional_text(NOTE_LENGTH)
    tracking: tuple[Tracking, ...] = ()
    created_at: datetime
    updated_at: datetime

    @property
    def is_under_way(self) -> bool:
        """True if units of it may still be received."""
        return self.status in UNDER_WAY

    def item(self, line_id: str) -> ReturnedItem | None:
        """Return the units of a line; None if the return has none."""
        return next((each for each in self.items if each.id == line_id), None)

    def counted(self, item: ReturnedItem) -> int:
        """Return the units of an item that may not be returned again.

        All units count while the return is under way. If it is closed, the received ones count.
        """
        if self.is_under_way:
            return item.quantity
        return item.received_quantity if self.status is ReturnStatus.CLOSED else 0


def return_status(returns: Iterable[Return]) -> OrderReturnStatus:
    """Return the status of an order's returns, by the first rule that matches (section 7)."""
    kept = tuple(returns)
    statuses = {each.status for each in kept}
    if ReturnStatus.REQUESTED in statuses:
        return OrderReturnStatus.REQUESTED
    if statuses & {ReturnStatus.APPROVED, ReturnStatus.RECEIVED}:
        return OrderReturnStatus.IN_PROGRESS
    closed = (each for each in kept if each.status is ReturnStatus.CLOSED)
    has_units = any(item.received_quantity for each in closed for item in each.items)
    return OrderReturnStatus.RETURNED if has_units else OrderReturnStatus.NONE
