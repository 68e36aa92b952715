"""Units that may be refunded, and the fulfillments that they are of (contract, section 7)."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from returns.result import Failure, Result, Success

from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.domain.payment import RefundedItem, refunded_items
from seller_orders.domain.refusals import (
    DuplicateItem,
    FieldProblem,
    Refusal,
    UnitsAlreadyRefunded,
    UnitsNotShipped,
    UnknownItem,
)
from seller_orders.domain.requested_items import duplicate_items, unknown_items
from seller_orders.domain.unit_ledger import LineUnits
from seller_orders.domain.unit_worth import worths_of_next

_Sources: TypeAlias = Mapping[str, Sequence[tuple[str | None, int]]]
"""For each line id, fulfillments with the units that may be refunded of each, the oldest first.

The fulfillment is None for a line that requires no shipping.
"""

_DETAILS: Final = {
    UnitsNotShipped.code: (
        "{shipped} of {id} are with the courier or the customer, and {requested} were requested: "
    ),
    UnitsAlreadyRefunded.code: (
        "{refundable} of {id} can be refunded ({shipped} handed over, {refunded} refunded), and "
        "{requested} were requested."
    ),
}
_DETAILS_OF_DOWNLOADS: Final = {
    UnitsNotShipped.code: (
        "{id} requires no shipping: {shipped} are not cancelled, and {requested} were requested."
    ),
    UnitsAlreadyRefunded.code: (
        "{refundable} of {id} can be refunded ({shipped} not cancelled, {refunded} refunded), and "
        "{requested} were requested."
    ),
}


def ensure_units_refundable(
    order: Order, items: Sequence[ItemQuantity]
) -> Result[tuple[RefundedItem, ...], Refusal]:
    """Allow units that were shipped and are not refunded, with the fulfillments that they are of.

    Units whose fulfillment is no longer active count as shipped if they are refunded.
    """
    if unknown := unknown_items(order, items):
        return Failure(UnknownItem(unknown))
    if duplicates := duplicate_items(items):
        return Failure(DuplicateItem(duplicates))
    sources = _sources(order)
    left = _left(order, sources)
    shipped = {id: left[id] + units.refunded for id, units in order.units.items()}
    downloads = {line.id for line in order.lines if not line.requires_shipping}
    for kind, most in ((UnitsNotShipped, shipped), (UnitsAlreadyRefunded, left)):
        problems = tuple(
            _problem(order, kind.code, index, item, left[item.id], is_download=item.id in downloads)
            for index, item in enumerate(items)
            if item.quantity > most[item.id]
        )
        if problems:
            return Failure(kind(problems))
    return Success(_bound(order, items, sources))


def refundable_items(order: Order) -> tuple[ItemQuantity, ...]:
    """Return the units that may be refunded, for each line that has any."""
    left = _left(order, _sources(order))
    return tuple(ItemQuantity(id, units) for id, units in left.items() if units)


def _left(order: Order, sources: _Sources) -> Mapping[str, int]:
    return {id: sum(units for _, units in sources.get(id, ())) for id in order.units}


def _problem(
    order: Order, code: str, index: int, item: ItemQuantity, left: int, *, is_download: bool
) -> FieldProblem:
    units = order.units[item.id]
    facts: dict[str, str | int] = {
        "id": item.id,
        "ordered": units.ordered,
        "shipped": left + units.refunded,
        "refunded": units.refunded,
        "refundable": left,
        "requested": item.quantity,
    }
    details = _DETAILS_OF_DOWNLOADS if is_download else _DETAILS
    detail = details[code].format_map(facts)
    if code == UnitsNotShipped.code and not is_download:
        detail += _advice(order, units, item.quantity - left - units.refunded, left)
    return FieldProblem(code, detail, ("items", index, "quantity"), facts)


def _advice(order: Order, units: LineUnits, missing: int, left: int) -> str:
    """Return what to do about missing units: those that are not shipped."""
    waiting = units.fulfilled - (left + units.refunded - units.spent)
    if order.cancellation is not None:
        return "the order is cancelled, so name an amount instead."
    if missing <= units.remaining:
        return "cancel the others instead."
    if missing <= units.remaining + waiting:
        return "hand over the parcels of the others first, or cancel these, then the units."
    return f"name at most {left}." if left else "none can be refunded."


def _sources(order: Order) -> _Sources:
    """Return the units that may be refunded: units of active fulfillments that were handed over.

    Those refunded already do not count. Of a line that requires no shipping, these are the ones
    neither cancelled nor refunded.
    """
    refunded = Counter[tuple[str, str | None]]()
    for each in refunded_items(order.payment.refunds):
        refunded[each.id, each.fulfillment_id] += each.quantity
    sources = defaultdict[str, list[tuple[str | None, int]]](list)
    for line in order.lines:
        if not line.requires_shipping:
            left = line.quantity - line.cancelled_quantity - refunded[line.id, None]
            sources[line.id].append((None, left))
    for fulfillment in sorted(order.fulfillments, key=lambda each: each.created_at):
        if fulfillment.is_active and fulfillment.was_handed_over:
            for item in fulfillment.shipment.items:
                left = item.quantity - refunded[item.id, fulfillment.id]
                sources[item.id].append((fulfillment.id, left))
    return sources


def _bound(
    order: Order, items: Sequence[ItemQuantity], sources: _Sources
) -> tuple[RefundedItem, ...]:
    """Bind units to the oldest fulfillments that have them, and compute their worth.

    Returns an entry for each line and fulfillment, the lines in the given sequence.
    """
    bound = list[tuple[ItemQuantity, str | None]]()
    for item in items:
        needed = item.quantity
        for fulfillment_id, left in sources[item.id]:
            if taken := min(needed, left):
                bound.append((ItemQuantity(item.id, taken), fulfillment_id))
                needed -= taken
    worths = worths_of_next(order, [taken for taken, _ in bound])
    return tuple(
        RefundedItem(
            id=taken.id, quantity=taken.quantity, worth=worth, fulfillment_id=fulfillment_id
        )
        for (taken, fulfillment_id), worth in zip(bound, worths, strict=True)
    )
