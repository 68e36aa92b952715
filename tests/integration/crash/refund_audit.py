"""Invariants of refunds after a crash run: what units were worth, and which tender got how much."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final, TypeAlias

from tests.integration.crash.requests import LINES, TENDERS, UNITS

Order: TypeAlias = dict[str, Any]

WORTH: Final = dict(zip(LINES, map(Decimal, ("36.66", "36.67", "36.67")), strict=True))
"""Worth of each line: its total of 40 less its share of the order's discount, 3.34 or 3.33."""

SHIPPING: Final = 10


def refund_violations(order: Order) -> Iterator[str]:
    """Yield a description of each violation."""
    for each in (*_worth(order), *_bindings(order), *_parts(order)):
        yield f"{order['order_id']}: {each}"


def counted_amount(refund: dict[str, Any]) -> Decimal:
    """Return what a refund counts: its amount, or its parts, without what has failed."""
    return _sum_of_parts(refund, {"pending", "succeeded"})


def pending_amount(refund: dict[str, Any]) -> Decimal:
    """Return what is still to be paid of a pending refund."""
    return _sum_of_parts(refund, {"pending"})


def _sum_of_parts(refund: dict[str, Any], statuses: set[str]) -> Decimal:
    parts = refund["parts"] or [refund]
    return sum((part["amount"] for part in parts if part["status"] in statuses), Decimal())


def _worth(order: Order) -> Iterator[str]:
    """No line's units are worth more together than the line, and all of them exactly that."""
    sold = {each["id"]: each["cancelled_worth"] for each in order["items"]}
    units = Counter({each["id"]: each["cancelled_quantity"] for each in order["items"]})
    shipping = Decimal()
    for refund in order["payment"]["refunds"]:
        if refund["status"] != "failed":
            shipping += refund["shipping"]
            for item in refund["items"]:
                sold[item["id"]] += item["worth"]
                units[item["id"]] += item["quantity"]
    for id, worth in sold.items():
        if worth > WORTH[id] or (units[id] == UNITS and worth != WORTH[id]):
            yield f"{units[id]} units of {id} are worth {worth}, of {WORTH[id]}"
    if shipping > SHIPPING:
        yield f"{shipping} is refunded for shipping"
    cancelled = sum(each["cancelled_worth"] for each in order["items"])
    totals = order["totals"]
    if (totals["cancelled"], totals["total"]) != (cancelled, 120 - cancelled):
        yield f"its lines' cancelled units are worth {cancelled}; its totals are {totals}"


def _bindings(order: Order) -> Iterator[str]:
    """No unit of a fulfillment is refunded twice, and none that was not handed over."""
    refunded = Counter[tuple[str, str]]()
    for refund in order["payment"]["refunds"]:
        for item in refund["items"] if refund["status"] != "failed" else ():
            refunded[item["fulfillment_id"], item["id"]] += item["quantity"]
    shipped = {
        (each["id"], item["id"]): item["quantity"]
        for each in order["fulfillments"]
        if each["handed_over_at"] is not None
        for item in each["items"]
    }
    for (fulfillment_id, id), quantity in refunded.items():
        if quantity > shipped.get((fulfillment_id, id), 0):
            yield f"{quantity} units of {id} are refunded of {fulfillment_id}"


def _parts(order: Order) -> Iterator[str]:
    """The parts of a refund add up to it, and no tender gets back more than was paid with it."""
    returned = Counter[str]()
    for refund in order["payment"]["refunds"]:
        parts = refund["parts"]
        if parts and sum(part["amount"] for part in parts) != refund["amount"]:
            yield f"the parts of {refund['id']} do not add up to {refund['amount']}: {parts}"
        for part in parts:
            if part["status"] != "failed":
                returned[part["tender_id"]] += part["amount"]
        if parts and refund["status"] != _status(parts):
            yield f"{refund['id']} is {refund['status']}, its parts are {parts}"
        if order["payment"]["tenders"] and refund["amount"] and not parts:
            yield f"{refund['id']} goes back to no tender"
    for id, amount in returned.items():
        if amount > TENDERS[id]:
            yield f"{amount} goes back to {id}, which paid {TENDERS[id]}"


def _status(parts: list[dict[str, Any]]) -> str:
    statuses = {part["status"] for part in parts}
    return next(each for each in ("pending", "succeeded", "failed") if each in statuses)
