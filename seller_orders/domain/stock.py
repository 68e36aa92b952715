"""Restocks of an order: the ledger of what went back to stock (contract, section 2: Stock)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from attrs import field, frozen
from attrs.validators import min_len

from seller_orders.domain.line_item import LineItem, RestockedItem
from seller_orders.domain.order_return import Return
from seller_orders.domain.return_units import received_units
from seller_orders.domain.values import optional_identifier


class RestockCause(StrEnum):
    """Cause of a restock."""

    CANCELLATION = "cancellation"
    FULFILLMENT = "fulfillment"
    ITEMS_CANCELLED = "items_cancelled"
    REQUEST = "request"
    RETURN = "return"


@frozen(kw_only=True)
class Restock:
    """Units that went back to stock for one cause: an entry of the order's restock ledger.

    ``cause_id`` is the id of the returned fulfillment, or of the change that cancelled items,
    received units of a return or restocked by request. It is None for the cancellation of the
    order.
    """

    cause: RestockCause
    cause_id: str | None = optional_identifier()
    at: datetime
    items: tuple[RestockedItem, ...] = field(validator=min_len(1))


def restocked_units(restocks: Iterable[Restock]) -> defaultdict[str, int]:
    """Return the restocked units by line id; 0 for any other line."""
    units: defaultdict[str, int] = defaultdict(int)
    for restock in restocks:
        for item in restock.items:
            units[item.id] += item.quantity
    return units


def restock_of(
    cause: RestockCause,
    cause_id: str | None,
    units: Mapping[str, int],
    lines: Iterable[LineItem],
    at: datetime,
) -> tuple[Restock, ...]:
    """Return the ledger entry of units by line id; () if there are none."""
    items = tuple(
        RestockedItem(line.id, line.sku, units[line.id]) for line in lines if units.get(line.id)
    )
    return (Restock(cause=cause, cause_id=cause_id, at=at, items=items),) if items else ()


def broken_restock_rule(
    restocks: Sequence[Restock], lines: Iterable[LineItem], returns: Iterable[Return]
) -> str | None:
    """Return a rule that the ledger breaks, in words; None if all hold."""
    if not restocks:
        return None
    causes = {(restock.cause, restock.cause_id) for restock in restocks}
    if len(causes) < len(restocks):
        return "units were restocked twice for one cause"
    ordered = {line.id: line.quantity for line in lines}
    # What was shipped again after a loss may come back, too: returns have a limit of their own.
    units = restocked_units(each for each in restocks if each.cause is not RestockCause.RETURN)
    if any(units[id] > ordered.get(id, 0) for id in units):
        return "more units were restocked than were ordered"
    received = received_units(returns)
    units = restocked_units(each for each in restocks if each.cause is RestockCause.RETURN)
    if any(units[id] > received.get(id, 0) for id in units):
        return "returns restocked more units than they received"
    return None
