"""Policy of restocking by request."""

import pytest
from attrs import evolve

from seller_orders.domain.cancellation import Cancellation, CancelReason
from seller_orders.domain.fulfillment_policy import ensure_fulfillable
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.refusals import InvalidFields
from seller_orders.domain.restock_policy import ensure_restorable
from seller_orders.domain.status import OrderStatus
from seller_orders.testing.sample_order import (
    LATER,
    fulfillment,
    inr,
    line,
    order,
    payment,
    refusal_of,
)

FREE = payment("pending")
PASTA_AND_SOUP = order(lines=(line("pasta", 5, "50"), line("soup", 1, "0.50")))
CANCELLED = evolve(
    PASTA_AND_SOUP,
    status=OrderStatus.CANCELLED,
    cancellation=Cancellation(reason=CancelReason.FRAUD, at=LATER, by="key:1", restocked=False),
)


@pytest.mark.parametrize(("units", "restocked"), [(1, 1), (4, 3), (5, 3)])
def test_restock_is_limited_to_free_units(units: int, restocked: int):
    """Two of five units are lost; the other three are at home and not needed."""
    lost = evolve(fulfillment("failed", pasta=2), handed_over_at=LATER)
    before = evolve(CANCELLED, fulfillments=(lost,))

    allowed = ensure_restorable(before, [ItemQuantity("pasta", units)])

    assert allowed.unwrap() == {"pasta": restocked}


def test_units_the_order_needs_are_not_free():
    allowed = ensure_restorable(PASTA_AND_SOUP, [ItemQuantity("pasta", 5)])

    assert allowed.unwrap() == {"pasta": 0}


def test_restock_above_ordered_is_refused_at_its_path():
    asked = [ItemQuantity("soup", 1), ItemQuantity("pasta", 6)]

    refusal = refusal_of(ensure_restorable(PASTA_AND_SOUP, asked))

    assert isinstance(refusal, InvalidFields)
    (problem,) = refusal.problems
    assert (problem.code, problem.path) == ("quantity_exceeds_ordered", ("items", 1, "quantity"))
    assert problem.detail == "5 of pasta were ordered, and 6 were requested."


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ([ItemQuantity("tea", 1)], "unknown_item"),
        ([ItemQuantity("soup", 1), ItemQuantity("soup", 1)], "duplicate_item"),
    ],
)
def test_restock_refuses_unknown_and_repeated_lines(asked: list[ItemQuantity], code: str):
    assert refusal_of(ensure_restorable(PASTA_AND_SOUP, asked)).code == code


def test_restock_handles_300_lines():
    lines = tuple(line(f"line_{n}", 1, "0") for n in range(300))
    items = [ItemQuantity(each.id, 1) for each in lines]

    assert (
        len(ensure_restorable(order(lines=lines, payment=FREE, discount=inr(0)), items).unwrap())
        == 300
    )


def test_refusal_names_the_remaining_units():
    shipped = order(lines=PASTA_AND_SOUP.lines, fulfillments=(fulfillment(pasta=1),))

    refusal = refusal_of(ensure_fulfillable(shipped, [ItemQuantity("pasta", 5)], LATER))

    assert isinstance(refusal, InvalidFields)
    (problem,) = refusal.problems
    assert problem.facts["remaining"] == 4
    assert "4 of pasta remain" in problem.detail
