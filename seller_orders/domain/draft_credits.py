"""Checks of what refunds of an imported order credit (contract, sections 2 and 6)."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from seller_orders.domain.draft_checks import DraftReader
from seller_orders.domain.fulfillment import Fulfillment
from seller_orders.domain.line_item import LineItem
from seller_orders.domain.money import UNITS_LIMIT
from seller_orders.domain.payment import Refund, RefundedItem
from seller_orders.domain.refusals import (
    FieldProblem,
    Path,
    QuantityExceedsRemaining,
    UnitsNotShipped,
)


def check_credits(refunds: Sequence[Refund], reader: DraftReader) -> None:
    """Check that refunds by units credit at least their amount, and less than 10^12 in all."""
    credited = 0
    for number, refund in enumerate(refunds):
        credit = refund.credit_units
        path: Path = ("payment", "refunds", number)
        detail = "Items, shipping and adjustment must not add up to less than 0."
        reader.require(credit >= 0, "amount_out_of_range", detail, *path, "adjustment")
        is_by_units = bool(refund.items or refund.shipping or refund.adjustment.units)
        detail = "It must not exceed what items, shipping and adjustment add up to."
        holds = not is_by_units or credit < 0 or refund.amount.units <= credit
        reader.require(holds, "amount_out_of_range", detail, *path, "amount")
        credited += max(0, credit)
    detail = "The credits of refunds must add up to less than 10^12."
    reader.require(credited < UNITS_LIMIT, "amount_out_of_range", detail, "payment", "refunds")


def check_refunded_items(
    lines: Sequence[LineItem],
    fulfillments: Sequence[Fulfillment],
    refunds: Sequence[Refund],
    reader: DraftReader,
) -> None:
    """Check that refunds name units of known lines and fulfillments, each unit once.

    Units of a fulfillment that is no longer active do not remain, nor do refunded downloads.
    """
    if not refunds:
        return
    downloads = {line.id for line in lines if not line.requires_shipping}
    parcels = {each.id: _units(each) for each in fulfillments}
    active = {each.id for each in fulfillments if each.is_active}
    left = Counter({line.id: line.quantity - line.cancelled_quantity for line in lines})
    for id in active:
        left.subtract(parcels[id])
    # More than is left has been reported of the fulfillments.
    left = Counter({line.id: max(0, left[line.id]) for line in lines})
    for number, refund in enumerate(refunds):
        path: Path = ("payment", "refunds", number, "items")
        seen = set[tuple[str, str | None]]()
        for index, item in enumerate(refund.items):
            where = (*path, index)
            detail = "The refund has another entry of this line and fulfillment."
            entry = (item.id, item.fulfillment_id)
            reader.require(entry not in seen, "duplicate", detail, *where, "id")
            seen.add(entry)
            if problem := _unknown_place(item, left, downloads, parcels):
                reader.problems.append(problem.within(*where))
            elif refund.counts:
                _take(item, left, parcels, active, reader, where)


def _units(fulfillment: Fulfillment) -> Counter[str]:
    return Counter({item.id: item.quantity for item in fulfillment.shipment.items})


def _unknown_place(
    item: RefundedItem,
    lines: Collection[str],
    downloads: Collection[str],
    parcels: Collection[str],
) -> FieldProblem | None:
    """Return the problem of an item whose line or fulfillment the order does not have."""
    if item.id not in lines:
        return FieldProblem("unknown_item", f"The order has no line item {item.id}.", ("id",))
    path: Path = ("fulfillment_id",)
    if item.id in downloads:
        detail = f"{item.id} requires no shipping, so its units have no fulfillment: leave it out."
        return None if item.fulfillment_id is None else FieldProblem("not_shipped", detail, path)
    if item.fulfillment_id is None:
        detail = f"Name the fulfillment in which units of {item.id} were handed over."
        return FieldProblem("required", detail, path)
    if item.fulfillment_id not in parcels:
        detail = f"The order has no fulfillment {item.fulfillment_id}."
        return FieldProblem("fulfillment_not_found", detail, path)
    return None


def _take(
    item: RefundedItem,
    left: Counter[str],
    parcels: Mapping[str, Counter[str]],
    active: Collection[str],
    reader: DraftReader,
    where: Path,
) -> None:
    """Take refunded units from their fulfillment, and from what remains unless it is active."""
    if item.fulfillment_id is not None:
        units = parcels[item.fulfillment_id]
        units[item.id] -= item.quantity
        detail = f"More of {item.id} is refunded than fulfillment {item.fulfillment_id} has."
        holds = units[item.id] >= 0
        reader.require(holds, UnitsNotShipped.code, detail, *where, "quantity")
    if item.fulfillment_id not in active:
        left[item.id] -= item.quantity
        detail = f"More of {item.id} is cancelled, fulfilled and refunded than was ordered."
        holds = left[item.id] >= 0
        reader.require(holds, QuantityExceedsRemaining.code, detail, *where, "quantity")
