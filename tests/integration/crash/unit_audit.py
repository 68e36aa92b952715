"""Invariants of units after a crash run: what was cancelled, shipped and restocked of each line."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final, TypeAlias

from tests.integration.crash.requests import UNITS

Order: TypeAlias = dict[str, Any]
Units: TypeAlias = Counter[str]
"""Units by line id."""

ACTIVE: Final = frozenset({"pending", "in_transit", "out_for_delivery", "delivered"})
"""Statuses of fulfillments whose units count as fulfilled."""


def unit_violations(order: Order, ledger: list[dict[str, Any]]) -> Iterator[str]:
    """Yield a description of each violation; ``ledger`` are the order's rows of restocks."""
    for each in (*_quantities(order), *_restocks(order, ledger), *_cancelled_stock(order)):
        yield f"{order['order_id']}: {each}"


def _quantities(order: Order) -> Iterator[str]:
    fulfilled = _sum(f["items"] for f in order["fulfillments"] if f["status"] in ACTIVE)
    spent, taken = _spent(order, with_failed=False), _taken_off(order)
    for item in order["items"]:
        id, cancelled = item["id"], item["cancelled_quantity"]
        left = UNITS - cancelled - fulfilled[id] - spent[id]
        if left < 0 or left != item["remaining_quantity"]:
            yield f"{left} of {id} remain; the detail says {item['remaining_quantity']}"
        if fulfilled[id] != item["fulfilled_quantity"]:
            yield f"{fulfilled[id]} of {id} are fulfilled, not {item['fulfilled_quantity']}"
        if cancelled != taken[id]:
            yield f"{cancelled} of {id} are cancelled, its timeline has {taken[id]}"


def _restocks(order: Order, ledger: list[dict[str, Any]]) -> Iterator[str]:
    """Each row has a cause that explains its units, and the units together have an explanation."""
    fulfillments = {each["id"]: each for each in order["fulfillments"]}
    cancelled_at = order["cancellation"] and datetime.fromisoformat(order["cancellation"]["at"])
    given, before = Counter[str](), Counter[str]()
    for row in ledger:
        if row["cause"] == "return":
            # Units of returns are out until they come back: see after_sale_audit.
            continue
        given[row["line_id"]] += row["quantity"]
        if row["cause"] == "cancellation":
            continue
        if not cancelled_at or row["restocked_at"] < cancelled_at:
            before[row["line_id"]] += row["quantity"]
        if row["cause"] == "fulfillment":
            parcel = fulfillments[row["cause_id"]]
            most = _sum([parcel["items"]]) if parcel["status"] == "returned" else Counter()
        else:
            most = _taken_off(order, by=row["cause_id"], restock=True)
        if row["quantity"] > most[row["line_id"]]:
            yield f"{row} went back to inventory, its cause explains {most}"
    asked, spent = _taken_off(order, restock=True), _spent(order, with_failed=True)
    if not before <= asked + spent:
        yield f"{before} went back to inventory, {asked} was to go, and {spent} was refunded"
    if order["cancellation"] and order["cancellation"]["restocked"]:
        # All at home goes back in the end. Units that went back before may have been shipped since.
        wanted = before | _at_home_or_restocked(order)
        if +given != wanted:
            yield f"{given} went back to inventory, it should be {wanted}"


def _cancelled_stock(order: Order) -> Iterator[str]:
    """As long as nothing is handed over, each unit that is not to be restocked is set aside."""
    asked = _taken_off(order, restock=True)
    is_all_home = all(each["handed_over_at"] is None for each in order["fulfillments"])
    for item in order["items"]:
        id, cancelled, aside = item["id"], item["cancelled_quantity"], item["set_aside_quantity"]
        if item["restock_requested_quantity"] != asked[id]:
            yield f"{asked[id]} of {id} were to be restocked, its timeline says"
        most = cancelled - asked[id]
        if aside > most or (is_all_home and aside < most):
            yield f"{aside} of {id} are set aside, of {cancelled} cancelled at home"


def _at_home_or_restocked(order: Order) -> Units:
    """Return the units that no carrier has or lost, less those that were set aside."""
    aside = Counter({each["id"]: each["set_aside_quantity"] for each in order["items"]})
    out = _sum(
        each["items"]
        for each in order["fulfillments"]
        if each["handed_over_at"] is not None and each["status"] != "returned"
    )
    return Counter({each["id"]: UNITS for each in order["items"]}) - out - aside


def _taken_off(order: Order, *, by: str | None = None, restock: bool = False) -> Units:
    """Return the cancelled units, of one change or of those that asked for a restock."""
    return _sum(
        entry["data"]["items"]
        for entry in order["timeline"]
        if entry["type"] == "order.items_cancelled"
        and by in {None, entry["id"]}
        and (entry["data"]["restock"] or not restock)
    )


def _spent(order: Order, *, with_failed: bool) -> Units:
    """Return the refunded units whose fulfillment is no longer active."""
    active = {each["id"] for each in order["fulfillments"] if each["status"] in ACTIVE}
    return _sum(
        [item for item in refund["items"] if item["fulfillment_id"] not in active]
        for refund in order["payment"]["refunds"]
        if with_failed or refund["status"] != "failed"
    )


def _sum(lists: Iterable[list[dict[str, Any]]]) -> Units:
    found = Counter[str]()
    for items in lists:
        for item in items:
            found[item["id"]] += item["quantity"]
    return found
