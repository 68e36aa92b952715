"""Cancelled units and refunds by units in every state of a small order.

Goods and money depend on each other here, so one exploration follows both, next to the physical
ledger of units and the books.
"""

import os
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from itertools import product
from pickle import dumps, loads

import pytest
from attrs import evolve
from returns.result import Result, Success

from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.cancellation_policy import ensure_cancellable
from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus, Shipment
from seller_orders.domain.fulfillment_policy import ensure_fulfillable, ensure_moves
from seller_orders.domain.item_cancellation import ItemCancellationRequest
from seller_orders.domain.item_cancellation_change import cancel_items
from seller_orders.domain.item_cancellation_policy import ensure_items_cancellable
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Refund, RefundStatus
from seller_orders.domain.refund_policy import ensure_refund, new_refund
from seller_orders.domain.refund_request import RefundRequest
from seller_orders.domain.restock_policy import ensure_restorable
from seller_orders.domain.stock import RestockCause
from seller_orders.domain.timeline import Change
from seller_orders.domain.transition_rules import OPEN
from seller_orders.testing.physical_ledger import PhysicalLedger
from seller_orders.testing.sample_order import LATER, cancellation_request
from tests.exhaustive.step_checks import StepChecks, small

IS_LONG = bool(os.environ.get("EVERY_SIZE"))
SIZES = [((2,), 0), ((1, 1), 1)]
MOVES = [FulfillmentStatus.IN_TRANSIT, FulfillmentStatus.FAILED, FulfillmentStatus.RETURNED]
ANSWERS = {RestockCause.ITEMS_CANCELLED, RestockCause.FULFILLMENT}
"""Causes that count against what cancelled and spent units ask for."""

MAX_PARCELS = 2
"""Lost units may be shipped again without end, and each parcel multiplies the states."""


class AfterTheSale(StepChecks):
    """Checks of each step; units and money may change together."""

    def _check_separation(self, before: Order, name: str, after: Order) -> None:
        taken_off = after.total.units - before.total.units
        assert taken_off == 0 or name == "cancel items"
        assert after.subtotal == before.subtotal


def state(order: Order) -> object:
    """Return everything that the operations depend on.

    A returned parcel makes no difference, unless a refund credits its units.
    """
    counted, parcels = parts_that_matter(order)
    positions = {one.id: position for position, one in enumerate(parcels)}
    restocked = Counter[object]()
    for restock in order.restocks:
        for item in restock.items:
            restocked[restock.cause in ANSWERS, item.id] += item.quantity
    return (
        order.status,
        tuple(
            (
                each.cancelled_quantity,
                each.cancelled_worth.units,
                each.restock_requested_quantity,
                each.set_aside_quantity,
            )
            for each in order.lines
        ),
        tuple((one.status, one.was_handed_over, one.shipment.items) for one in parcels),
        frozenset(
            Counter(
                (
                    one.amount.units,
                    one.owed.units,
                    one.status,
                    tuple(
                        (item.id, item.quantity, positions.get(item.fulfillment_id or ""))
                        for item in one.items
                    ),
                )
                for one in counted
            ).items()
        ),
        frozenset(restocked.items()),
        order.cancellation and order.cancellation.restocked,
        order.payment.refunded_at_cancellation.units,
    )


def parts_that_matter(order: Order) -> tuple[tuple[Refund, ...], tuple[Fulfillment, ...]]:
    """Return the refunds that count, and the parcels that operations depend on."""
    counted = tuple(one for one in order.payment.refunds if one.counts)
    credited = {item.fulfillment_id for one in counted for item in one.items}
    parcels = tuple(one for one in order.fulfillments if matters(one) or one.id in credited)
    return counted, parcels


def matters(parcel: Fulfillment) -> bool:
    """Return whether a parcel is active or lost."""
    return parcel.is_active or (parcel.was_handed_over and parcel.status != "returned")


def reduced(order: Order) -> Order:
    """Return an order of the same state without anything that the state leaves out."""
    refunds, parcels = parts_that_matter(order)
    payment = evolve(order.payment, refunds=refunds)
    return evolve(order, version=1, timeline=(), fulfillments=parcels, payment=payment)


