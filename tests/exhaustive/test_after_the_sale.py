"""Cancelled units and refunds by units in every state of a small order.

Goods and money depend on each other here, so one exploration follows both, next to the physical
ledger of units and the books.
"""

import os
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from functools import partial
from itertools import product

import pytest
from attrs import evolve, frozen
from returns.pipeline import is_successful
from returns.result import Result

from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus, Shipment
from seller_orders.domain.fulfillment_policy import ensure_fulfillable, ensure_moves
from seller_orders.domain.item_cancellation import ItemCancellationRequest
from seller_orders.domain.item_cancellation_change import cancel_items
from seller_orders.domain.item_cancellation_policy import ensure_items_cancellable
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.domain.payment import RefundStatus
from seller_orders.domain.refund_request import RefundRequest
from seller_orders.domain.restock_policy import ensure_restorable
from seller_orders.domain.timeline import Change
from seller_orders.domain.transition_rules import OPEN
from seller_orders.domain.unit_refund_policy import ensure_refund, new_refund
from seller_orders.testing.physical_ledger import PhysicalLedger
from seller_orders.testing.sample_order import LATER, cancellation_request
from seller_orders.domain.cancellation_policy import ensure_cancellable
from tests.exhaustive.step_checks import StepChecks, small

IS_LONG = bool(os.environ.get("EVERY_SIZE"))
SIZES = [((2,), 0), ((1, 1), 1)]
if IS_LONG:
    SIZES += [((3,), 0), ((2, 1), 0), ((2, 1), 1)]
MOVES = [FulfillmentStatus.DELIVERED, FulfillmentStatus.FAILED, FulfillmentStatus.RETURNED]
MAX_PARCELS = 3 if IS_LONG else 2
"""Lost units may be shipped again without end."""


@frozen
class Explored:
    """Order with the ledger that has followed it."""

    order: Order
    ledger: PhysicalLedger


class AfterTheSale(StepChecks):
    """Checks of each step; units and money may change together."""

    def _check_separation(self, before: Order, name: str, after: Order) -> None:
        taken_off = after.total.units - before.total.units
        assert taken_off == 0 or name == "cancel items"
        assert after.subtotal == before.subtotal


def state(order: Order) -> object:
    """Return everything that the operations depend on."""
    parcels = {one.id: n for n, one in enumerate(order.fulfillments)}
    return (
        order.status,
        tuple(
            (
                each.cancelled_quantity,
                each.cancelled_worth,
                each.restock_requested_quantity,
                each.set_aside_quantity,
            )
            for each in order.lines
        ),
        tuple((one.status, one.was_handed_over, one.shipment.items) for one in order.fulfillments),
        tuple(
            sorted(
                (
                    one.amount.units,
                    one.owed.units,
                    one.status,
                    str(
                        [
                            (each.id, each.quantity, parcels.get(each.fulfillment_id or ""))
                            for each in one.items
                        ]
                    ),
                )
                for one in order.payment.refunds
                if one.counts
            )
        ),
        tuple((one.cause, tuple(one.items)) for one in order.restocks),
        order.cancellation and order.cancellation.restocked,
        order.payment.refunded_at_cancellation.units,
    )


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
    if len(order.fulfillments) < MAX_PARCELS:
        for items in wanted:
            yield "fulfill", ensure_fulfillable(order, items).map(partial(_ship, order, change))
    for each, status in product(order.fulfillments, MOVES):
        tracking = each.shipment.tracking
        yield (
            "update a fulfillment",
            ensure_moves(each, status).map(
                lambda to, each=each, tracking=tracking: order.update_fulfillment(
                    each, to, tracking, change
                )
            ),
        )
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
    yield "refund an amount", _refund(order, RefundRequest(amount=Decimal(1)), change)
    for asked in order.payment.refunds:
        if asked.status == "pending":
            yield (
                "settle a refund",
                Result.from_value(order.settle_refund(asked, RefundStatus.FAILED, change)),
            )
    items = tuple(ItemQuantity(line.id, line.quantity) for line in order.lines)
    yield (
        "restock",
        ensure_restorable(order, items).map(lambda units: order.restock(units, change)),
    )
    for refund, restock in product([False, True], [False, True]):
        request = cancellation_request(refund=refund, restock=restock)
        yield (
            "cancel by open",
            ensure_cancellable(order, request, OPEN).map(
                lambda terms: order.cancel(terms, refund_id, change)
            ),
        )


def _ship(order: Order, change: Change, items: tuple[ItemQuantity, ...]) -> Order:
    made = Fulfillment(
        id=f"ful_{change.id}", shipment=Shipment(items=items), created_at=LATER, updated_at=LATER
    )
    return order.add_fulfillment(made, change)


def _refund(order: Order, request: RefundRequest, change: Change) -> Result[Order, object]:
    return ensure_refund(order, request).map(
        lambda terms: order.request_refund(new_refund(terms, f"rfd_{change.id}", LATER), change)
    )


def explore(start: Order, checks: StepChecks) -> dict[object, Order]:
    """Return an order of each state; the ledger follows each step."""
    known = {state(start): start}
    ahead = [Explored(start, PhysicalLedger.of(start))]
    while ahead:
        now = ahead.pop()
        change = Change(id=f"evt_{len(known)}_{len(ahead)}", at=LATER, by="key:1")
        for name, outcome in steps(now.order, change):
            if not is_successful(outcome):
                continue
            after = outcome.unwrap()
            checks(now.order, name, after)
            ledger = deepcopy(now.ledger)
            ledger.follow(after)
            reached = state(after)
            if reached not in known:
                known[reached] = evolve(after, version=1, timeline=())
                ahead.append(Explored(known[reached], ledger))
    return known


@pytest.mark.parametrize(("quantities", "digital"), SIZES, ids=str)
def test_units_and_money_agree_in_every_state(quantities: tuple[int, ...], digital: int):
    checks = AfterTheSale()

    states = explore(small(quantities, "paid", sum(quantities), digital=digital), checks)

    assert {"cancel items", "refund units", "settle a refund", "cancel by open"} <= set(checks.done)
    assert any(one.spent for each in states.values() for one in each.units.values())
