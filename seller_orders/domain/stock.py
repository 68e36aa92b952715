"""Restocks of an order, and the units still at home (contract, section 2: Stock)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from attrs import field, frozen
from attrs.validators import min_len

from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus
from seller_orders.domain.line_item import ItemQuantity, LineItem, RestockedItem
from seller_orders.domain.values import optional_identifier


class RestockCause(StrEnum):
    """Cause of a restock."""

    CANCELLATION = "cancellation"
    FULFILLMENT = "fulfillment"
    ITEMS_CANCELLED = "items_cancelled"
    REQUEST = "request"


@frozen(kw_only=True)
class Restock:
    """Units that went back to stock for one cause: an entry of the order's restock ledger.

    ``cause_id`` is the id of the returned fulfillment, or of the change that cancelled items or
    restocked by request. It is None for the cancellation of the order.
    """

    cause: RestockCause
    cause_id: str | None = optional_identifier()
    at: datetime
    items: tuple[RestockedItem, ...] = field(validator=min_len(1))


def restocked_units(restocks: Iterable[Restock]) -> Counter[str]:
    """Return the restocked units by line id; 0 for any other line."""
    return _sums(item for restock in restocks for item in restock.items)


def units_at_home(
    lines: Iterable[LineItem], fulfillments: Iterable[Fulfillment], restocks: Iterable[Restock]
) -> Mapping[str, int]:
    """Return the units of each line that are neither handed over nor restocked, by line id.

    Units count as handed over from the hand-over of their fulfillment until its return. A
    fulfillment that fails or is cancelled after its hand-over is lost, unless it is returned later.
    A line that requires no shipping has no units at home.
    """
    out = _sums(
        item
        for fulfillment in fulfillments
        if fulfillment.was_handed_over and fulfillment.status is not FulfillmentStatus.RETURNED
        for item in fulfillment.shipment.items
    )
    back = restocked_units(restocks)
    return {line.id: max(0, line.to_ship - out[line.id] - back[line.id]) for line in lines}


def _sums(items: Iterable[RestockedItem | ItemQuantity]) -> Counter[str]:
    sums = Counter[str]()
    for item in items:
        sums[item.id] += item.quantity
    return sums
