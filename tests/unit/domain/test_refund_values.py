"""Refunds whose parts go back to several tenders."""

from decimal import Decimal

import pytest
from attrs import evolve

from seller_orders.domain.payment import Refund, RefundPart
from seller_orders.domain.timeline_facts import refund_facts
from seller_orders.testing.sample_order import CREATED, inr


def part(tender_id: str, amount: int) -> RefundPart:
    return RefundPart(tender_id=tender_id, amount=inr(amount))


def refund(*parts: RefundPart) -> Refund:
    return Refund(id="rfd_1", amount=inr(10), parts=parts, created_at=CREATED)


def test_a_part_is_found_by_its_tender():
    made = refund(part("tnd_2", 1), part("tnd_3", 2), part("tnd_1", 7))

    found = [made.part(id) for id in ("tnd_1", "tnd_2", "tnd_3")]

    assert [each and each.amount.amount for each in found] == [Decimal(7), Decimal(1), Decimal(2)]
    assert made.part("tnd_0") is made.part("tnd_9") is None


@pytest.mark.parametrize("amount", [6, 8])
def test_parts_make_up_the_amount(amount: int):
    with pytest.raises(ValueError, match="do not add up"):
        refund(part("tnd_1", 3), part("tnd_2", amount))


def test_facts_of_a_refund_say_what_it_credits():
    bare = Refund(id="rfd_1", amount=inr(10), created_at=CREATED)

    assert refund_facts(bare) == {"refund_id": "rfd_1"}
    assert refund_facts(evolve(bare, shipping=inr(4))) == {
        "refund_id": "rfd_1",
        "shipping": Decimal(4),
        "credit": Decimal(4),
    }
    assert refund_facts(evolve(bare, return_id="ret_1")) == {
        "refund_id": "rfd_1",
        "return_id": "ret_1",
    }
