"""Refunds of orders with tenders: requested, delivered and settled part by part."""

import logging
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from seller_orders.application.commands.cancel_order import CancelOrder
from seller_orders.application.commands.deliver_messages import DeliverMessages
from seller_orders.application.message_handlers.refund import PROVIDER
from seller_orders.application.outbox_messages import Channel, Message
from seller_orders.application.ports.payment_provider import RefundRequest
from seller_orders.application.refund_messages import refund_requests
from seller_orders.domain.payment import Payment, Refund, RefundPart, RefundStatus
from seller_orders.domain.tender import Tender
from seller_orders.domain.timeline import ChangeType
from seller_orders.testing.sample_order import (
    CREATED,
    cancellation_request,
    change,
    inr,
    outcome_of,
    payment,
    refund,
)
from tests.support.untouched import nothing_changes
from tests.support.use_case_world import World, reachable
from tests.unit.application.test_create_refund import refunding
from tests.unit.application.test_update_refund import settle

DELIVER = DeliverMessages()
PENDING, SUCCEEDED, FAILED = RefundStatus

GIFT = Tender(id="gift", method="gift_card", amount=inr(100), reference="gc_77")
CARD = Tender(id="card", method="card", amount=inr(150), reference="ch_1", provider_id="stripe")


def tendered(*refunds: Refund) -> Payment:
    """Return a payment of 100 by gift card, then 150 by card."""
    return evolve(payment("paid", 250, refunds), tenders=(GIFT, CARD))


def cancelling(**request: Any) -> CancelOrder:
    return CancelOrder(
        domain_id="dom_1", order_id="ord_1", by="key:1", request=cancellation_request(**request)
    )


def statuses(world: World) -> list[str]:
    return [
        f"{each.id}: {each.status}, " + ", ".join(f"{p.tender_id} {p.status}" for p in each.parts)
        for each in world.kept().payment.refunds
    ]


REFUNDS: dict[str, Callable[[World], Any]] = {
    "a refund": lambda world: world.create_refund(refunding("200")),
    "a cancellation": lambda world: world.cancel_order(cancelling(refund_amount="200")),
}


@pytest.mark.parametrize("create", REFUNDS.values(), ids=REFUNDS)
def test_each_refund_of_tenders_has_parts(create: Callable[[World], Any]):
    world = World.of(reachable(payment=tendered()))

    done = create(world).unwrap()

    assert done.refund.parts == (
        RefundPart(tender_id="card", amount=inr(150)),
        RefundPart(tender_id="gift", amount=inr(50)),
    )
    assert world.kept().payment.refunds == (done.refund,)


def test_each_part_is_a_request_of_its_own():
    world = World.of(reachable(payment=tendered()))

    world.create_refund(refunding("200", reason="Broken"))

    common = {"refund_id": "rfd_1", "currency": "INR", "reason": "Broken"}
    assert [(each.message_id, dict(each.data)) for each in world.refund_requests] == [
        (
            "rfd_1.0",
            common
            | {
                "tender_id": "card",
                "provider_id": "stripe",
                "reference": "ch_1",
                "part_amount": Decimal(150),
            },
        ),
        (
            "rfd_1.1",
            common
            | {
                "tender_id": "gift",
                "provider_id": None,
                "reference": "gc_77",
                "part_amount": Decimal(50),
            },
        ),
    ]


def test_a_refund_of_nothing_is_not_requested():
    """Goods came back on an order that nobody paid."""
    before = reachable(payment=payment("pending"))
    nothing = Refund(id="rfd_1", amount=inr(0), status=SUCCEEDED, created_at=CREATED)

    after = before.request_refund(nothing, change())

    assert refund_requests(before, after) == []
    assert after.payment.refunds[0].parts == ()


def test_a_message_id_has_room_for_long_ids():
    """The outbox stores 100 characters."""
    long = evolve(GIFT, id="t" * 64, amount=inr(250))
    before = reachable(payment=evolve(tendered(), tenders=(long,)))

    after = before.request_refund(refund(1, id="r" * 64), change())

    (message,) = refund_requests(before, after)
    assert len(message.message_id) <= 100


