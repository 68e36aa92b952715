"""Units in returns, and the fulfillments that they are bound to (contract, section 2).

A fulfillment stays active while units of it are in returns: they could be returned twice, or be
shipped again.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from seller_orders.domain.fulfillment import INACTIVE, Fulfillment, FulfillmentStatus
from seller_orders.domain.order_return import Return, ReturnStatus

RECEIVING: Final = frozenset({ReturnStatus.RECEIVED, ReturnStatus.CLOSED})
"""Statuses of a return that may have received units."""


def units_in_returns(returns: Iterable[Return]) -> Mapping[str, int]:
    """Return the units in returns under way, and received by closed ones, by line id."""
    units = Counter[str]()
    for each in returns:
        for item in each.items:
            units[item.id] += each.counted(item)
    return units


def received_units(returns: Iterable[Return]) -> Mapping[str, int]:
    """Return the units that arrived with returns, by line id."""
    units = Counter[str]()
    for each in returns:
        for item in each.items:
            units[item.id] += item.received_quantity
    return units


def bound_units(returns: Iterable[Return]) -> Mapping[tuple[str, str], int]:
    """Return the units that returns count, by line id and fulfillment id.

    If a closed return received fewer units than were shipped, those of its first fulfillments
    count.
    """
    units = defaultdict[tuple[str, str], int](int)
    for each in returns:
        for item in each.items:
            left = each.counted(item)
            for shipped in item.shipped:
                counted = min(left, shipped.quantity)
                units[item.id, shipped.fulfillment_id] += counted
                left -= counted
    return units


def fulfillments_in_returns(returns: Iterable[Return]) -> frozenset[str]:
    """Return the ids of the fulfillments that units in returns are bound to."""
    return frozenset(id for (_, id), units in bound_units(returns).items() if units)


def returns_of(returns: Iterable[Return], fulfillment_id: str) -> tuple[str, ...]:
    """Return the ids of the returns that count units of a fulfillment."""
    return tuple(each.id for each in returns if fulfillment_id in fulfillments_in_returns((each,)))


def fulfillments_of_returns(returns: Iterable[Return]) -> frozenset[str]:
    """Return the ids of the fulfillments of all returns, those that are over included."""
    return frozenset(
        shipped.fulfillment_id
        for each in returns
        for item in each.items
        for shipped in item.shipped
    )


def returnable_units(fulfillments: Iterable[Fulfillment]) -> Mapping[tuple[str, str], int]:
    """Return the units that the customer has or is about to get, by line id and fulfillment id.

    These are the units of active fulfillments that were handed over.
    """
    return {
        (item.id, each.id): item.quantity
        for each in fulfillments
        if each.is_active and each.was_handed_over
        for item in each.shipment.items
    }


def is_kept_active(
    fulfillment: Fulfillment, status: FulfillmentStatus, in_returns: Collection[str]
) -> bool:
    """Return whether units in returns prevent a fulfillment from getting a status.

    ``in_returns`` are the ids of the fulfillments that units in returns are bound to.
    """
    return fulfillment.is_active and status in INACTIVE and fulfillment.id in in_returns


def broken_return_rule(
    returns: Sequence[Return], fulfillments: Iterable[Fulfillment]
) -> str | None:
    """Return a rule of returns that units break, in words; None if all hold."""
    if not returns:
        return None
    if len({each.id for each in returns}) < len(returns):
        return "two returns have the same id"
    for each in returns:
        if len({item.id for item in each.items}) < len(each.items):
            return f"return {each.id} has a line twice"
        for item in each.items:
            if item.expected_quantity < 0:
                return f"return {each.id} received more of {item.id} than it expects"
            if item.received and each.status not in RECEIVING:
                return f"return {each.id} is {each.status} and has received units"
            if not each.counted(item) <= item.shipped_quantity <= item.quantity:
                return f"return {each.id} has units of {item.id} that no fulfillment shipped"
    left = Counter(returnable_units(fulfillments))
    left.subtract(bound_units(returns))
    for (id, fulfillment_id), units in left.items():
        if units < 0:
            return f"more of {id} is in returns than fulfillment {fulfillment_id} has handed over"
    return None
