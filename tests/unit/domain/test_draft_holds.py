"""Holds of imported orders: each problem is named."""

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from seller_orders.domain.draft import OrderDraft
from seller_orders.domain.hold import Hold, HoldReason
from seller_orders.domain.refusals import InvalidFields
from seller_orders.domain.status import OrderStatus
from seller_orders.testing.sample_order import CREATED, order
from seller_orders.testing.strategies import draft_of
from tests.support.drafts import assembled


def hold(id: str = "hld_1", **fields: Any) -> Hold:
    return Hold(id=id, reason=HoldReason.OTHER, created_at=CREATED, **fields)


def imported(*holds: Hold, status: OrderStatus = OrderStatus.PENDING) -> OrderDraft:
    """Return a draft of pasta and soup with holds."""
    return evolve(draft_of(order(status=status)), holds=holds)


@pytest.mark.parametrize(
    "holds",
    [
        (),
        (hold(), hold("hld_2")),
        (hold(items=("pasta", "soup"), handle="a"), hold("hld_2", items=("pasta",), handle="b")),
        (hold(until=CREATED - timedelta(days=1)),),
    ],
    ids=["none", "without handles", "lines", "ended"],
)
def test_holds_are_imported(holds: tuple[Hold, ...]):
    assert assembled(imported(*holds)).unwrap().holds == holds


@pytest.mark.parametrize(
    ("holds", "code", "path"),
    [
        ((hold(), hold()), "duplicate", (1, "id")),
        ((hold(handle="a"), hold("hld_2", handle="a")), "duplicate", (1, "handle")),
        ((hold(items=("soup", "cake")),), "unknown_item", (0, "items", 1)),
        ((hold(items=("soup", "pasta", "soup")),), "duplicate_item", (0, "items", 2)),
    ],
)
def test_a_bad_hold_is_refused(holds: tuple[Hold, ...], code: str, path: tuple[str | int, ...]):
    refusal = assembled(imported(*holds)).failure()

    assert isinstance(refusal, InvalidFields)
    assert [(each.code, each.path) for each in refusal.problems] == [(code, ("holds", *path))]


def test_a_cancelled_order_has_no_holds():
    refusal = assembled(imported(hold(), status=OrderStatus.CANCELLED)).failure()

    assert [(each.code, each.path) for each in refusal.problems] == [
        ("order_is_closed", ("holds",))
    ]
