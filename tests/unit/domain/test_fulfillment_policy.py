"""Fulfilled and remaining units, and the policy of new fulfillments."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seller_orders.domain.fulfillment_policy import ensure_anything_remains, ensure_fulfillable
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order, OrderInvariantError
from seller_orders.domain.refusals import InvalidFields
from seller_orders.testing import reference_rules
from seller_orders.testing.sample_order import (
    LATER,
    change,
    fulfillment,
    line,
    order,
    outcome_of,
    refusal_of,
)
from seller_orders.testing.strategies import orders
from tests.support.order_changes import assert_one_change


@pytest.mark.parametrize("status", reference_rules.ACTIVE)
def test_an_active_fulfillment_counts_as_fulfilled(status: str):
    shipped = order(fulfillments=(fulfillment(status, pasta=1),))

    assert shipped.fulfilled == {"pasta": 1, "soup": 0}
    assert shipped.remaining == (ItemQuantity("pasta", 1), ItemQuantity("soup", 1))
    assert shipped.fulfillment_status == "partial"


@pytest.mark.parametrize("status", reference_rules.INACTIVE)
def test_an_inactive_fulfillment_frees_its_units(status: str):
    shipped = order(fulfillments=(fulfillment(status, pasta=2, soup=1),))

    assert shipped.fulfilled == {"pasta": 0, "soup": 0}
    assert shipped.remaining == (ItemQuantity("pasta", 2), ItemQuantity("soup", 1))
    assert shipped.fulfillment_status == "unfulfilled"


def test_order_is_fulfilled_when_all_units_are():
    halves = (fulfillment(id="ful_1", pasta=1), fulfillment("delivered", "ful_2", pasta=1, soup=1))
    whole = order(fulfillments=halves)

    assert whole.remaining == ()
    assert whole.fulfillment_status == "fulfilled"


@given(orders())
def test_units_of_any_order_add_up_to_those_ordered(order: Order):
    active = {one.id for one in order.fulfillments if one.status in reference_rules.ACTIVE}
    refunded = [
        item for each in order.payment.refunds for item in each.items if each.status != "failed"
    ]
    for ordered in order.lines:
        fulfilled = sum(
            item.quantity
            for one in order.fulfillments
            for item in one.shipment.items
            if one.id in active and item.id == ordered.id
        )
        spent = sum(
            item.quantity
            for item in refunded
            if item.id == ordered.id and item.fulfillment_id not in active
        )
        remaining = sum(item.quantity for item in order.remaining if item.id == ordered.id)

        assert order.fulfilled[ordered.id] == fulfilled
        if ordered.requires_shipping:
            used = ordered.cancelled_quantity + fulfilled + spent
            assert remaining == ordered.quantity - used >= 0
        else:
            assert (remaining, fulfilled) == (0, 0)
            assert ordered.cancelled_quantity + spent <= ordered.quantity


@pytest.mark.parametrize("status", reference_rules.ACTIVE)
def test_fulfilled_cannot_exceed_ordered(status: str):
    with pytest.raises(OrderInvariantError, match="more of pasta"):
        order(fulfillments=(fulfillment(status, pasta=2), fulfillment(id="ful_2", pasta=1)))


@pytest.mark.parametrize("status", reference_rules.UNDER_WAY)
def test_cancelled_order_has_no_fulfillment_under_way(status: str):
    with pytest.raises(OrderInvariantError, match="under way"):
        order("cancelled", fulfillments=(fulfillment(status),))


def test_remaining_units_can_be_fulfilled():
    shipped = order(fulfillments=(fulfillment(pasta=1),))
    items = (ItemQuantity("soup", 1), ItemQuantity("pasta", 1))

    assert ensure_fulfillable(shipped, items, LATER).unwrap() == items


@pytest.mark.parametrize("status", ["cancelled", "delivered", "refunded"])
def test_a_closed_order_refuses_every_fulfillment(status: str):
    closed = order(status)
    nonsense = [ItemQuantity("nothing", 9)]

    assert outcome_of(ensure_fulfillable(closed, nonsense, LATER)) == "order_is_closed"
    assert outcome_of(ensure_anything_remains(closed, LATER)) == "order_is_closed"


@pytest.mark.parametrize("status", ["pending", "confirmed", "processing", "shipped"])
def test_an_open_order_accepts_fulfillments(status: str):
    assert outcome_of(ensure_fulfillable(order(status), [ItemQuantity("soup", 1)], LATER)) == "ok"


@pytest.mark.parametrize(
    ("items", "code", "path"),
    [
        ([("soup", 9), ("soup", 9), ("tea", 1)], "unknown_item", ("items", 2, "id")),
        ([("soup", 9), ("soup", 9)], "duplicate_item", ("items", 1, "id")),
        ([("pasta", 1), ("soup", 2)], "quantity_exceeds_remaining", ("items", 1, "quantity")),
    ],
)
def test_items_are_refused_by_the_first_broken_rule(
    items: list[tuple[str, int]], code: str, path: tuple[str | int, ...]
):
    refusal = refusal_of(
        ensure_fulfillable(order(), [ItemQuantity(*item) for item in items], LATER)
    )

    assert refusal.code == code
    assert isinstance(refusal, InvalidFields)
    assert [(problem.code, problem.path) for problem in refusal.problems] == [(code, path)]


def test_each_excess_is_reported_with_its_figures():
    shipped = order(fulfillments=(fulfillment(pasta=1),))
    too_many = [ItemQuantity("pasta", 2), ItemQuantity("soup", 3)]

    refusal = refusal_of(ensure_fulfillable(shipped, too_many, LATER))

    assert isinstance(refusal, InvalidFields)
    assert [problem.facts for problem in refusal.problems] == [
        {"id": "pasta", "ordered": 2, "fulfilled": 1, "remaining": 1, "requested": 2},
        {"id": "soup", "ordered": 1, "fulfilled": 0, "remaining": 1, "requested": 3},
    ]
    assert "1 of pasta remain (2 ordered, 1 fulfilled), and 2 were requested" in refusal.message


def test_all_remaining_units_can_be_fulfilled_at_once():
    shipped = order(fulfillments=(fulfillment(pasta=1),))

    assert ensure_anything_remains(shipped, LATER).unwrap() == shipped.remaining


def test_a_fulfilled_order_has_nothing_to_fulfill():
    shipped = order(fulfillments=(fulfillment(pasta=2, soup=1),))

    refusal = refusal_of(ensure_anything_remains(shipped, LATER))

    assert refusal.code == "nothing_to_fulfill"
    assert "cancel a pending fulfillment" in refusal.message


def test_add_fulfillment_is_one_change():
    """The order's status stays."""
    before, shipment = order("processing"), fulfillment(pasta=1)

    after = before.add_fulfillment(shipment, change())

    data = {"fulfillment_id": "ful_1"}
    assert after.fulfillments == (shipment,)
    assert after.status == "processing"
    assert_one_change(before, after, "order.fulfillment_created", to="pending", data=data)


@pytest.mark.parametrize("quantity", [0, -1, 10**9 + 1, True, 1.5, Decimal(2)])
def test_a_line_refuses_another_quantity(quantity: Any):
    with pytest.raises(ValueError, match="whole number from 1"):
        line(quantity=quantity)


@pytest.mark.parametrize("quantity", [1, int("1000000000")])
def test_a_line_takes_quantities_at_the_limits(quantity: int):
    assert line(quantity=quantity).quantity == quantity


@given(st.integers(-3, 3) | st.integers(10**9 - 3, 10**9 + 3))
def test_a_quantity_is_from_one_to_a_billion(quantity: int):
    if 1 <= quantity <= 10**9:
        assert ItemQuantity("soup", quantity).quantity == line(quantity=quantity).quantity
    else:
        with pytest.raises(ValueError, match="whole number from 1"):
            ItemQuantity("soup", quantity)
        with pytest.raises(ValueError, match="whole number from 1"):
            line(quantity=quantity)
