"""Changes that make and release holds."""

from typing import Any

import pytest

from seller_orders.domain.cancellation_policy import ensure_cancellable
from seller_orders.domain.hold import Hold, HoldReason, HoldRequest
from seller_orders.domain.hold_change import add_hold, release
from seller_orders.domain.order import Order
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.transition_rules import OPEN
from seller_orders.testing.sample_order import (
    CREATED,
    LATER,
    cancellation_request,
    change,
    order,
)
from tests.support.order_changes import assert_one_change


def hold(id: str = "hld_1", **fields: Any) -> Hold:
    usual: dict[str, Any] = {"reason": HoldReason.FRAUD_RISK, "created_at": CREATED}
    return Hold(id=id, **usual | fields)


def test_a_hold_is_one_change():
    wanted = HoldRequest(
        reason=HoldReason.OUT_OF_STOCK, note="Ask Ravi", items=("soup",), until=LATER, handle="h"
    )
    before = order("processing", holds=(hold(),))

    after = add_hold(before, wanted, "hld_2", change())

    assert after.holds == (
        hold(),
        hold(
            "hld_2",
            reason=HoldReason.OUT_OF_STOCK,
            note="Ask Ravi",
            items=("soup",),
            until=LATER,
            handle="h",
            created_at=LATER,
        ),
    )
    assert after.status == "processing"
    data = {
        "hold_id": "hld_2",
        "reason": "out_of_stock",
        "items": ["soup"],
        "until": "2025-12-02T10:45:00Z",
        "handle": "h",
    }
    assert_one_change(before, after, "order.held", data=data)


def test_a_hold_releases_an_expired_one_of_its_handle():
    """The handles are equal, but other objects."""
    expired = [hold(f"hld_{each}", handle=f"risk-{each}", until=LATER) for each in "abc"]
    before = order(holds=(*expired, hold("hld_d")))
    again = HoldRequest(reason=HoldReason.OTHER, handle="risk-b")

    after = add_hold(before, again, "hld_2", change())

    assert [each.id for each in after.holds] == ["hld_a", "hld_c", "hld_d", "hld_2"]
    assert after.timeline[-1].data["released_holds"] == ["hld_b"]


def test_a_hold_without_handle_releases_nothing():
    before = order(holds=(hold(until=LATER),))

    after = add_hold(before, HoldRequest(reason=HoldReason.OTHER), "hld_2", change())

    assert [each.id for each in after.holds] == ["hld_1", "hld_2"]
    assert "released_holds" not in after.timeline[-1].data


def test_holds_are_released_in_one_change():
    before = order(holds=(hold(), hold("hld_2"), hold("hld_3")))

    after = release(before, before.holds[:2], change())

    assert after.holds == (hold("hld_3"),)
    assert_one_change(before, after, "order.released", data={"released_holds": ["hld_1", "hld_2"]})


def test_no_hold_to_release_is_no_change():
    before = order(holds=(hold(),))

    assert release(before, (), change()) is before


def cancelled(before: Order) -> Order:
    terms = ensure_cancellable(before, cancellation_request(), OPEN).unwrap()
    return before.cancel(terms, "rfd_1", change())


def with_status_cancelled(before: Order) -> Order:
    return before.move_to(OrderStatus.CANCELLED, change())


@pytest.mark.parametrize("cancel", [cancelled, with_status_cancelled])
def test_cancelling_releases_all_holds_in_its_change(cancel: Any):
    before = order(holds=(hold(until=CREATED), hold("hld_2", items=("soup",))))

    after = cancel(before)

    assert after.holds == ()
    assert after.version == before.version + 1
    assert after.timeline[-1].data["released_holds"] == ["hld_1", "hld_2"]


@pytest.mark.parametrize("cancel", [cancelled, with_status_cancelled])
def test_cancelling_without_holds_names_none(cancel: Any):
    assert "released_holds" not in cancel(order()).timeline[-1].data


def test_another_status_keeps_the_holds():
    before = order(holds=(hold(),))

    after = before.move_to(OrderStatus.DELIVERED, change())

    assert after.holds == before.holds
    assert after.timeline[-1].data == {}
