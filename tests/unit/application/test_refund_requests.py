"""Requests to the payment provider: one per refund, recorded with its change."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from seller_orders.application.commands.bulk_actions import SetStatus
from seller_orders.application.commands.bulk_update import BulkUpdate
from seller_orders.application.commands.cancel_order import CancelOrder
from seller_orders.application.commands.create_order import CreateOrder
from seller_orders.application.commands.import_orders import ImportOrders
from seller_orders.application.commands.update_status import UpdateStatus
from seller_orders.application.outbox_messages import Channel, Message
from seller_orders.domain.order import Order
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.timeline import ChangeType
from seller_orders.testing.sample_order import cancellation_request, payment, refund
from seller_orders.testing.strategies import draft_of, orders
from tests.support.use_case_world import World, reachable

ORDER: dict[str, Any] = {"domain_id": "dom_1", "order_id": "ord_1", "by": "key:1"}


def cancel(**request: Any) -> CancelOrder:
    return CancelOrder(**ORDER, request=cancellation_request(**request))


@pytest.mark.parametrize(
    ("request_", "amount", "reason"),
    [
        ({"refund": True}, "150", "fraud"),
        ({"refund_amount": "40.25"}, "40.25", "fraud"),
        ({"refund": True, "reason": "other", "details": "Rained"}, "150", "Rained"),
    ],
)
def test_a_cancellation_requests_its_refund(request_: dict[str, Any], amount: str, reason: str):
    paid = payment("paid", 250, (refund(100, id="rfd_0"),))
    world = World.of(reachable(payment=paid, version=7))

    done = world.cancel_order(cancel(**request_)).unwrap()

    assert done.refund is not None
    assert world.refund_requests == [
        Message(
            message_id=done.refund.id,
            domain_id="dom_1",
            order_id="ord_1",
            channel=Channel.PAYMENT,
            about=ChangeType.CANCELLED,
            version=8,
            created_at=world.clock.now(),
            data={"amount": Decimal(amount), "currency": "INR", "reason": reason},
        )
    ]


BULK_CANCEL = SetStatus(status=OrderStatus.CANCELLED)
MOVES_NO_MONEY: dict[str, Callable[[World], Any]] = {
    "a cancellation without a refund": lambda world: world.cancel_order(cancel(restock=True)),
    "a dry run": lambda world: world.cancel_order(evolve(cancel(refund=True), dry_run=True)),
    "cancelled as a status": lambda world: world.update_status(
        UpdateStatus(**ORDER, status=OrderStatus.CANCELLED)
    ),
    "refunded as a status": lambda world: world.update_status(
        UpdateStatus(**ORDER, status=OrderStatus.REFUNDED)
    ),
    "cancelled in bulk": lambda world: world.bulk_update(
        BulkUpdate(domain_id="dom_1", order_ids=("ord_1",), by="key:1", action=BULK_CANCEL)
    ),
}


@pytest.mark.parametrize("do", MOVES_NO_MONEY.values(), ids=MOVES_NO_MONEY)
def test_other_changes_request_no_refund(do: Callable[[World], Any]):
    world = World.of(reachable())

    do(world).unwrap()

    assert world.refund_requests == []
    assert world.kept().payment.refunds == ()


def test_a_cancellation_without_payment_requests_nothing():
    world = World.of(reachable(payment=payment("authorized")))

    done = world.cancel_order(cancel(refund=True)).unwrap()

    assert done.refund is None
    assert world.refund_requests == []


@settings(max_examples=25)
@given(order=orders(domain_ids=st.just("dom_1")))
def test_existing_refunds_of_a_draft_request_nothing(order: Order):
    """They are history, for imported and for created orders."""
    imported, created = World(), World()
    draft = draft_of(order)

    # Only imported orders have discounts on their taxes.
    new = evolve(draft, discount_total=Decimal(0))

    (outcome,) = imported.import_orders(ImportOrders("dom_1", [draft]))
    made = created.create_order(CreateOrder(domain_id="dom_1", by="key:1", draft=new))

    assert outcome.unwrap().payment.refunds == order.payment.refunds
    assert made.unwrap().payment.refunds == order.payment.refunds
    assert [len(each.store.committed.events) for each in (imported, created)] == [0, 1]
    assert [each.store.committed.undelivered for each in (imported, created)] == [[], []]