def answering(world: World, card: RefundStatus | None, gift: RefundStatus | None) -> World:
    """Let the provider answer so for each tender, and deliver all that is due."""
    world.provider.of_tenders = {"card": card, "gift": gift}
    world.clock.advance(seconds=1)
    world.deliver_messages(DELIVER)
    return world


def requested(card: RefundStatus | None, gift: RefundStatus | None) -> World:
    """Return a world with a refund of 200, of which each part is delivered with an outcome."""
    world = World.of(reachable(payment=tendered()))
    world.create_refund(refunding("200"))
    return answering(world, card, gift)


def test_the_provider_is_asked_for_each_part():
    world = requested(PENDING, PENDING)

    of_card = RefundRequest(
        domain_id="dom_1",
        order_id="ord_1",
        refund_id="rfd_1",
        tender_id="card",
        provider_id="stripe",
        reference="ch_1",
        amount=Decimal(150),
        currency="INR",
        reason=None,
    )
    assert world.provider.asked == [
        of_card,
        evolve(of_card, tender_id="gift", provider_id=None, reference="gc_77", amount=Decimal(50)),
    ]
    assert [each.idempotency_key for each in world.provider.asked] == ["rfd_1/card", "rfd_1/gift"]
    assert world.kept().version == 2
    assert world.refund_requests == []


@pytest.mark.parametrize(
    ("outcomes", "expected", "refunded"),
    [
        ((SUCCEEDED, SUCCEEDED), "rfd_1: succeeded, card succeeded, gift succeeded", 200),
        ((SUCCEEDED, FAILED), "rfd_1: succeeded, card succeeded, gift failed", 150),
        ((FAILED, SUCCEEDED), "rfd_1: succeeded, card failed, gift succeeded", 50),
        ((FAILED, FAILED), "rfd_1: failed, card failed, gift failed", 0),
        ((PENDING, FAILED), "rfd_1: pending, card pending, gift failed", 150),
    ],
)
def test_each_outcome_settles_its_part(
    outcomes: tuple[RefundStatus, RefundStatus], expected: str, refunded: int
):
    world = requested(*outcomes)

    assert statuses(world) == [expected]
    assert world.kept().payment.refunded == inr(refunded)
    settled = [each for each in outcomes if each is not PENDING]
    assert world.kept().version == 2 + len(settled)
    assert [each.by for each in world.kept().timeline[1:]] == [PROVIDER] * len(settled)


def test_the_timeline_names_the_settled_parts():
    world = requested(FAILED, SUCCEEDED)

    entries = world.kept().timeline[1:]
    assert [(each.type, each.from_, each.to, dict(each.data)) for each in entries] == [
        (
            "order.refund_updated",
            "pending",
            "pending",
            {
                "refund_id": "rfd_1",
                "parts": [{"tender_id": "card", "amount": Decimal(150), "status": "failed"}],
            },
        ),
        (
            "order.refund_updated",
            "pending",
            "succeeded",
            {
                "refund_id": "rfd_1",
                "parts": [{"tender_id": "gift", "amount": Decimal(50), "status": "succeeded"}],
            },
        ),
    ]


def test_an_unknown_outcome_is_asked_for_under_the_same_key():
    """The provider made the first part, and the connection was lost."""
    world = requested(None, SUCCEEDED)
    answering(world, SUCCEEDED, SUCCEEDED)

    keys = [each.idempotency_key for each in world.provider.asked]
    assert set(keys) == {"rfd_1/card", "rfd_1/gift"}
    assert keys.count("rfd_1/card") == 2
    assert {each.idempotency_key: each.amount for each in world.provider.given_back} == {
        "rfd_1/card": Decimal(150),
        "rfd_1/gift": Decimal(50),
    }
    assert statuses(world) == ["rfd_1: succeeded, card succeeded, gift succeeded"]


def test_a_failed_part_is_asked_for_again_as_a_new_refund():
    world = requested(FAILED, SUCCEEDED)

    world.create_refund(refunding("150")).unwrap()
    answering(world, SUCCEEDED, SUCCEEDED)

    assert statuses(world) == [
        "rfd_1: succeeded, card failed, gift succeeded",
        "rfd_2: succeeded, card succeeded",
    ]
    assert world.kept().payment.refunded == inr(200)
    assert world.provider.asked[-1].idempotency_key == "rfd_2/card"


