"""Every update of a small order's payment, with and without tenders, in every state."""

from collections.abc import Iterator
from itertools import product

from attrs import evolve
from returns.pipeline import is_successful

from seller_orders.domain.order import Order
from seller_orders.domain.payment import PaymentStatus
from seller_orders.domain.payment_policy import ensure_payment_update
from seller_orders.domain.tender import Tender, TenderStatus
from seller_orders.domain.timeline import Change
from seller_orders.testing.bookkeeper import Bookkeeper
from seller_orders.testing.reference_edits import ModelTerms
from seller_orders.testing.reference_order import ModelOrder
from seller_orders.testing.sample_order import LATER, inr, outcome_of
from tests.exhaustive.exploration import Step, explore
from tests.exhaustive.step_checks import StepChecks, small

Named = list[tuple[str, int, str]]
"""Tenders of an update: id, amount in rupees and status."""

TOTAL = 2
SUMS = [None, 1, TOTAL, TOTAL + 1]
ONE: list[Named] = [
    [each] for each in product(["tnd_1", "tnd_2"], [1, TOTAL], ["authorized", "captured"])
]
TWO: list[Named] = [
    [("tnd_1", 1, first), ("tnd_2", amount, "captured")]
    for first, amount in product(["authorized", "captured"], [1, TOTAL])
]
CHANGE = Change(id="evt_new", at=LATER, by="key:1")


def model_of(order: Order) -> ModelOrder:
    paid = order.payment
    return ModelOrder(
        may_become={},
        ordered={},
        payment_status=paid.status.value,
        terms=ModelTerms(lines={}),
        books=Bookkeeper(
            sold=order.total.units,
            captured=paid.captured.units,
            tenders={one.id: (one.amount.units, one.status.value) for one in paid.tenders},
        ),
    )


def steps(order: Order) -> Iterator[Step]:
    """Try every update; its outcome and result are those of the reference model."""
    updates = product(PaymentStatus, SUMS, [[], *ONE, *TWO], [False, True])
    for status, captured, named, overpayment in updates:
        model = model_of(order)
        decision = ensure_payment_update(
            order.payment,
            order.total,
            status,
            None if captured is None else inr(captured),
            [
                Tender(id=id, method="card", amount=inr(amount), status=TenderStatus(each))
                for id, amount, each in named
            ],
            overpayment=overpayment,
        )

        expected = model.update_payment(
            status.value,
            None if captured is None else inr(captured).units,
            [(id, inr(amount).units, each) for id, amount, each in named],
            overpayment=overpayment,
        )
        assert outcome_of(decision) == expected

        if is_successful(decision):
            after = order.update_payment(decision.unwrap(), CHANGE)
            assert model_of(after) == evolve(model, history=[])
            yield "update the payment", after


def test_tenders_keep_the_rules_in_every_state():
    starts = [small((TOTAL,), status) for status in PaymentStatus]

    states = explore(starts, steps, StepChecks())

    reached = {
        tuple(sorted((one.id, one.amount, one.status) for one in order.payment.tenders))
        for order in states.values()
    }
    # Each of two tenders is absent, or has one of two amounts and one of two statuses.
    assert len(reached) == 5 * 5
    assert any(order.balance.units < 0 for order in states.values())
