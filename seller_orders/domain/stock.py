"""Units that go back to stock, and where an order's units are (contract, section 2: Stock)."""

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
    """Why units went back to stock."""

    CANCELLATION = "cancellation"
    FULFILLMENT = "fulfillment"
    REQUEST = "request"


@frozen(kw_only=True)
class Restock:
    """Units that went back to stock for one cause: an entry of the order's ledger of restocks.

    ``cause_id`` is the fulfillment that came back, or the change in which somebody gave units
    back by request. It is None for the order's cancellation, of which there is one at most.
    """

    cause: RestockCause
    cause_id: str | None = optional_identifier()
    at: datetime
    items: tuple[RestockedItem, ...] = field(validator=min_len(1))


def restocked_units(restocks: Iterable[Restock]) -> Counter[str]:
    """Return how many units of each line went back to stock; 0 for any other line."""
    return _sums(item for restock in restocks for item in restock.items)


def units_at_home(
    lines: Iterable[LineItem], fulfillments: Iterable[Fulfillment], restocks: Iterable[Restock]
) -> Mapping[str, int]:
    """Return the units of each line that are neither out nor back in stock.

    Units are out from when their fulfillment is handed over until it is returned. Those of a
    fulfillment that failed or was cancelled on the way are lost, unless it is returned after all.
    """
    out = _sums(
        item
        for fulfillment in fulfillments
        if fulfillment.was_handed_over and fulfillment.status is not FulfillmentStatus.RETURNED
        for item in fulfillment.shipment.items
    )
    back = restocked_units(restocks)
    return {line.id: max(0, line.quantity - out[line.id] - back[line.id]) for line in lines}


def _sums(items: Iterable[RestockedItem | ItemQuantity]) -> Counter[str]:
    sums = Counter[str]()
    for item in items:
        sums[item.id] += item.quantity
    return sums
