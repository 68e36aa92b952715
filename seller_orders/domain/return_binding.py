"""Binding of returned units to fulfillments (contract, section 2)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.domain.order_return import ReturnedItem, ShippedUnits
from seller_orders.domain.refusals import FieldProblem, QuantityExceedsReturnable
from seller_orders.domain.return_request import ReturnRequestItem
from seller_orders.domain.return_units import bound_units, returnable_units


def left_to_return(order: Order) -> Mapping[str, int]:
    """Return the units that may be returned and are not in returns yet, for each line."""
    units = dict.fromkeys(order.units, 0)
    for (id, _), left in _left(order).items():
        units[id] += left
    return units


def return_excesses(order: Order, items: Sequence[ItemQuantity]) -> tuple[FieldProblem, ...]:
    """Return a problem for each item that names more units than may be returned."""
    left = left_to_return(order)
    shipped = defaultdict[str, int](int)
    for (id, _), units in returnable_units(order.fulfillments).items():
        shipped[id] += units
    downloads = {line.id for line in order.lines if not line.requires_shipping}

    def problem(index: int, item: ItemQuantity) -> FieldProblem:
        facts: dict[str, str | int] = {
            "id": item.id,
            "shipped": shipped[item.id],
            "in_returns": shipped[item.id] - left[item.id],
            "returnable": left[item.id],
            "requested": item.quantity,
        }
        excess = _EXCESS if shipped[item.id] else _NOT_HANDED_OVER
        detail = (_DOWNLOAD if item.id in downloads else excess).format_map(facts)
        path = ("items", index, "quantity")
        return FieldProblem(QuantityExceedsReturnable.code, detail, path, facts)

    return tuple(
        problem(index, item) for index, item in enumerate(items) if item.quantity > left[item.id]
    )


def bind(order: Order, items: Sequence[ReturnRequestItem]) -> tuple[ReturnedItem, ...]:
    """Bind units of distinct lines to the fulfillments that handed them over."""
    left, shippers = _left(order), fulfillments_of_lines(order.fulfillments)
    return tuple(
        ReturnedItem(
            id=item.id,
            quantity=item.quantity,
            reason=item.reason,
            shipped=bound_to(shippers, left, item.id, item.quantity),
        )
        for item in items
    )


def fulfillments_of_lines(fulfillments: Iterable[Fulfillment]) -> Mapping[str, Sequence[str]]:
    """Return the ids of each line's fulfillments: delivered ones first, then the oldest."""
    ids = defaultdict[str, list[str]](list)
    for each in sorted(fulfillments, key=_precedence):
        for item in each.shipment.items:
            ids[item.id].append(each.id)
    return ids


def bound_to(
    shippers: Mapping[str, Sequence[str]],
    left: Mapping[tuple[str, str], int],
    line_id: str,
    quantity: int,
) -> tuple[ShippedUnits, ...]:
    """Return the fulfillments of units of a line, in the sequence of ``fulfillments_of_lines``.

    ``left`` has the units that are not in returns yet, by line id and fulfillment id.
    """
    shipped = list[ShippedUnits]()
    for id in shippers.get(line_id, ()):
        if taken := min(quantity, left.get((line_id, id), 0)):
            shipped.append(ShippedUnits(fulfillment_id=id, quantity=taken))
            quantity -= taken
    return tuple(shipped)


_EXCESS: Final = (
    "{returnable} of {id} can be returned ({shipped} handed over, {in_returns} in returns), "
    "not {requested}."
)
_NOT_HANDED_OVER: Final = (
    "{id} cannot be returned: no active fulfillment with it was handed over. "
    "Set its fulfillment to in_transit or delivered first."
)
_DOWNLOAD: Final = "{id} requires no shipping, so it cannot be returned: leave it out."


def _left(order: Order) -> Counter[tuple[str, str]]:
    """Return the units of each line and fulfillment that are not in returns yet, from 0."""
    return Counter(returnable_units(order.fulfillments)) - Counter(bound_units(order.returns))


def _precedence(fulfillment: Fulfillment) -> tuple[bool, object]:
    return fulfillment.status is not FulfillmentStatus.DELIVERED, fulfillment.created_at
