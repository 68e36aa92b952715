"""Returns of an imported order: their binding to fulfillments, and checks (sections 2 and 6)."""

from collections import Counter
from collections.abc import Collection, Sequence

from attrs import evolve

from seller_orders.domain.draft_checks import DraftReader
from seller_orders.domain.fulfillment import Fulfillment
from seller_orders.domain.line_item import LineItem
from seller_orders.domain.order_return import Return, ReturnedItem
from seller_orders.domain.refusals import (
    FulfillmentNotFound,
    Path,
    QuantityExceedsExpected,
    QuantityExceedsReturnable,
    UnknownItem,
)
from seller_orders.domain.return_binding import bound_to, fulfillments_of_lines
from seller_orders.domain.return_units import RECEIVING, bound_units, returnable_units


def bound_returns(
    returns: Sequence[Return], fulfillments: Sequence[Fulfillment]
) -> tuple[Return, ...]:
    """Return the returns; units that count are bound where an item names no fulfillment.

    Delivered fulfillments come first, then the oldest, as for a new return.
    """
    if not returns:
        return ()
    left = Counter(returnable_units(fulfillments)) - Counter(bound_units(returns))
    shippers = fulfillments_of_lines(fulfillments)

    def bound(each: Return, item: ReturnedItem) -> ReturnedItem:
        if item.shipped:
            return item
        shipped = bound_to(shippers, left, item.id, each.counted(item))
        left.subtract({(item.id, one.fulfillment_id): one.quantity for one in shipped})
        return evolve(item, shipped=shipped)

    return tuple(
        evolve(each, items=tuple(bound(each, item) for item in each.items)) for each in returns
    )


def check_returns(
    returns: Sequence[Return],
    lines: Sequence[LineItem],
    fulfillments: Sequence[Fulfillment],
    reader: DraftReader,
) -> None:
    """Check that bound returns name units of known lines and fulfillments, each unit once.

    Units that count are in an active fulfillment that was handed over.
    """
    if not returns:
        return
    known = {line.id for line in lines}
    shippers = {each.id for each in fulfillments}
    left = Counter(returnable_units(fulfillments))
    reader.require_unique([each.id for each in returns], "returns")
    for number, each in enumerate(returns):
        path: Path = ("returns", number, "items")
        reader.require_unique([item.id for item in each.items], *path)
        for index, item in enumerate(each.items):
            where = (*path, index)
            detail = f"The order has no line item {item.id}."
            reader.require(item.id in known, UnknownItem.code, detail, *where, "id")
            _check_received(each, item, reader, where)
            if item.id in known:
                _check_shipped(item, shippers, reader, where)
                _take(each, item, left, reader, where)


def _check_received(each: Return, item: ReturnedItem, reader: DraftReader, where: Path) -> None:
    left = item.quantity
    for index, units in enumerate(item.received):
        left -= units.quantity
        detail = f"More of {item.id} came back than the {item.quantity} that were to be returned."
        path = (*where, "received", index, "quantity")
        reader.require(left >= 0, QuantityExceedsExpected.code, detail, *path)
    detail = f"A return that is {each.status} has received no units."
    holds = each.status in RECEIVING or not item.received
    reader.require(holds, "not_received", detail, *where, "received")


def _check_shipped(
    item: ReturnedItem, known: Collection[str], reader: DraftReader, where: Path
) -> None:
    seen = set[str]()
    for index, shipped in enumerate(item.shipped):
        id = shipped.fulfillment_id
        path = (*where, "shipped", index, "fulfillment_id")
        detail = f"The order has no fulfillment {id}."
        reader.require(id in known, FulfillmentNotFound.code, detail, *path)
        detail = f"The item has another entry of fulfillment {id}."
        reader.require(id not in seen, "duplicate", detail, *path)
        seen.add(id)
    detail = f"Fulfillments must have shipped at most the quantity, {item.quantity}."
    holds = item.shipped_quantity <= item.quantity
    reader.require(holds, "out_of_range", detail, *where, "shipped")


def _take(
    each: Return,
    item: ReturnedItem,
    left: Counter[tuple[str, str]],
    reader: DraftReader,
    where: Path,
) -> None:
    """Take the units that count from the fulfillments that they are bound to."""
    taken = bound_units((evolve(each, items=(item,)),))
    left.subtract(taken)
    is_bound = each.counted(item) <= item.shipped_quantity
    detail = f"More of {item.id} is in returns than active fulfillments have handed over."
    holds = is_bound and all(left[place] >= 0 for place in taken)
    reader.require(holds, QuantityExceedsReturnable.code, detail, *where, "quantity")
