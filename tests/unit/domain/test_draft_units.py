"""Cancelled and refunded units of a draft: a refusal names the field."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from seller_orders.domain.draft import OrderDraft, RefundDraft, RefundedItemDraft
from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.payment import RefundStatus
from seller_orders.domain.refusals import InvalidFields, Path
from seller_orders.domain.signed_money import SignedMoney
from seller_orders.domain.stock import Restock, RestockCause
from seller_orders.testing.sample_order import (
    CREATED,
    fulfillment,
    inr,
    line,
    order,
    order_with_cancelled_units,
    payment,
)
from seller_orders.testing.strategies import draft_of
from tests.support.drafts import assembled

REFUNDS: Path = ("payment", "refunds")
ITEM: Path = (*REFUNDS, 0, "items", 0)


def problems_of(draft: OrderDraft) -> list[tuple[str, Path]]:
    refusal = assembled(draft).failure()

    assert isinstance(refusal, InvalidFields)
    assert all(problem.detail for problem in refusal.problems)
    return [(problem.code, problem.path) for problem in refusal.problems]


def ten(*refunds: RefundDraft, first: dict[str, Any] | None = None, **fields: Any) -> OrderDraft:
    """Return ten pasta at 10 and a download at 10, paid in full.

    Six pasta were delivered in ful_1, and two failed in ful_2. ``first`` replaces fields of pasta.
    """
    lines = (line("pasta", 10, "10"), line("ebook", 1, "10", requires_shipping=False))
    before = order(
        lines=lines,
        discount=inr(0),
        payment=payment("paid", 110),
        fulfillments=(
            fulfillment("delivered", pasta=6),
            fulfillment("failed", id="ful_2", pasta=2),
        ),
    )
    draft = draft_of(before)
    pasta, ebook = draft.lines
    paid = evolve(draft.payment, refunds=refunds)
    usual: dict[str, Any] = {"lines": (evolve(pasta, **first or {}), ebook), "payment": paid}
    return evolve(draft, **usual | fields)


def refund(*items: tuple[str, int, str | None], **fields: Any) -> RefundDraft:
    """Return a refund of 5 whose items are worth 5 each."""
    entries = tuple(
        RefundedItemDraft(id=id, quantity=units, worth=Decimal(5), fulfillment_id=parcel)
        for id, units, parcel in items
    )
    usual: dict[str, Any] = {"id": "rfd_1", "amount": Decimal(5), "items": entries}
    usual |= {"status": RefundStatus.PENDING, "reason": None, "created_at": CREATED}
    return RefundDraft(**usual | fields)


def test_every_part_is_imported_as_it_was():
    before = order_with_cancelled_units()

    assert assembled(draft_of(before)).unwrap() == evolve(before, id="ord_1")


@pytest.mark.parametrize(
    ("first", "problems"),
    [
        ({"cancelled_quantity": -1}, ["cancelled_quantity", "restock", "set_aside"]),
        ({"cancelled_quantity": 11}, ["cancelled_quantity"]),
        ({"cancelled_quantity": 4, "restock_requested_quantity": 5}, ["restock", "set_aside"]),
        ({"cancelled_quantity": 4, "restock_requested_quantity": -1}, ["restock"]),
        ({"cancelled_quantity": 4, "set_aside_quantity": 5}, ["set_aside"]),
        ({"cancelled_quantity": 4, "set_aside_quantity": -1}, ["set_aside"]),
        (
            {"cancelled_quantity": 4, "restock_requested_quantity": 2, "set_aside_quantity": 3},
            ["set_aside"],
        ),
        ({"cancelled_worth": Decimal(1)}, ["cancelled_worth"]),
    ],
)
def test_cancelled_units_are_within_the_line(first: dict[str, Any], problems: list[str]):
    names = {"restock": "restock_requested_quantity", "set_aside": "set_aside_quantity"}

    assert problems_of(ten(first=first)) == [
        ("out_of_range", ("items", 0, names.get(name, name))) for name in problems
    ]


@pytest.mark.parametrize(
    ("worth", "problem"),
    [
        (Decimal("110.01"), ("amount_exceeds_total", ("items", 0, "cancelled_worth"))),
        (Decimal("0.001"), ("too_many_decimals", ("items", 0, "cancelled_worth"))),
        (Decimal(-1), ("amount_out_of_range", ("items", 0, "cancelled_worth"))),
    ],
)
def test_cancelled_units_are_worth_at_most_the_total(worth: Decimal, problem: tuple[str, Path]):
    most = {"cancelled_quantity": 4, "cancelled_worth": Decimal(110)}

    assert problems_of(ten(first=most | {"cancelled_worth": worth})) == [problem]
    assert assembled(ten(first=most)).unwrap().total == inr(0)


def test_the_line_that_exceeds_the_total_is_named():
    first, second = ten(first={"cancelled_quantity": 4, "cancelled_worth": Decimal(60)}).lines
    lines = (first, evolve(second, cancelled_quantity=1, cancelled_worth=Decimal("50.01")))

    assert problems_of(ten(lines=lines)) == [
        ("amount_exceeds_total", ("items", 1, "cancelled_worth"))
    ]


def test_a_line_after_one_without_cancelled_units_is_checked():
    first, second = ten().lines
    lines = (first, evolve(second, cancelled_quantity=1, cancelled_worth=Decimal("110.01")))

    assert problems_of(ten(lines=lines)) == [
        ("amount_exceeds_total", ("items", 1, "cancelled_worth"))
    ]


def test_cancelled_units_are_not_fulfilled():
    fits, exceeds = ({"cancelled_quantity": units} for units in (4, 5))

    assert assembled(ten(first=fits)).unwrap().remaining == ()
    assert problems_of(ten(first=exceeds)) == [
        ("quantity_exceeds_remaining", ("fulfillments", 0, "items", 0, "quantity"))
    ]


@pytest.mark.parametrize(
    ("items", "problems"),
    [
        ([("pasta", 6, "ful_1")], []),
        ([("pasta", 6, "ful_1"), ("pasta", 2, "ful_2"), ("ebook", 1, None)], []),
        ([("bread", 1, "ful_1")], [("unknown_item", (*ITEM, "id"))]),
        ([("pasta", 1, None)], [("required", (*ITEM, "fulfillment_id"))]),
        ([("pasta", 1, "ful_3")], [("fulfillment_not_found", (*ITEM, "fulfillment_id"))]),
        ([("ebook", 1, "ful_1")], [("not_shipped", (*ITEM, "fulfillment_id"))]),
        ([("pasta", 7, "ful_1")], [("units_not_shipped", (*ITEM, "quantity"))]),
        ([("pasta", 3, "ful_2")], [("units_not_shipped", (*ITEM, "quantity"))]),
        ([("ebook", 2, None)], [("quantity_exceeds_remaining", (*ITEM, "quantity"))]),
        (
            [("pasta", 1, "ful_1"), ("pasta", 1, "ful_1")],
            [("duplicate", (*REFUNDS, 0, "items", 1, "id"))],
        ),
    ],
)
def test_refunded_units_are_of_known_lines_and_fulfillments(
    items: list[tuple[str, int, str | None]], problems: list[tuple[str, Path]]
):
    draft = ten(refund(*items))

    assert (problems_of(draft) if problems else []) == problems
    assert problems or assembled(draft).unwrap().payment.refunds[0].items


@pytest.mark.parametrize(
    ("cancelled", "problems"),
    [(2, []), (3, [("quantity_exceeds_remaining", (*ITEM, "quantity"))])],
)
def test_spent_units_do_not_remain(cancelled: int, problems: list[tuple[str, Path]]):
    """Ten less six fulfilled and two spent leave two to cancel."""
    draft = ten(refund(("pasta", 2, "ful_2")), first={"cancelled_quantity": cancelled})

    assert (problems_of(draft) if problems else []) == problems
    assert problems or assembled(draft).unwrap().remaining == ()


def test_units_are_refunded_once_by_all_refunds():
    first, second = refund(("pasta", 4, "ful_1")), refund(("pasta", 3, "ful_1"), id="rfd_2")
    failed = evolve(first, status=RefundStatus.FAILED)

    assert problems_of(ten(first, second)) == [
        ("units_not_shipped", (*REFUNDS, 1, "items", 0, "quantity"))
    ]
    assert assembled(ten(failed, second)).unwrap().units["pasta"].refunded == 3


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"adjustment": Decimal("-5.01"), "amount": Decimal(0)}, "adjustment"),
        ({"adjustment": Decimal("-0.01")}, "amount"),
        ({"shipping": Decimal(-1)}, "shipping"),
    ],
)
def test_a_credit_is_at_least_the_amount(fields: dict[str, Any], problem: str):
    assert problems_of(ten(refund(("pasta", 1, "ful_1"), **fields))) == [
        ("amount_out_of_range", (*REFUNDS, 0, problem))
    ]


def test_a_bare_amount_has_no_credit():
    after = assembled(ten(refund())).unwrap()

    assert after.payment.refunds[0].credit == SignedMoney(0, "INR")


def test_all_credits_are_below_the_largest_amount():
    most = Decimal("999999999994.99")
    one, two = (refund(("pasta", 1, "ful_1"), id=id, adjustment=most) for id in ("rfd_1", "rfd_2"))

    assert assembled(ten(one)).unwrap().payment.credited.amount == most + 5
    assert problems_of(ten(one, two)) == [("amount_out_of_range", REFUNDS)]


def test_worth_is_an_amount_of_the_currency():
    entry = RefundedItemDraft(
        id="pasta", quantity=1, worth=Decimal("0.001"), fulfillment_id="ful_1"
    )
    draft = ten(refund(items=(entry,), amount=Decimal(0)))

    assert problems_of(draft) == [("too_many_decimals", (*ITEM, "worth"))]


@pytest.mark.parametrize(("cause_id", "problems"), [("evt_3", []), (None, ["required"])])
def test_restocks_of_cancelled_items_name_their_change(cause_id: str | None, problems: list[str]):
    restock = Restock(
        cause=RestockCause.ITEMS_CANCELLED,
        cause_id=cause_id,
        at=CREATED,
        items=(RestockedItem("pasta", "sku-pasta", 2),),
    )
    asked = {"cancelled_quantity": 4, "restock_requested_quantity": 2}
    draft = ten(first=asked, restocks=(restock,))

    found = problems_of(draft) if problems else []
    assert found == [(code, ("restocks", 0, "cause_id")) for code in problems]
    assert problems or assembled(draft).unwrap().at_home == {"pasta": 2, "ebook": 0}
