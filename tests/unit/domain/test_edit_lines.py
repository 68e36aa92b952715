"""Lines of edits: quantities, additions and removals."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from seller_orders.domain.edit_policy import ensure_editable
from seller_orders.domain.hold import Hold, HoldReason
from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.order_edit import LineEdit, OrderEdit
from seller_orders.domain.order_return import Return, ReturnedItem, ReturnStatus
from seller_orders.domain.payment import RefundedItem
from seller_orders.domain.refusals import InvalidFields
from seller_orders.domain.stock import Restock, RestockCause
from seller_orders.testing.sample_order import (
    CREATED,
    fulfillment,
    handed_over,
    inr,
    line,
    order,
    outcome_of,
    payment,
    refund,
)
from tests.unit.domain.edit_requests import NOTE, RICE, edited, line_edit, problem


def test_an_unknown_line_is_refused():
    code, path, _ = problem(order(), line_edit("rice"))

    assert (code, path) == ("unknown_item", ("items", 0, "id"))


def test_a_line_is_edited_once():
    twice = LineEdit(id="pasta", quantity=3)

    code, path, _ = problem(order(), OrderEdit(items=(twice, twice)))

    assert (code, path) == ("duplicate_item", ("items", 1, "id"))


@pytest.mark.parametrize("id", ["pasta", "rice"])
def test_the_id_of_a_new_line_is_new(id: str):
    add = OrderEdit(add_items=(RICE, evolve(RICE, id=id)))

    code, path, detail = problem(order(), add)

    assert (code, path) == ("duplicate_item", ("add_items", 1, "id"))
    assert detail == f"The id {id} is taken: give the new line another one."


def test_a_quantity_below_what_happened_names_its_uses():
    parcel = handed_over(fulfillment("in_transit", pasta=2))
    before = order(
        lines=(line("pasta", 5, cancelled_quantity=1, cancelled_worth=inr(0)),),
        fulfillments=(parcel,),
    )

    refusal = ensure_editable(before, line_edit(quantity=2)).failure()

    assert isinstance(refusal, InvalidFields)
    (found,) = refusal.problems
    assert (refusal.code, found.path) == ("below_fulfilled", ("items", 0, "quantity"))
    assert found.facts == {
        "id": "pasta",
        "cancelled": 1,
        "fulfilled": 2,
        "spent": 0,
        "refunded": 0,
        "restocked": 0,
        "least": 3,
        "requested": 2,
    }
    assert refusal.message == (
        "The quantity of pasta must be at least 3 (1 cancelled, 2 fulfilled), not 2."
    )


IN_REFUND = RefundedItem(id="soup", quantity=1, worth=inr(50), fulfillment_id="ful_9")
FAILED = evolve(refund(50, "failed"), items=(IN_REFUND,))
REJECTED = Return(
    id="ret_1",
    status=ReturnStatus.REJECTED,
    items=(ReturnedItem(id="soup", quantity=1, reason="other"),),
    created_at=CREATED,
    updated_at=CREATED,
)
IN_STOCK = Restock(
    cause=RestockCause.REQUEST,
    cause_id="evt_9",
    at=CREATED,
    items=(RestockedItem("soup", "sku-soup", 1),),
)


@pytest.mark.parametrize(
    "fields",
    [
        {"fulfillments": (fulfillment("cancelled", soup=1),)},
        {"payment": payment("paid", 250, (FAILED,))},
        {"restocks": (IN_STOCK,)},
        {"lines": (line(), line("soup", 2, cancelled_quantity=1))},
        {"returns": (REJECTED,)},
    ],
    ids=["parcel", "failed refund", "restock", "cancelled", "rejected return"],
)
def test_a_line_with_a_past_is_not_removed(fields: dict[str, Any]):
    before = order(**fields)

    assert outcome_of(ensure_editable(before, line_edit("soup", 0))) == "below_fulfilled"
    assert outcome_of(ensure_editable(before, line_edit("soup", 1))) == "ok"


def test_a_hold_loses_a_removed_line_and_ends_without_lines():
    held: dict[str, Any] = {"reason": HoldReason.OUT_OF_STOCK, "created_at": CREATED}
    whole = Hold(id="hld_1", **held)
    both = Hold(id="hld_2", items=("pasta", "soup"), **held)
    soup = Hold(id="hld_3", items=("soup",), **held)

    after = edited(order(holds=(whole, both, soup)), line_edit("soup", 0))

    assert after.holds == (whole, evolve(both, items=("pasta",)))
    assert after.timeline[-1].data["released_holds"] == ["hld_3"]


def test_a_discount_stays_when_the_quantity_changes():
    before = order(lines=(line("pasta", 2, discount=inr(150)),), discount=inr(0))

    code, path, detail = problem(before, line_edit(quantity=1))

    assert (code, path) == ("total_below_zero", ("items", 0, "discount"))
    assert detail == (
        "1 of pasta cost 100 INR, less than the line's discount, 150 INR: name a lower discount."
    )


@pytest.mark.parametrize(
    ("edit", "path", "total"),
    [
        (line_edit(quantity=1, discount=Decimal(100)), ("items",), "-101"),
        (OrderEdit(discount_total=Decimal(100)), ("discount_total",), "-1"),
        (OrderEdit(discount_total=Decimal("99.01")), ("discount_total",), "-0.01"),
    ],
)
def test_the_total_is_not_below_what_was_cancelled(
    edit: OrderEdit, path: tuple[str, ...], total: str
):
    worth = line(quantity=2, cancelled_quantity=1, cancelled_worth=inr(101))
    before = order(lines=(worth, line("soup", 1, "0")), discount=inr(0), payment=payment("pending"))

    code, found, detail = problem(before, edit)

    assert (code, found) == ("total_below_zero", path)
    assert detail == (
        f"The total, less 101 INR of cancelled units, would be {total} INR: it must be at least 0."
    )


def test_a_line_with_a_discount_is_removed():
    before = order(lines=(line(), line("soup", 1, "50.50", discount=inr(10))))

    assert [each.id for each in edited(before, line_edit("soup", 0)).lines] == ["pasta"]


def test_no_quantity_is_below_what_went_back_to_stock():
    """Two units were refunded and went back to stock; then the refund failed."""
    parcel = handed_over(fulfillment("returned", pasta=2))
    back = RefundedItem(id="pasta", quantity=2, worth=inr(200), fulfillment_id="ful_1")
    in_stock = Restock(
        cause=RestockCause.FULFILLMENT,
        cause_id="ful_1",
        at=CREATED,
        items=(RestockedItem("pasta", "sku-pasta", 2),),
    )
    before = order(
        lines=(line(quantity=5),),
        fulfillments=(parcel,),
        payment=payment("paid", 250, (evolve(refund(200, "failed"), items=(back,)),)),
        restocks=(in_stock,),
    )

    code, _, detail = problem(before, line_edit(quantity=1))

    assert code == "below_fulfilled"
    assert detail == "The quantity of pasta must be at least 2 (2 restocked), not 1."
    assert edited(before, line_edit(quantity=2)).units["pasta"].remaining == 2


def test_the_note_of_an_order_without_units_changes():
    gone = (line(cancelled_quantity=2), line("soup", 1, "50.50", cancelled_quantity=1))

    assert edited(order("shipped", lines=gone), NOTE).note == "Ring twice."


def test_all_uses_of_a_line_add_up():
    """A lost parcel's units were refunded; a download has no parcel."""
    on_its_way = handed_over(fulfillment("in_transit", pasta=1))
    lost = handed_over(fulfillment("failed", id="ful_2", pasta=4))
    back = (
        RefundedItem(id="pasta", quantity=4, worth=inr(4), fulfillment_id="ful_2"),
        RefundedItem(id="recipe", quantity=1, worth=inr(1)),
    )
    gone: dict[str, Any] = {"cancelled_quantity": 3, "cancelled_worth": inr(0)}
    before = order(
        lines=(
            line("pasta", 20, "1", **gone),
            line("recipe", 20, "1", requires_shipping=False, **gone),
        ),
        fulfillments=(on_its_way, lost),
        payment=payment("paid", 40, (evolve(refund(5, "succeeded"), items=back),)),
        discount=inr(0),
    )
    seven = OrderEdit(items=(LineEdit(id="pasta", quantity=7), LineEdit(id="recipe", quantity=3)))
    eight = OrderEdit(items=(LineEdit(id="pasta", quantity=8), LineEdit(id="recipe", quantity=4)))

    refusal = ensure_editable(before, seven).failure()

    assert isinstance(refusal, InvalidFields)
    assert [each.detail for each in refusal.problems] == [
        "The quantity of pasta must be at least 8 (3 cancelled, 1 fulfilled, 4 refunded), not 7.",
        "The quantity of recipe must be at least 4 (3 cancelled, 1 refunded), not 3.",
    ]
    assert outcome_of(ensure_editable(before, eight)) == "ok"


def test_lines_are_edited_by_their_ids():
    """The id is equal, but another object."""
    before = order(lines=(line("bread"), line("pasta"), line("soup")))

    after = edited(before, line_edit("".join(["pas", "ta"]), 3))

    assert [each.quantity for each in after.lines] == [2, 3, 2]


def test_the_last_line_with_units_is_not_removed():
    """The other line has as many cancelled units as units, in other objects."""
    gone = line("pasta", 1_000, cancelled_quantity=int("1000"), cancelled_worth=inr(100_000))
    before = order(lines=(gone, line("soup")), discount=inr(0))

    assert outcome_of(ensure_editable(before, line_edit("soup", 0))) == "nothing_would_remain"
