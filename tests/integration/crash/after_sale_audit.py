"""Invariants of holds and returns after a crash run, against the timeline that made them."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, TypeAlias

from tests.integration.crash.requests import Mark
from tests.integration.crash.unit_audit import ACTIVE

Order: TypeAlias = dict[str, Any]


def marks_after_the_sale(order: Order) -> Iterator[Mark]:
    """Yield the traces of the requests on an order."""
    id = order["order_id"]
    yield from (("return", id, each["id"]) for each in order["returns"])
    for entry in order["timeline"]:
        data, kind = entry["data"], entry["type"]
        if kind == "order.held":
            yield "held", id, data["hold_id"]
        elif kind == "order.released":
            yield from (("released", id, each) for each in data["released_holds"])
        elif kind == "order.return_updated" and "items" in data:
            yield "received", id, entry["id"]
        elif kind == "order.edited":
            yield "edited", id, entry["id"]
        elif kind == "order.commented":
            yield "comment", id, data["text"]
        elif kind == "order.assigned":
            yield "assigned", id, data["assignee"]


def after_sale_violations(order: Order, ledger: list[dict[str, Any]]) -> Iterator[str]:
    """Yield a description of each violation; ``ledger`` are the order's rows of restocks."""
    for each in (*_holds(order), *_returns(order), *_returnable(order), *_restocks(order, ledger)):
        yield f"{order['order_id']}: {each}"


def _holds(order: Order) -> Iterator[str]:
    entries = [entry["data"] for entry in order["timeline"]]
    made = Counter(data["hold_id"] for data in entries if "hold_id" in data)
    ended = Counter(id for data in entries for id in data.get("released_holds", ()))
    left = Counter(hold["id"] for hold in order["holds"])
    if made != ended + left:
        yield f"the holds {[*made]} were made, {[*ended]} released, and {[*left]} are left"
    if left and order["status"] == "cancelled":
        yield f"it is cancelled, and has the holds {[*left]}"


def _returns(order: Order) -> Iterator[str]:
    for each in order["returns"]:
        entries = [e for e in order["timeline"] if e["data"].get("return_id") == each["id"]]
        created = [e for e in entries if e["type"] == "order.return_created"]
        if len(created) != 1:
            yield f"return {each['id']} was created {len(created)} times"
        status = [e["to"] for e in entries if e["to"]][-1:]
        if status != [each["status"]]:
            yield f"return {each['id']} is {each['status']}, its timeline says {status}"
        came, told = Counter[Any](), Counter[Any]()
        for item in each["items"]:
            for units in item["received"]:
                came[item["id"], units["condition"]] += units["quantity"]
            if sum(units["quantity"] for units in item["received"]) > item["quantity"]:
                yield f"return {each['id']} received more of {item['id']} than it expected"
        for entry in entries:
            if entry["type"] == "order.return_updated":
                for item in entry["data"].get("items", ()):
                    told[item["id"], item["condition"]] += item["quantity"]
        if came != told:
            yield f"return {each['id']} received {came}, its timeline says {told}"


def _returnable(order: Order) -> Iterator[str]:
    """Units in returns are in active fulfillments that were handed over."""
    left = Counter[str]()
    for each in order["fulfillments"]:
        if each["status"] in ACTIVE and each["handed_over_at"] is not None:
            left.update({item["id"]: item["quantity"] for item in each["items"]})
    for each in order["returns"]:
        for item in each["items"]:
            left[item["id"]] -= _counted(each["status"], item)
    if min(left.values(), default=0) < 0:
        yield f"more units are in returns than were handed over: {left}"


def _counted(status: str, item: dict[str, Any]) -> int:
    if status == "closed":
        return sum(units["quantity"] for units in item["received"] if units["arrived"])
    return int(item["quantity"]) if status in {"requested", "approved", "received"} else 0


def _restocks(order: Order, ledger: list[dict[str, Any]]) -> Iterator[str]:
    """Each receipt gave back its resellable units, once."""
    given = Counter[Any]()
    for row in ledger:
        if row["cause"] == "return":
            given[row["cause_id"], row["line_id"]] += row["quantity"]
    wanted = Counter[Any]()
    for entry in order["timeline"]:
        if entry["type"] == "order.return_updated":
            for item in entry["data"].get("items", ()):
                if item["condition"] == "resellable":
                    wanted[entry["id"], item["id"]] += item["quantity"]
    if given != wanted:
        yield f"{given} went back to inventory by returns, it should be {wanted}"
