"""Invariants after a crash run, checked against the acknowledged responses.

Each request left a unique mark (a note, an AWB, a reason, a tag) on what it changed. The marks show
changes that were lost or made twice.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from sqlalchemy import Engine, Table, select

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.schema.order_tables import restocks
from seller_orders.adapters.outbound.sql.schema.payment_tables import refunds_due
from tests.integration.crash.after_sale_audit import (
    after_sale_violations,
    marks_after_the_sale,
)
from tests.integration.crash.event_receiver import Arrival
from tests.integration.crash.load import Acknowledged, sent
from tests.integration.crash.refund_audit import (
    counted_amount,
    pending_amount,
    refund_violations,
)
from tests.integration.crash.requests import Mark
from tests.integration.crash.unit_audit import ACTIVE, unit_violations

Order: TypeAlias = dict[str, Any]
Rows: TypeAlias = dict[str, list[dict[str, Any]]]


def audit(
    orders: dict[str, Order],
    acknowledged: Iterable[Acknowledged],
    arrivals: Iterable[Arrival],
    restocked: Rows,
    due: Rows,
) -> Iterator[str]:
    """Yield a description of each violation."""
    done = list(acknowledged)
    yield from _lost_or_repeated(orders, done)
    yield from _bulk_statuses(orders, done)
    came = defaultdict[str, list[Arrival]](list)
    for arrival in arrivals:
        came[arrival.order_id].append(arrival)
    for order_id, order in orders.items():
        yield from _history(order)
        yield from _accounts(order)
        yield from unit_violations(order, restocked[order_id])
        yield from after_sale_violations(order, restocked[order_id])
        yield from refund_violations(order)
        yield from _due(order, due[order_id])
        yield from _events(order, came.pop(order_id, []))
    for order_id in came:
        yield f"an event came of {order_id}, which nobody was told of"


def rows_by_order(engine: Engine, table: Table, domain_id: str) -> Rows:
    """Return a domain's rows of a table, by order."""
    rows: Rows = defaultdict(list)
    with transaction(engine, tenant=domain_id) as connection:
        for row in connection.execute(select(table).where(table.c.domain_id == domain_id)):
            rows[row.order_id].append(dict(row._mapping))
    return rows


def ledgers(engine: Engine, domain_id: str) -> tuple[Rows, Rows]:
    """Return the restocked units and the refunds due, by order."""
    return rows_by_order(engine, restocks, domain_id), rows_by_order(engine, refunds_due, domain_id)


def _lost_or_repeated(orders: dict[str, Order], done: list[Acknowledged]) -> Iterator[str]:
    marks = Counter(mark for order in orders.values() for mark in _marks(order))
    bulk = {each.key for each in done if each.kind == "bulk_status"}
    for mark in [mark for mark in marks if mark[0] == "status" and mark[-1] in bulk]:
        del marks[mark]
    expected = Counter(mark for each in done for mark in each.promised)
    for mark in marks.keys() | expected.keys():
        if marks[mark] != expected[mark]:
            yield f"{mark} is there {marks[mark]} times, and was promised {expected[mark]} times"
    for each in done:
        order = orders.get(each.path.split("/")[2]) if each.path.count("/") > 1 else None
        if order is not None and each.version > order["version"]:
            yield f"{each.key} was told version {each.version}; there is only {order['version']}"


def _bulk_statuses(orders: dict[str, Order], done: Iterable[Acknowledged]) -> Iterator[str]:
    # An order that had the status already gets no entry; neither does a refused one.
    entries = Counter(
        (id, entry["note"]) for id, order in orders.items() for entry in order["timeline"]
    )
    for each in done:
        if each.kind == "bulk_status":
            for id in set(sent(each)["order_ids"]):
                if entries[id, each.key] > (id in each.updated):
                    yield f"{each.key} changed {id} {entries[id, each.key]} times"


def _marks(order: Order) -> Iterator[Mark]:
    id = order["order_id"]
    yield "created", id
    yield from (("status", id, entry["note"]) for entry in order["timeline"] if entry["note"])
    yield from (("fulfillment", id, each["awb"]) for each in order["fulfillments"])
    yield from (("refund", id, each["id"]) for each in order["payment"]["refunds"])
    yield from (("tag", id, tag) for tag in order["tags"])
    for entry in order["timeline"]:
        if entry["type"] == "order.items_cancelled":
            yield "items_cancelled", id, entry["id"]
    yield from marks_after_the_sale(order)
    if order["cancellation"]:
        yield "cancelled", id, order["cancellation"]["details"]


def _history(order: Order) -> Iterator[str]:
    versions = [entry["version"] for entry in order["timeline"]]
    if versions != list(range(1, order["version"] + 1)):
        yield f"{order['order_id']} is at {order['version']}, its timeline has {versions}"


def _accounts(order: Order) -> Iterator[str]:
    counted = [counted_amount(refund) for refund in order["payment"]["refunds"]]
    totals = order["totals"]
    if not 0 <= sum(counted) == totals["refunded"] <= totals["captured"]:
        yield f"{order['order_id']}: {sum(counted)} is refunded of {totals['captured']}"
    if order["status"] == "cancelled":
        under_way = ACTIVE - {"delivered"}
        if any(each["status"] in under_way for each in order["fulfillments"]):
            yield f"{order['order_id']} is cancelled, and has a fulfillment under way"


def _due(order: Order, due: list[dict[str, Any]]) -> Iterator[str]:
    refunds = order["payment"]["refunds"]
    pending = {r["id"]: pending_amount(r) * 10_000 for r in refunds if r["status"] == "pending"}
    if {row["refund_id"]: row["amount"] for row in due} != pending:
        yield f"{order['order_id']}: {due} is due by hand, it should be {pending}"


def _events(order: Order, came: list[Arrival]) -> Iterator[str]:
    wanted = {entry["id"]: (entry["version"], entry["type"]) for entry in order["timeline"]}
    if {each.event_id: (each.version, each.type) for each in came} != wanted:
        yield f"{order['order_id']}: its events are not those of its timeline"
    versions = [each.version for each in came]
    if versions != sorted(versions):
        yield f"{order['order_id']}: its events came in the order {versions}"
