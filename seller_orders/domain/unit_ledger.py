"""Ledger of a line's units: where they are, and what may still be done with them.

Its words are those of the contract's section 2 (Quantities, Stock):

- *out* — handed over, and not returned;
- *set aside* — cancelled without restock while they were free, and kept by the seller;
- *given back* — returned to stock by cancellations, parcels or request. Units that returns gave
  back are out already, so they do not count;
- *home* — at the seller's: ordered units that are neither out, nor set aside, nor given back;
- *free* — at home, and needed neither for what remains nor for a parcel before its hand-over;
- *spent* — refunded, and their fulfillment is no longer active.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Final

from attrs import frozen

from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus
from seller_orders.domain.line_item import LineItem
from seller_orders.domain.payment import Refund, refunded_items
from seller_orders.domain.stock import Restock, RestockCause, restocked_units

_RECENT: Final = 4_096
"""Number of different units that are remembered: most lines of an order have few of them."""


@frozen(kw_only=True)
class LineUnits:
    """Units of one line, each a number from 0.

    ``fulfilled`` units are in active fulfillments, ``refunded`` ones in refunds that have not
    failed. ``remaining`` may be fulfilled or cancelled; a line that requires no shipping has none.
    """

    ordered: int
    cancelled: int
    fulfilled: int
    refunded: int
    spent: int
    remaining: int
    out: int
    set_aside: int
    given_back: int
    home: int
    free: int


def line_units(
    lines: Iterable[LineItem],
    fulfillments: Collection[Fulfillment],
    refunds: Collection[Refund],
    restocks: Collection[Restock],
    *,
    is_cancelled: bool,
) -> Mapping[str, LineUnits]:
    """Return the units of each line, by its id (contract, section 2).

    A fulfillment that fails or is cancelled after its hand-over is out until it is returned. Once
    a cancellation is recorded (``is_cancelled``), all units at home are free.
    """
    if not (fulfillments or refunds or restocks):
        return {line.id: _untouched(line, is_cancelled=is_cancelled) for line in lines}
    # A defaultdict is several times as fast as a Counter, and every version of an order counts.
    fulfilled, waiting, out = (defaultdict[str, int](int) for _ in range(3))
    active = set[str]()
    for fulfillment in fulfillments:
        if fulfillment.is_active:
            active.add(fulfillment.id)
        for item in fulfillment.shipment.items:
            if fulfillment.is_active:
                fulfilled[item.id] += item.quantity
            if fulfillment.was_handed_over:
                if fulfillment.status is not FulfillmentStatus.RETURNED:
                    out[item.id] += item.quantity
            elif fulfillment.is_active:
                waiting[item.id] += item.quantity
    refunded, spent = (defaultdict[str, int](int) for _ in range(2))
    for each in refunded_items(refunds):
        refunded[each.id] += each.quantity
        if each.fulfillment_id is not None and each.fulfillment_id not in active:
            spent[each.id] += each.quantity
    given_back = restocked_units(each for each in restocks if each.cause is not RestockCause.RETURN)

    touched = {*fulfilled, *out, *refunded, *given_back}

    def units_of(line: LineItem) -> LineUnits:
        id = line.id
        if id not in touched:
            return _untouched(line, is_cancelled=is_cancelled)
        return _units(
            line.quantity,
            line.cancelled_quantity,
            line.set_aside_quantity,
            line.to_ship,
            is_cancelled,
            fulfilled[id],
            waiting[id],
            out[id],
            refunded[id],
            spent[id],
            given_back[id],
        )

    return {line.id: units_of(line) for line in lines}


def _untouched(line: LineItem, *, is_cancelled: bool) -> LineUnits:
    """Return the units of a line that no fulfillment, refund or restock names."""
    cancelled, aside = line.cancelled_quantity, line.set_aside_quantity
    return _units(line.quantity, cancelled, aside, line.to_ship, is_cancelled)


@lru_cache(_RECENT)
def _units(
    ordered: int,
    cancelled: int,
    set_aside: int,
    to_ship: int,
    is_cancelled: bool,
    fulfilled: int = 0,
    waiting: int = 0,
    out: int = 0,
    refunded: int = 0,
    spent: int = 0,
    given_back: int = 0,
) -> LineUnits:
    """Return the units of a line. Lines with the same numbers share the value.

    ``waiting`` units are in parcels before their hand-over.
    """
    remaining = ordered - cancelled - fulfilled - spent if to_ship else 0
    home = max(0, to_ship - out - set_aside - given_back)
    return LineUnits(
        ordered=ordered,
        cancelled=cancelled,
        fulfilled=fulfilled,
        refunded=refunded,
        spent=spent,
        remaining=remaining,
        out=out,
        set_aside=set_aside,
        given_back=given_back,
        home=home,
        free=home if is_cancelled else max(0, home - remaining - waiting),
    )


def broken_unit_rule(
    lines: Iterable[LineItem],
    units: Mapping[str, LineUnits],
    fulfillments: Collection[Fulfillment],
    refunds: Collection[Refund],
) -> str | None:
    """Return a rule of the contract's section 2 that units break, in words; None if all hold."""
    for line in lines:
        own = units[line.id]
        if own.fulfilled > line.to_ship:
            return f"more of {line.id} is fulfilled than has to be shipped"
        if own.remaining < 0:
            return f"more of {line.id} is cancelled, fulfilled and spent than was ordered"
        if not line.requires_shipping and own.cancelled + own.refunded > own.ordered:
            return f"more of {line.id} is cancelled and refunded than was ordered"
    if not (fulfillments or refunds):
        return None
    shipped = defaultdict[tuple[str, str | None], int](int)
    for fulfillment in fulfillments:
        for item in fulfillment.shipment.items:
            shipped[item.id, fulfillment.id] += item.quantity
    for each in refunded_items(refunds):
        shipped[each.id, each.fulfillment_id] -= each.quantity
    # Units of a line that requires no shipping are refunded without a fulfillment.
    unshipped = {(line.id, None) for line in lines if not line.requires_shipping}
    for (id, fulfillment_id), left in shipped.items():
        if id not in units:
            return f"the order has no line {id} to fulfill or refund"
        if left < 0 and (id, fulfillment_id) not in unshipped:
            return f"more of {id} is refunded than fulfillment {fulfillment_id} has"
    return None
