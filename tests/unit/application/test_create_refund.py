from decimal import Decimal
from typing import Any

import pytest

from seller_orders.application.commands.create_refund import CreateRefund
from seller_orders.application.outbox_messages import Channel, Message
from seller_orders.domain.payment import Payment, Refund
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.timeline import ChangeType
from seller_orders.testing.sample_order import inr, outcome_of, payment, refund
from tests.support.untouched import nothing_changes
from tests.support.use_case_world import World, reachable


def refunding(amount: str = "12.50", **fields: Any) -> CreateRefund:
    usual: dict[str, Any] = {"domain_id": "dom_1", "order_id": "ord_1", "by": "key:1"}
    return CreateRefund(**usual | {"amount": Decimal(amount)} | fields)


@pytest.mark.parametrize("status", OrderStatus)
def test_an_order_of_any_status_can_be_refunded(status: OrderStatus):
    world = World.of(reachable(status))

    done = world.create_refund(refunding(reason="Broken")).unwrap()

    assert done.refund == Refund(
        id="rfd_1", amount=inr("12.50"), reason="Broken", created_at=world.clock.now()
    )
    assert done.order.payment.refunds == (done.refund,)
    assert done.order.financial_status == "partially_refunded"
    assert done.order.status == status
    assert world.kept() == done.order


def test_a_refund_is_one_version_and_one_entry():
    world = World.of(reachable())

    after = world.create_refund(refunding()).unwrap().order

    assert [(e.id, e.type, e.version, e.from_, e.to, dict(e.data)) for e in after.timeline] == [
        ("evt_1", "order.refund_created", 2, None, "pending", {"refund_id": "rfd_1"})
    ]
    assert world.cache.invalidations == [("ord_1", 2, 2)]


def test_the_request_to_the_provider_has_the_refunds_id():
    world = World.of(reachable())

    world.create_refund(refunding(reason="Broken"))

    assert world.refund_requests == [
        Message(
            message_id="rfd_1",
            domain_id="dom_1",
            order_id="ord_1",
            channel=Channel.PAYMENT,
            about=ChangeType.REFUND_CREATED,
            version=2,
            created_at=world.clock.now(),
            data={"amount": Decimal("12.50"), "currency": "INR", "reason": "Broken"},
        )
    ]
    assert world.notifications == []


def test_refunds_never_exceed_the_captured_amount():
    world = World.of(reachable())

    codes = [
        outcome_of(world.create_refund(refunding(amount)))
        for amount in ("100", "150.01", "150", "0.01")
    ]

    assert codes == ["ok", "refund_exceeds_captured", "ok", "payment_not_refundable"]
    assert [each.message_id for each in world.refund_requests] == ["rfd_1", "rfd_2"]
    assert world.kept().financial_status == "refunded"


def test_the_amount_of_a_failed_refund_is_refundable():
    world = World.of(reachable(payment=payment("paid", 250, (refund(250, "failed", "rfd_0"),))))

    assert outcome_of(world.create_refund(refunding("250"))) == "ok"
    assert [each.message_id for each in world.refund_requests] == ["rfd_1"]


NOT_PAID = payment("pending")
PAID = payment("paid", 250)


@pytest.mark.parametrize(
    ("current", "command", "code"),
    [
        (PAID, refunding(order_id="ord_9"), "order_not_found"),
        (PAID, refunding(domain_id="dom_2"), "order_not_found"),
        (PAID, refunding(expected_versions=frozenset({2})), "version_mismatch"),
        (PAID, refunding("0.001"), "invalid_fields"),
        (PAID, refunding("-1"), "invalid_fields"),
        (PAID, refunding("0"), "invalid_fields"),
        (PAID, refunding("NaN"), "invalid_fields"),
        (PAID, refunding("1e30"), "invalid_fields"),
        (PAID, refunding("250.01"), "refund_exceeds_captured"),
        (NOT_PAID, refunding("1"), "payment_not_refundable"),
        (payment("voided"), refunding("1"), "payment_not_refundable"),
        (payment("authorized"), refunding("1"), "payment_not_refundable"),
    ],
)
def test_a_refusal_changes_nothing(current: Payment, command: CreateRefund, code: str):
    world = World.of(reachable(payment=current))

    with nothing_changes(world):
        refused = world.create_refund(command)

    assert outcome_of(refused) == code