def test_a_contradicting_outcome_names_the_part(caplog: pytest.LogCaptureFixture):
    world = requested(None, None)
    world.update_refund(settle("failed", refund_id="rfd_1", tender_id="card")).unwrap()
    answering(world, SUCCEEDED, SUCCEEDED)

    assert statuses(world) == ["rfd_1: succeeded, card failed, gift succeeded"]
    (record,) = (each for each in caplog.records if each.levelno == logging.ERROR)
    assert "rfd_1/card" in record.getMessage()


def test_a_message_of_an_earlier_release_settles_the_refund():
    """It requested the refund of an order with tenders, without parts."""
    whole = refund(200, id="rfd_1")
    world = World.of(reachable(payment=tendered(whole)))
    with world.store.begin("dom_1") as tx:
        tx.outbox.add(
            [
                Message(
                    message_id="rfd_1",
                    domain_id="dom_1",
                    order_id="ord_1",
                    channel=Channel.PAYMENT,
                    about=ChangeType.REFUND_CREATED,
                    version=1,
                    created_at=world.clock.now(),
                    data={"amount": Decimal(200), "currency": "INR", "reason": None},
                )
            ]
        )
        tx.commit()
    world.provider.status = SUCCEEDED

    world.deliver_messages(DELIVER)

    (asked,) = world.provider.asked
    assert (asked.idempotency_key, asked.amount, asked.tender_id) == ("rfd_1", Decimal(200), None)
    assert world.kept().payment.refunds == (evolve(whole, status=SUCCEEDED),)


def test_a_part_is_settled_by_hand():
    world = requested(PENDING, PENDING)

    done = world.update_refund(settle("failed", refund_id="rfd_1", tender_id="gift")).unwrap()

    assert done.order == world.kept()
    assert done.refund == world.kept().payment.refunds[0]
    assert statuses(world) == ["rfd_1: pending, card pending, gift failed"]
    assert done.order.payment.refundable == inr(100)
    again = world.update_refund(settle("failed", refund_id="rfd_1", tender_id="gift")).unwrap()
    assert again.order.version == done.order.version


def test_a_refund_is_settled_as_far_as_it_is_pending():
    world = requested(PENDING, FAILED)

    done = world.update_refund(settle("succeeded", refund_id="rfd_1")).unwrap()

    assert statuses(world) == ["rfd_1: succeeded, card succeeded, gift failed"]
    assert done.refund is not None
    assert done.refund.status == "succeeded"
    assert dict(done.order.timeline[-1].data)["parts"] == [
        {"tender_id": "card", "amount": Decimal(150), "status": "succeeded"}
    ]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"tender_id": "gift"}, "refund_is_settled"),
        ({"tender_id": "other"}, "tender_not_found"),
        ({"refund_id": "rfd_9", "tender_id": "card"}, "refund_not_found"),
    ],
)
def test_a_wrong_settlement_changes_nothing(fields: dict[str, Any], code: str):
    world = requested(PENDING, FAILED)
    command = settle("succeeded", **{"refund_id": "rfd_1"} | fields)

    with nothing_changes(world):
        refused = world.update_refund(command)

    assert outcome_of(refused) == code


def test_failed_parts_of_a_cancellation_are_owed():
    """All 250 were refunded at the cancellation; later the card's part fails."""
    world = World.of(reachable(payment=tendered()))
    world.cancel_order(cancelling(refund=True))
    answering(world, FAILED, SUCCEEDED)

    assert world.kept().balance.amount == -150
    assert world.kept().payment.refunded_at_cancellation == inr(250)

    world.create_refund(refunding("150")).unwrap()
    assert world.kept().balance.amount == 0
    world.update_refund(settle("failed", refund_id="rfd_2", tender_id="card")).unwrap()
    assert world.kept().balance.amount == -150


def test_a_part_that_failed_before_the_cancellation_is_not_owed():
    world = requested(FAILED, SUCCEEDED)

    world.cancel_order(cancelling(refund=True))

    assert statuses(world)[1] == "rfd_2: pending, card pending, gift pending"
    assert world.kept().payment.refunded_at_cancellation == inr(250)
    world.update_refund(settle("failed", refund_id="rfd_2", tender_id="gift")).unwrap()
    assert world.kept().balance.amount == -50
