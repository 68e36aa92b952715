from decimal import Decimal
from typing import Any

import pytest

from seller_orders.application.commands.update_payment import UpdatePayment
from seller_orders.domain.draft import TenderDraft
from seller_orders.domain.payment import PaymentStatus
from seller_orders.testing.sample_order import inr, outcome_of, payment
from tests.support.untouched import nothing_changes
from tests.support.use_case_world import World, reachable


def pay(status: str = "paid", amount: str | None = None, **fields: Any) -> UpdatePayment:
    usual: dict[str, Any] = {"domain_id": "dom_1", "order_id": "ord_1", "by": "key:1"}
    captured = None if amount is None else Decimal(amount)
    return UpdatePayment(
        **usual | {"status": PaymentStatus(status), "amount_captured": captured} | fields
    )


def tenders(*amounts: str) -> tuple[TenderDraft, ...]:
    return tuple(TenderDraft(method="card", amount=Decimal(amount)) for amount in amounts)


@pytest.mark.parametrize("status", ["pending", "delivered", "cancelled"])
def test_a_closed_orders_payment_can_be_captured(status: str):
    """Cash on delivery is paid after delivery."""
    world = World.of(reachable(status, payment=payment("pending")))

    after = world.update_payment(pay()).unwrap()

    assert (after.payment.status, after.payment.captured) == ("paid", inr(250))
    assert after.financial_status == "paid"
    assert [(e.type, e.version, e.from_, e.to) for e in after.timeline] == [
        ("order.payment_updated", 2, "pending", "paid")
    ]
    assert world.kept() == after
    assert world.cache.invalidations == [("ord_1", 2, 2)]


def test_a_payment_can_be_captured_in_parts():
    world = World.of(reachable(payment=payment("pending")))

    part = world.update_payment(pay("paid", "100.50")).unwrap()
    rest = world.update_payment(pay("paid", "250")).unwrap()

    assert part.financial_status == "partially_paid"
    assert part.payment.captured == inr("100.50")
    assert rest.financial_status == "paid"
    assert rest.version == 3


def test_tenders_are_added_with_new_ids():
    world = World.of(reachable(payment=payment("pending")))

    after = world.update_payment(pay(tenders=tenders("4", "6"))).unwrap()

    assert [one.amount for one in after.payment.tenders] == [inr(4), inr(6)]
    first, second = (one.id for one in after.payment.tenders)
    assert first.startswith("tnd_")
    assert first != second
    assert world.kept() == after


def test_an_overpayment_is_taken_if_asked_for():
    world = World.of(reachable(payment=payment("pending")))

    after = world.update_payment(pay("paid", "250.02", overpayment=True)).unwrap()

    assert (after.payment.captured, after.balance.amount) == (inr("250.02"), Decimal("-0.02"))


def test_a_dry_run_changes_nothing():
    dry = World.of(reachable(payment=payment("pending")))
    wet = World.of(reachable(payment=payment("pending")))

    with nothing_changes(dry):
        tried = dry.update_payment(pay(tenders=tenders("4"), dry_run=True))

    assert tried == wet.update_payment(pay(tenders=tenders("4")))


def test_no_difference_is_no_change():
    world = World.of(reachable())
    before = world.store.committed

    after = world.update_payment(pay("paid", "250")).unwrap()

    assert after == reachable()
    assert world.store.committed == before


@pytest.mark.parametrize(
    ("current", "command", "code"),
    [
        (payment("pending"), pay(order_id="ord_9"), "order_not_found"),
        (payment("pending"), pay(domain_id="dom_2"), "order_not_found"),
        (payment("pending"), pay(expected_versions=frozenset({9})), "version_mismatch"),
        (payment("pending"), pay("paid", "0.001"), "invalid_fields"),
        (payment("pending"), pay("paid", "-1"), "invalid_fields"),
        (payment("pending"), pay("paid", "250.01"), "invalid_fields"),
        (payment("pending"), pay("authorized", "1"), "invalid_fields"),
        (payment("voided"), pay("pending"), "transition_not_allowed"),
        (payment("pending"), pay(tenders=tenders("-1")), "invalid_fields"),
        (payment("pending"), pay("paid", "10", tenders=tenders("9")), "tenders_do_not_add_up"),
        (payment("paid", 250), pay("paid", "100"), "captured_cannot_decrease"),
    ],
)
def test_a_refusal_changes_nothing(current: Any, command: UpdatePayment, code: str):
    world = World.of(reachable(payment=current))

    with nothing_changes(world):
        refused = world.update_payment(command)

    assert outcome_of(refused) == code
