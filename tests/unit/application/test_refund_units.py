"""Refunds by units, shipping and adjustment."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from seller_orders.application.commands.create_refund import CreateRefund
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.testing.sample_order import (
    fulfillment,
    handed_over,
    inr,
    outcome_of,
    payment,
)
from tests.support.untouched import nothing_changes
from tests.support.use_case_world import World, reachable

ARRIVED = handed_over(fulfillment("delivered", "ful_1", pasta=2))


def delivered(**fields: Any) -> Order:
    """Return an order of 262 with 12 for shipping, whose pasta have arrived and soup has not."""
    usual: dict[str, Any] = {
        "fulfillments": (ARRIVED,),
        "shipping": inr(12),
        "payment": payment("paid", 262),
    }
    return reachable("shipped", **usual | fields)


def refunding(*items: ItemQuantity, **fields: Any) -> CreateRefund:
    usual: dict[str, Any] = {"domain_id": "dom_1", "order_id": "ord_1", "by": "key:1"}
    return CreateRefund(**usual | {"items": items} | fields)


def pasta(quantity: int) -> ItemQuantity:
    return ItemQuantity("pasta", quantity)


ONE_WITH_SHIPPING = refunding(pasta(1), shipping=Decimal(12), notify_customer=True)


def test_units_and_shipping_are_refunded_with_their_worth():
    world = World.of(delivered())

    done = world.create_refund(ONE_WITH_SHIPPING).unwrap()

    assert done.refund is not None
    assert (done.refund.amount, done.refund.shipping) == (inr("111.80"), inr(12))
    (item,) = done.refund.items
    assert (item.id, item.quantity, item.worth) == ("pasta", 1, inr("99.80"))
    assert item.fulfillment_id == "ful_1"
    assert world.kept() == done.order
    assert done.order.balance.units == 0
    (request,) = world.refund_requests
    assert (request.message_id, request.data["amount"]) == (done.refund.id, Decimal("111.80"))


def test_a_refund_by_units_is_one_version_and_one_event():
    world = World.of(delivered())

    after = world.create_refund(ONE_WITH_SHIPPING).unwrap().order

    (entry,) = after.timeline
    assert (entry.version, entry.type, entry.to) == (2, "order.refund_created", "pending")
    assert entry.data == {
        "refund_id": "rfd_1",
        "items": [{"id": "pasta", "quantity": 1, "worth": Decimal("99.80")}],
        "shipping": Decimal(12),
        "credit": Decimal("111.80"),
    }
    assert [each.message_id for each in world.events] == [entry.id]


@pytest.mark.parametrize("captured", [0, 12])
def test_a_refund_of_0_credits_and_requests_nothing(captured: int):
    """Goods come back on an order that is not paid: the debt falls."""
    status = "paid" if captured else "pending"
    world = World.of(delivered(payment=payment(status, captured)))

    done = world.create_refund(refunding(pasta(2), notify_customer=True)).unwrap()

    assert done.refund is None
    (kept,) = world.kept().payment.refunds
    assert (kept.amount, kept.status, kept.parts) == (inr(0), "succeeded", ())
    assert world.kept().balance.amount == Decimal("62.40") - captured
    assert world.refund_requests == []
    assert world.notifications == []
    assert world.kept().timeline[-1].notified == ()


def test_the_customer_is_notified_of_a_refund():
    world = World.of(delivered())

    world.create_refund(ONE_WITH_SHIPPING)

    posted = [(each.message_id, each.data["template"]) for each in world.notifications]
    assert posted == [("evt_1.email", "refund"), ("evt_1.sms", "refund")]


def test_an_amount_alone_notifies_too():
    world = World.of(delivered())

    world.create_refund(refunding(amount=Decimal(5), notify_customer=True))

    assert [each.data["template"] for each in world.notifications] == ["refund"] * 2


def test_a_dry_run_suggests_the_refund():
    world, other = World.of(delivered()), World.of(delivered())

    with nothing_changes(world):
        tried = world.create_refund(evolve(ONE_WITH_SHIPPING, dry_run=True))

    assert tried == other.create_refund(ONE_WITH_SHIPPING)


def test_all_units_are_refunded_once():
    world = World.of(delivered())

    codes = [outcome_of(world.create_refund(refunding(pasta(1)))) for _ in range(3)]

    assert codes == ["ok", "ok", "units_already_refunded"]
    assert world.kept().payment.refunded == inr("199.60")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (refunding(pasta(1), order_id="ord_9"), "order_not_found"),
        (refunding(pasta(1), domain_id="dom_2"), "order_not_found"),
        (refunding(pasta(1), expected_versions=frozenset({2})), "version_mismatch"),
        (refunding(pasta(3)), "units_not_shipped"),
        (refunding(ItemQuantity("soup", 1)), "units_not_shipped"),
        (refunding(ItemQuantity("rice", 1)), "unknown_item"),
        (refunding(pasta(1), pasta(1)), "duplicate_item"),
        (refunding(shipping=Decimal("12.01")), "shipping_already_refunded"),
        (refunding(pasta(1), adjustment=Decimal(-100)), "invalid_fields"),
        (refunding(), "invalid_fields"),
        (refunding(pasta(1), amount=Decimal(1)), "invalid_fields"),
        (refunding(pasta(1), shipping=Decimal("0.001")), "invalid_fields"),
    ],
)
def test_a_refusal_changes_nothing(command: CreateRefund, code: str):
    world = World.of(delivered())

    with nothing_changes(world):
        refused = world.create_refund(command)

    assert outcome_of(refused) == code