def steps(order: Order, change: Change) -> Iterator[tuple[str, Result[Order, object]]]:
    """Return the outcome of every operation."""
    ranges = [range(line.quantity + 1) for line in order.lines]
    wanted = [
        tuple(
            ItemQuantity(line.id, count)
            for line, count in zip(order.lines, counts, strict=True)
            if count
        )
        for counts in product(*ranges)
        if any(counts)
    ]
    refund_id = f"rfd_{change.id}"
    if sum(map(matters, order.fulfillments)) < MAX_PARCELS:
        for items in wanted:
            yield (
                "fulfill",
                ensure_fulfillable(order, items, LATER).map(partial(_ship, order, change)),
            )
    for each, status in product(order.fulfillments, MOVES):
        moved = ensure_moves(each, status).map(partial(_update, order, change, each))
        yield "update a fulfillment", moved
    for items, refund, restock in product(wanted, [False, True], [False, True]):
        request = ItemCancellationRequest(
            items=items, reason=CancelReason.OUT_OF_STOCK, refund=refund, restock=restock
        )
        yield (
            "cancel items",
            ensure_items_cancellable(order, request, OPEN).map(
                lambda terms: cancel_items(order, terms, refund_id, change)
            ),
        )
    for items in wanted:
        yield "refund units", _refund(order, RefundRequest(items=items), change)
    # A second bare refund adds no behaviour, and multiplies the states.
    if IS_LONG and all(one.items for one in order.payment.refunds):
        yield "refund an amount", _refund(order, RefundRequest(amount=Decimal(1)), change)
    # Equal refunds behave alike, so one of them is enough.
    different = {(one.amount, one.owed, one.items): one for one in order.payment.refunds}
    for asked in different.values():
        if asked.status == "pending":
            yield (
                "settle a refund",
                Success(order.settle_refund(asked, RefundStatus.FAILED, change)),
            )
    items = tuple(ItemQuantity(line.id, line.quantity) for line in order.lines)
    yield (
        "restock",
        ensure_restorable(order, items).map(lambda units: order.restock(units, change)),
    )
    for refund, restock in product([False, True] if IS_LONG else [True], [False, True]):
        cancellation = cancellation_request(refund=refund, restock=restock)
        yield (
            "cancel by open",
            ensure_cancellable(order, cancellation, OPEN).map(
                lambda terms: order.cancel(terms, refund_id, change)
            ),
        )


def _ship(order: Order, change: Change, items: tuple[ItemQuantity, ...]) -> Order:
    made = Fulfillment(
        id=f"ful_{change.id}", shipment=Shipment(items=items), created_at=LATER, updated_at=LATER
    )
    return order.add_fulfillment(made, change)


def _update(order: Order, change: Change, parcel: Fulfillment, to: FulfillmentStatus) -> Order:
    return order.update_fulfillment(parcel, to, parcel.shipment.tracking, change)


def _refund(order: Order, request: RefundRequest, change: Change) -> Result[Order, object]:
    return ensure_refund(order, request).map(
        lambda terms: order.request_refund(new_refund(terms, f"rfd_{change.id}", LATER), change)
    )


def explore(start: Order, checks: StepChecks) -> dict[object, Order]:
    """Return an order of each state; the ledger follows each step."""
    known = {state(start): start}
    ahead = [(start, dumps(PhysicalLedger.of(start)))]
    while ahead:
        now, followed = ahead.pop()
        change = Change(id=f"evt_{len(known)}_{len(ahead)}", at=LATER, by="key:1")
        for name, outcome in steps(now, change):
            after = outcome.value_or(now)
            if after is now:
                continue
            checks(now, name, after)
            ledger: PhysicalLedger = loads(followed)
            ledger.follow(after)
            reached = state(after)
            if reached not in known:
                known[reached] = reduced(after)
                ahead.append((known[reached], dumps(ledger)))
    return known


@pytest.mark.parametrize(("quantities", "digital"), SIZES, ids=str)
def test_units_and_money_agree_in_every_state(quantities: tuple[int, ...], digital: int):
    checks = AfterTheSale()

    states = explore(small(quantities, "paid", sum(quantities), digital=digital), checks)

    assert {"cancel items", "refund units", "settle a refund", "cancel by open"} <= set(checks.done)
    assert any(one.spent for each in states.values() for one in each.units.values())
