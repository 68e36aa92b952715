"""Draft fields at the bounds of their rules, and values that replace those which break one."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from seller_orders.domain.adjustment import AdjustmentKind
from seller_orders.domain.draft import AdjustmentDraft, FulfillmentDraft, LineDraft
from seller_orders.domain.draft_checks import DraftReader
from seller_orders.domain.fulfillment import FulfillmentStatus, Shipment
from seller_orders.domain.line_item import ItemQuantity, RestockedItem
from seller_orders.domain.refusals import Path
from seller_orders.domain.stock import Restock, RestockCause
from seller_orders.testing.sample_order import LATER
from tests.support.drafts import assembled, draft, priced


def problems_of(**fields: Any) -> list[tuple[str, Path]]:
    """Return the problems of one pasta at 10 with no other amounts, changed as given."""
    usual: dict[str, Any] = {"lines": (priced("10"),), "discount_total": Decimal(0)}
    made = assembled(draft(**usual | fields))
    refusal = made.swap().value_or(None)
    return [(each.code, each.path) for each in refusal.problems] if refusal else []


def fee(amount: str) -> AdjustmentDraft:
    return AdjustmentDraft(kind=AdjustmentKind.FEE, amount=Decimal(amount))


def parcel(quantity: int, status: str = "delivered") -> FulfillmentDraft:
    shipment = Shipment(items=(ItemQuantity("pasta", quantity),))
    return FulfillmentDraft(id="ful_1", status=FulfillmentStatus(status), shipment=shipment)


def restock(quantity: int, cause: RestockCause, cause_id: str) -> Restock:
    items = (RestockedItem("pasta", "sku_1", quantity),)
    return Restock(cause=cause, cause_id=cause_id, at=LATER, items=items)


def download(quantity: int) -> LineDraft:
    return evolve(priced("10", quantity), requires_shipping=False)


def test_zero_replaces_an_amount_that_is_refused():
    reader, wrong = DraftReader("INR"), Decimal("NaN")

    assert reader.money(wrong, "a").units == 0
    assert reader.signed_money(wrong, "b").units == 0
    assert reader.price(wrong, "c").millionths == 0
    assert reader.rate(wrong, "d") == 0
    assert [each.path for each in reader.problems] == [("a",), ("b",), ("c",), ("d",)]


def test_a_fee_may_cancel_out_a_larger_discount():
    assert problems_of(discount_total=Decimal(12), adjustments=(fee("2"),)) == []


def test_the_smallest_total_below_0_is_refused():
    assert problems_of(currency="CLF", lines=(priced("1"),), adjustments=(fee("-1.0001"),)) == [
        ("total_below_zero", ("adjustments",))
    ]


def test_not_even_one_download_is_fulfilled():
    assert problems_of(lines=(download(1),), fulfillments=(parcel(1),)) == [
        ("quantity_exceeds_remaining", ("fulfillments", 0, "items", 0, "quantity"))
    ]


def test_cancelled_units_that_are_refused_count_as_none():
    """All six units are fulfilled: with a cancelled one, that would be a second problem."""
    lines = (evolve(priced("10", 6), cancelled_quantity=7),)

    assert problems_of(lines=lines, fulfillments=(parcel(6),)) == [
        ("out_of_range", ("items", 0, "cancelled_quantity"))
    ]


@pytest.mark.parametrize("status", ["delivered", "pending", "cancelled", "failed"])
def test_only_a_returned_parcel_is_restocked(status: str):
    made = (restock(1, RestockCause.FULFILLMENT, "ful_1"),)

    assert problems_of(fulfillments=(parcel(1, "returned"),), restocks=made) == []
    assert problems_of(fulfillments=(parcel(1, status),), restocks=made) == [
        ("fulfillment_not_found", ("restocks", 0, "cause_id"))
    ]


def test_not_one_unit_too_many_is_restocked():
    assert problems_of(restocks=(restock(1, RestockCause.REQUEST, "evt_1"),)) == []
    assert problems_of(restocks=(restock(2, RestockCause.REQUEST, "evt_1"),)) == [
        ("quantity_exceeds_ordered", ("restocks", 0, "items", 0, "quantity"))
    ]
