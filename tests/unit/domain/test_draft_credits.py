"""Credits of an import's refunds at the bounds, in the smallest units that there are."""

from typing import Any

import pytest

from seller_orders.domain.draft_checks import DraftReader
from seller_orders.domain.draft_credits import check_credits, check_refunded_items
from seller_orders.domain.money import UNITS_LIMIT, Money
from seller_orders.domain.payment import Refund, RefundedItem
from seller_orders.domain.signed_money import SignedMoney
from seller_orders.testing.sample_order import CREATED, fulfillment, line

MOST = UNITS_LIMIT - 1
BEYOND = ("payment", "refunds")


def refund(amount: int = 0, worth: int | None = None, **sums: int) -> Refund:
    """Return a refund of units of CLF's smallest amount; ``worth`` is that of one pasta."""
    fields: dict[str, Any] = {}
    if worth is not None:
        item = RefundedItem(id="pasta", quantity=1, worth=Money(worth, "CLF"), fulfillment_id="f")
        fields["items"] = (item,)
    if "shipping" in sums:
        fields["shipping"] = Money(sums["shipping"], "CLF")
    if "adjustment" in sums:
        fields["adjustment"] = SignedMoney(sums["adjustment"], "CLF")
    return Refund(id="rfd_1", amount=Money(amount, "CLF"), created_at=CREATED, **fields)


def paths_of(*refunds: Refund) -> list[tuple[str | int, ...]]:
    reader = DraftReader("CLF")
    check_credits(refunds, reader)
    assert {each.code for each in reader.problems} <= {"amount_out_of_range"}
    return [each.path for each in reader.problems]


@pytest.mark.parametrize(
    ("made", "field"),
    [
        (refund(5), None),
        (refund(1, worth=1), None),
        (refund(1, worth=0), "amount"),
        (refund(2, worth=1), "amount"),
        (refund(2, shipping=1), "amount"),
        (refund(2, adjustment=1), "amount"),
        (refund(2, shipping=1, adjustment=1), None),
        (refund(adjustment=-1), "adjustment"),
        (refund(worth=3, adjustment=-3), None),
    ],
)
def test_a_refund_by_units_is_at_most_its_credit(made: Refund, field: str | None):
    assert paths_of(made) == ([(*BEYOND, 0, field)] if field else [])


def test_credits_are_below_the_largest_amount():
    most, one, bare = refund(adjustment=MOST), refund(shipping=1), refund()

    assert paths_of(most, bare) == []
    assert paths_of(most, one) == [BEYOND]
    assert paths_of(refund(adjustment=-2), most, one) == [(*BEYOND, 0, "adjustment"), BEYOND]


def test_no_unit_of_a_lost_parcel_is_refunded_if_all_were_sent_again():
    lost = fulfillment("failed", id="ful_1", pasta=2)
    again = fulfillment("delivered", id="ful_2", pasta=2)
    item = RefundedItem(id="pasta", quantity=1, worth=Money(0, "CLF"), fulfillment_id="ful_1")
    made = Refund(id="rfd_1", amount=Money(0, "CLF"), items=(item,), created_at=CREATED)
    reader = DraftReader("CLF")

    check_refunded_items([line("pasta", 2)], [lost, again], [made], reader)

    assert [(each.code, each.path) for each in reader.problems] == [
        ("quantity_exceeds_remaining", (*BEYOND, 0, "items", 0, "quantity"))
    ]
