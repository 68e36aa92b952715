from typing import Any

import pytest

from seller_orders.application.commands.update_refund import UpdateRefund
from seller_orders.domain.payment import RefundStatus
from seller_orders.testing.sample_order import inr, outcome_of, payment, refund
from tests.support.untouched import nothing_changes
from tests.support.use_case_world import World, reachable


def settle(status: str = "succeeded", **fields: Any) -> UpdateRefund:
    usual: dict[str, Any] = {"domain_id": "dom_1", "order_id": "ord_1", "by": "key:1"}
    return UpdateRefund(**usual | {"refund_id": "asked", "status": RefundStatus(status)} | fields)


def world_with(status: str = "pending", order: str = "delivered") -> World:
    """Return a world with 250 paid, 150 refunded, and a refund of 100 at the status."""
    refunds = (refund(150, "succeeded", "done"), refund(100, status, "asked"))
    return World.of(reachable(order, payment=payment("paid", 250, refunds)))


@pytest.mark.parametrize("order", ["pending", "delivered", "cancelled"])
@pytest.mark.parametrize(
    ("status", "refundable", "adds_up_to"),
    [("succeeded", 0, "refunded"), ("failed", 100, "partially_refunded")],
)
def test_a_pending_refund_can_be_settled(order: str, status: str, refundable: int, adds_up_to: str):
    world = world_with(order=order)

    done = world.update_refund(settle(status)).unwrap()

    assert done.refund is not None
    assert (done.refund.id, done.refund.status, done.refund.amount) == ("asked", status, inr(100))
    assert [each.status for each in done.order.payment.refunds] == ["succeeded", status]
    assert done.order.payment.refundable == inr(refundable)
    assert done.order.financial_status == adds_up_to
    assert world.kept() == done.order


def test_a_settlement_is_one_version_and_one_entry():
    world = world_with()

    after = world.update_refund(settle("failed")).unwrap().order

    assert [(e.id, e.type, e.version, e.from_, e.to, dict(e.data)) for e in after.timeline] == [
        ("evt_1", "order.refund_updated", 2, "pending", "failed", {"refund_id": "asked"})
    ]
    assert world.cache.invalidations == [("ord_1", 2, 2)]
    assert len(world.events) == 1


def test_a_settlement_requests_no_refund():
    world = world_with()

    world.update_refund(settle())

    assert world.refund_requests == []
    assert world.notifications == []


@pytest.mark.parametrize("status", ["pending", "succeeded", "failed"])
def test_the_refunds_own_status_changes_nothing(status: str):
    world = world_with(status)
    before = world.store.committed.copy()

    done = world.update_refund(settle(status)).unwrap()

    assert done.refund == done.order.payment.refunds[-1]
    assert done.refund.status == status
    assert done.order.version == 1
    assert world.store.committed == before


@pytest.mark.parametrize(
    ("current", "command", "code"),
    [
        ("pending", settle(order_id="ord_9"), "order_not_found"),
        ("pending", settle(domain_id="dom_2"), "order_not_found"),
        ("pending", settle(expected_versions=frozenset({2})), "version_mismatch"),
        ("pending", settle(refund_id="unknown"), "refund_not_found"),
        ("succeeded", settle("failed"), "refund_is_settled"),
        ("succeeded", settle("pending"), "refund_is_settled"),
        ("failed", settle("succeeded"), "refund_is_settled"),
    ],
)
def test_a_refusal_changes_nothing(current: str, command: UpdateRefund, code: str):
    world = world_with(current)

    with nothing_changes(world):
        refused = world.update_refund(command)

    assert outcome_of(refused) == code
