"""Parts of refunds in drafts: their problems, and orders that have them."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from seller_orders.domain.draft import OrderDraft, RefundDraft, RefundPartDraft, TenderDraft
from seller_orders.domain.payment import RefundPart, RefundStatus
from seller_orders.domain.refusals import TendersDoNotAddUp
from seller_orders.domain.tender import TenderStatus
from seller_orders.testing.sample_order import CREATED, inr
from tests.support.drafts import assembled, draft


def refund(*parts: str, id: str = "rfd_1", **fields: Any) -> RefundDraft:
    """Return a refund of 100 in parts such as ``"gift 60 failed"``."""
    named = [part.split() for part in parts]
    usual: dict[str, Any] = {
        "amount": Decimal(100),
        "status": RefundStatus.PENDING,
        "reason": None,
        "created_at": CREATED,
        "parts": tuple(
            RefundPartDraft(tender_id=tender_id, amount=Decimal(sum), status=RefundStatus(status))
            for tender_id, sum, status in named
        ),
    }
    return RefundDraft(id=id, **usual | fields)


def refunded(*refunds: RefundDraft) -> OrderDraft:
    """Return a draft of 60 by gift card and 190 by card, and 9 more that are authorized."""
    tenders = tuple(
        TenderDraft(id=id, method="card", amount=Decimal(amount), status=TenderStatus(status))
        for id, amount, status in (
            ("gift", 60, "captured"),
            ("card", 190, "captured"),
            ("more", 9, "authorized"),
        )
    )
    return draft(payment=evolve(draft().payment, tenders=tenders, refunds=refunds))


def problems(*refunds: RefundDraft) -> list[tuple[str, str]]:
    refused = assembled(refunded(*refunds)).failure()
    return [(each.code, "/".join(map(str, each.path[2:]))) for each in refused.problems]


@pytest.mark.parametrize("is_stored", [True, False])
def test_parts_are_kept(is_stored: bool):
    found = refund("card 40 pending", "gift 60 failed")

    made = assembled(refunded(found), is_stored=is_stored).unwrap()

    assert made.payment.refunds[0].parts == (
        RefundPart(tender_id="card", amount=inr(40)),
        RefundPart(tender_id="gift", amount=inr(60), status=RefundStatus.FAILED),
    )
    assert made.payment.refunded == inr(40)


@pytest.mark.parametrize(
    ("refunds", "expected"),
    [
        (
            [refund("card 40 pending", "gift 59.99 pending")],
            [("tenders_do_not_add_up", "0/parts")],
        ),
        (
            [refund("card 40 succeeded", "gift 60 failed")],
            [("differs_from_parts", "0/status")],
        ),
        (
            [refund("card 40 failed", "gift 60 failed", status=RefundStatus.SUCCEEDED)],
            [("differs_from_parts", "0/status")],
        ),
        ([refund("cash 100 pending")], [("tender_not_found", "0/parts/0/tender_id")]),
        (
            [refund("more 100 failed", status=RefundStatus.FAILED)],
            [("tender_not_found", "0/parts/0/tender_id")],
        ),
        (
            [refund("card 40 pending", "card 60 failed")],
            [("duplicate", "0/parts/1/tender_id")],
        ),
        ([refund("gift 100 pending")], [("refund_exceeds_captured", "")]),
        (
            [refund("gift 40 pending", "card 60 pending"), refund("gift 100 pending", id="rfd_2")],
            [("refund_exceeds_captured", "")],
        ),
        (
            [refund("card 0.001 pending", "card 100 pending")],
            [
                ("too_many_decimals", "0/parts/0/amount"),
                ("duplicate", "0/parts/1/tender_id"),
            ],
        ),
    ],
)
def test_a_wrong_part_is_named(refunds: list[RefundDraft], expected: list[tuple[str, str]]):
    assert problems(*refunds) == expected


def test_failed_parts_may_exceed_a_tender():
    found = refund("gift 100 failed", status=RefundStatus.FAILED)

    assert assembled(refunded(found)).unwrap().payment.refunded == inr(0)


def test_the_messages_of_wrong_parts():
    def message(one: RefundDraft) -> str:
        return str(assembled(refunded(one)).failure().message)

    too_little = assembled(refunded(refund("card 40 pending"))).failure()
    assert type(too_little) is TendersDoNotAddUp
    assert too_little.message == "The parts must add up to the refund's amount, 100 INR."
    assert message(refund("card 100 failed")) == "A refund with these parts is failed."
    assert message(refund("cash 100 pending")) == "The payment has no captured tender cash."
    assert message(refund("card 40 pending", "card 60 pending")) == (
        "The refund has two parts for tender card."
    )
    assert message(refund("gift 100 pending")) == (
        "Refunds must not exceed what was captured of tender gift."
    )
