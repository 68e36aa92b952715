"""Amounts of a draft's payment: each wrong one is named once."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from seller_orders.domain.draft import RefundDraft, RefundPartDraft, TenderDraft
from seller_orders.domain.payment import PaymentStatus, RefundStatus
from seller_orders.testing.sample_order import CREATED
from tests.support.drafts import assembled, draft


def problems_of(**fields: Any) -> list[tuple[str, tuple[str | int, ...]]]:
    payment = evolve(draft().payment, status=PaymentStatus.PAID, amount_paid=Decimal(10), **fields)
    made = assembled(draft(payment=payment), tender_ids=["tnd_new1", "tnd_new2"])
    return [(each.code, each.path) for each in made.swap().value_or(None).problems]


def refund(id: str, amount: str, owed: str) -> RefundDraft:
    return RefundDraft(
        id=id,
        amount=Decimal(amount),
        owed=Decimal(owed),
        status=RefundStatus.SUCCEEDED,
        reason=None,
        created_at=CREATED,
    )


def test_a_refund_owes_at_most_its_amount():
    refunds = (refund("rfd_1", "2", "2"), refund("rfd_2", "2", "2.01"))

    assert problems_of(refunds=refunds) == [
        ("amount_out_of_range", ("payment", "refunds", 1, "owed"))
    ]


@pytest.mark.parametrize("amount", ["0", "-1"])
def test_a_tender_is_above_0(amount: str):
    tenders = (
        TenderDraft(method="card", amount=Decimal(10)),
        TenderDraft(method="cash", amount=Decimal(amount)),
    )

    assert problems_of(tenders=tenders) == [
        ("amount_out_of_range", ("payment", "tenders", 1, "amount"))
    ]


@pytest.mark.parametrize("amount", ["1.99", "2.01"])
def test_parts_of_a_refund_make_up_its_amount(amount: str):
    parts = (
        RefundPartDraft(tender_id="tnd_1", amount=Decimal(amount), status=RefundStatus.SUCCEEDED),
    )

    assert problems_of(refunds=(evolve(refund("rfd_1", "2", "0"), parts=parts),)) == [
        ("tenders_do_not_add_up", ("payment", "refunds", 0, "parts"))
    ]
