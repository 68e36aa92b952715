"""Holds: an order, or some of its lines, is not to be fulfilled for now (contract, section 7)."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from attrs import frozen

from seller_orders.domain.unit_ledger import LineUnits
from seller_orders.domain.values import (
    NOTE_LENGTH,
    TEXT_LENGTH,
    identifier,
    identifiers,
    optional_text,
)


class HoldReason(StrEnum):
    """Reason of a hold."""

    AWAITING_PAYMENT = "awaiting_payment"
    FRAUD_RISK = "fraud_risk"
    BAD_ADDRESS = "bad_address"
    OUT_OF_STOCK = "out_of_stock"
    CUSTOMER_REQUEST = "customer_request"
    OTHER = "other"


END_OF_TIME: Final = datetime.max.replace(tzinfo=UTC)
"""End of a hold without ``until``."""


@frozen(kw_only=True)
class Hold:
    """Hold of an order, or of the lines ``items``. A released hold is only on the timeline.

    It ends at ``until``. ``handle`` is the caller's own name for it.
    """

    id: str = identifier()
    reason: HoldReason
    note: str | None = optional_text(NOTE_LENGTH)
    items: tuple[str, ...] = identifiers()
    until: datetime | None = None
    handle: str | None = optional_text(TEXT_LENGTH, least=1)
    created_at: datetime

    def is_open(self, at: datetime) -> bool:
        """Return whether it still holds something at a time."""
        return self.until is None or at < self.until


@frozen(kw_only=True)
class HoldRequest:
    """Request to hold an order, or the lines ``items``, until a time or until it is released."""

    reason: HoldReason
    note: str | None = optional_text(NOTE_LENGTH)
    items: tuple[str, ...] = identifiers()
    until: datetime | None = None
    handle: str | None = optional_text(TEXT_LENGTH, least=1)


def held_until(holds: Iterable[Hold], units: Mapping[str, LineUnits]) -> datetime | None:
    """Return the time until which an order is held, ``END_OF_TIME`` if none is set; None if never.

    A hold of lines counts while units of them remain.
    """
    ends = (
        hold.until or END_OF_TIME
        for hold in holds
        if not hold.items or any(units[id].remaining for id in hold.items if id in units)
    )
    return max(ends, default=None)
