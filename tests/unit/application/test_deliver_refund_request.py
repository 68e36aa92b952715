import logging
from decimal import Decimal

import pytest

from seller_orders.application.commands.deliver_messages import DeliverMessages
from seller_orders.application.commands.update_refund import UpdateRefund
from seller_orders.application.message_handlers.refund import PROVIDER
from seller_orders.application.ports.payment_provider import RefundRequest
from seller_orders.domain.payment import RefundStatus
from tests.support.use_case_world import World, reachable
from tests.unit.application.test_create_refund import refunding

DELIVER = DeliverMessages()


def refunded(provider_says: RefundStatus | None = RefundStatus.PENDING) -> World:
    """Return a world with a requested refund and all deliverable messages delivered."""
    world = World.of(reachable())
    world.create_refund(refunding(reason="Broken"))
    world.provider.status = provider_says
    world.deliver_messages(DELIVER)
    return world


def test_the_request_has_the_refunds_exact_amount():
    world = refunded()

    assert world.provider.asked == [
        RefundRequest(
            domain_id="dom_1",
            order_id="ord_1",
            refund_id="rfd_1",
            amount=Decimal("12.50"),
            currency="INR",
            reason="Broken",
        )
    ]


def test_a_refunds_reason_is_optional():
    world = World.of(reachable())
    world.create_refund(refunding())

    world.deliver_messages(DELIVER)

    assert [each.reason for each in world.provider.asked] == [None]


def test_a_pending_refund_is_requested_once():
    world = refunded(RefundStatus.PENDING)

    assert world.kept().payment.refunds[0].status == "pending"
    assert world.kept().version == 2
    assert world.refund_requests == []


@pytest.mark.parametrize("status", [RefundStatus.SUCCEEDED, RefundStatus.FAILED])
def test_the_providers_outcome_settles_the_refund(status: RefundStatus):
    world = refunded(status)

    after = world.kept()
    assert after.payment.refunds[0].status == status
    assert after.version == 3
    assert [(e.type, e.by, e.to) for e in after.timeline[1:]] == [
        ("order.refund_updated", PROVIDER, status)
    ]
    assert world.cache.invalidations[-1] == ("ord_1", 3, 3)
    assert [each.version for each in (*world.publisher.published, *world.events)] == [2, 3]
    assert world.refund_requests == []


def test_an_unavailable_provider_is_retried():
    """The refund stays pending until then."""
    world = refunded(None)
    assert world.kept().payment.refunds[0].status == "pending"

    world.provider.status = RefundStatus.SUCCEEDED
    world.clock.advance(seconds=1)
    world.deliver_messages(DELIVER)

    assert world.kept().payment.refunds[0].status == "succeeded"
    first, second = world.provider.asked
    assert first == second


def settle_by_hand(world: World, status: RefundStatus) -> None:
    settled = UpdateRefund(
        domain_id="dom_1", order_id="ord_1", refund_id="rfd_1", by="key:1", status=status
    )
    world.update_refund(settled).unwrap()


def test_the_same_outcome_by_hand_changes_nothing(caplog: pytest.LogCaptureFixture):
    world = refunded(None)
    settle_by_hand(world, RefundStatus.SUCCEEDED)

    world.provider.status = RefundStatus.SUCCEEDED
    world.clock.advance(seconds=1)
    world.deliver_messages(DELIVER)

    assert world.kept().version == 3
    assert world.refund_requests == []
    assert caplog.records == []


def test_the_other_outcome_by_hand_is_logged(
    caplog: pytest.LogCaptureFixture,
):
    """A retry would not help; people have to reconcile it."""
    world = refunded(None)
    settle_by_hand(world, RefundStatus.FAILED)

    world.provider.status = RefundStatus.SUCCEEDED
    world.clock.advance(seconds=1)
    world.deliver_messages(DELIVER)

    assert world.kept().payment.refunds[0].status == "failed"
    assert world.kept().version == 3
    assert world.refund_requests == []
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert "rfd_1" in record.getMessage()
    assert "succeeded" in record.getMessage()
