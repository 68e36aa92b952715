"""Returns of imported orders: each problem is named, and units are bound to fulfillments."""

from typing import Any

import pytest
from attrs import evolve

from seller_orders.domain.draft import OrderDraft
from seller_orders.domain.fulfillment import Fulfillment
from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.order import Order
from seller_orders.domain.order_return import ReceivedUnits, Return, ShippedUnits
from seller_orders.domain.refusals import InvalidFields
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.stock import Restock, RestockCause
from seller_orders.testing.sample_order import (
    LATER,
    change,
    fulfillment,
    handed_over,
    line,
    order,
    outcome_of,
)
from seller_orders.testing.strategies import draft_of
from tests.support.drafts import assembled
from tests.support.sample_returns import returned

ITEM = ("returns", 0, "items", 0)


def parcel(units: int, id: str = "ful_1", status: str = "delivered") -> Fulfillment:
    return fulfillment(status, id=id, pasta=units)


def imported(*returns: Return, **fields: Any) -> OrderDraft:
    """Return a draft of four pasta, three of which were delivered."""
    usual: dict[str, Any] = {"lines": (line("pasta", 4),), "fulfillments": (parcel(3),)}
    whole = draft_of(order(**usual | fields))
    return evolve(whole, returns=returns)


def made(draft: OrderDraft) -> Order:
    result = assembled(draft)
    assert outcome_of(result) == "ok"
    found: Order = result.unwrap()
    return found


def problems_of(draft: OrderDraft) -> list[tuple[str, tuple[str | int, ...]]]:
    refusal = assembled(draft).failure()
    assert isinstance(refusal, InvalidFields)
    return [(problem.code, problem.path) for problem in refusal.problems]


def of_three(**fields: Any) -> Return:
    return returned("closed", shipped={"ful_1": 3}, **fields)


@pytest.mark.parametrize(
    "each",
    [
        returned("requested", shipped={"ful_1": 3}),
        returned("received", shipped={"ful_1": 3}, received={"resellable": 1, "missing": 2}),
        of_three(received={"damaged": 3}),
        of_three(),
        returned("rejected", shipped={"ful_1": 9}),
        returned("cancelled", shipped={"ful_1": 1}),
    ],
)
def test_a_return_is_kept_as_it_is(each: Return):
    assert made(imported(each)).returns == (each,)


@pytest.mark.parametrize(
    ("each", "problem"),
    [
        (returned(line="tea"), ("unknown_item", (*ITEM, "id"))),
        (
            returned(shipped={"ful_9": 1}),
            ("fulfillment_not_found", (*ITEM, "shipped", 0, "fulfillment_id")),
        ),
        (
            returned("rejected", shipped={"ful_1": 1, "ful_9": 1}),
            ("fulfillment_not_found", (*ITEM, "shipped", 1, "fulfillment_id")),
        ),
        (returned(shipped={"ful_1": 4}), ("quantity_exceeds_returnable", (*ITEM, "quantity"))),
        (
            returned("received", received={"damaged": 1, "resellable": 1}),
            ("quantity_exceeds_expected", (*ITEM, "received", 1, "quantity")),
        ),
        (
            returned("closed", received={"missing": 2}),
            ("quantity_exceeds_expected", (*ITEM, "received", 0, "quantity")),
        ),
        (returned("approved", received={"damaged": 1}), ("not_received", (*ITEM, "received"))),
        (returned("rejected", received={"damaged": 1}), ("not_received", (*ITEM, "received"))),
    ],
)
def test_a_problem_of_a_return_is_named(each: Return, problem: tuple[str, tuple[str | int, ...]]):
    assert problem in problems_of(imported(each))


def test_each_unit_is_returned_once():
    draft = imported(
        returned("closed", shipped={"ful_1": 2}, received={"damaged": 2}),
        returned("rejected", id="ret_2", shipped={"ful_1": 2}),
        returned("approved", id="ret_3", shipped={"ful_1": 2}),
    )

    assert problems_of(draft) == [
        ("quantity_exceeds_returnable", ("returns", 2, "items", 0, "quantity"))
    ]


def test_units_that_never_came_may_be_returned_again():
    again = returned("approved", id="ret_2", shipped={"ful_1": 1})

    assert (
        made(imported(of_three(received={"damaged": 2, "missing": 1}), again)).returns[1] == again
    )


@pytest.mark.parametrize("status", ["pending", "failed", "returned", "cancelled"])
def test_only_handed_over_units_are_in_returns(status: str):
    draft = imported(returned(), fulfillments=(parcel(3, status=status),))

    assert problems_of(draft) == [("quantity_exceeds_returnable", (*ITEM, "quantity"))]


@pytest.mark.parametrize("status", ["rejected", "cancelled", "closed"])
def test_a_return_that_counts_nothing_may_name_a_lost_parcel(status: str):
    draft = imported(returned(status), fulfillments=(parcel(3, status="failed"),))

    assert made(draft).returns[0].status == status


def test_a_fulfillment_is_named_once_an_item():
    each = returned(shipped={"ful_1": 2})
    (item,) = each.items
    one = ShippedUnits(fulfillment_id="ful_1", quantity=1)
    twice = evolve(each, items=(evolve(item, shipped=(one, one)),))

    path = (*ITEM, "shipped", 1, "fulfillment_id")
    assert problems_of(imported(twice)) == [("duplicate", path)]


def test_fulfillments_ship_at_most_the_quantity():
    each = returned(shipped={"ful_1": 2})
    more = evolve(each, items=(evolve(each.items[0], quantity=1),))

    assert problems_of(imported(more)) == [("out_of_range", (*ITEM, "shipped"))]


def test_fulfillments_ship_what_counts():
    each = returned(shipped={"ful_1": 1})
    less = evolve(each, items=(evolve(each.items[0], quantity=2),))

    assert problems_of(imported(less)) == [("quantity_exceeds_returnable", (*ITEM, "quantity"))]


def test_ids_of_returns_and_their_lines_are_unique():
    each = returned()
    lines = evolve(each, items=each.items * 2)

    assert problems_of(imported(each, each)) == [("duplicate", ("returns", 1, "id"))]
    assert problems_of(imported(lines)) == [("duplicate", ("returns", 0, "items", 1, "id"))]


def unbound(status: str, units: int, id: str = "ret_1", **received: int) -> Return:
    each = returned(status, id=id, shipped={"ful_1": units}, received=received)
    return evolve(each, items=(evolve(each.items[0], shipped=()),))


def test_units_without_fulfillment_are_bound_as_in_a_new_return():
    """Delivered fulfillments come first, then the oldest; another return has a unit of each."""
    parcels = (
        evolve(handed_over(parcel(2, "ful_new", "in_transit")), created_at=LATER),
        handed_over(parcel(2, "ful_old", "in_transit")),
        evolve(parcel(2, "ful_home"), created_at=LATER),
    )
    before = returned("approved", id="ret_0", shipped={"ful_home": 1, "ful_old": 1})
    draft = imported(
        unbound("approved", 2),
        unbound("closed", 2, "ret_2", damaged=1),
        unbound("rejected", 9, "ret_3"),
        before,
        lines=(line("pasta", 6),),
        fulfillments=parcels,
    )

    assert [
        {one.fulfillment_id: one.quantity for one in each.items[0].shipped}
        for each in made(draft).returns
    ] == [{"ful_home": 1, "ful_old": 1}, {"ful_new": 1}, {}, {"ful_home": 1, "ful_old": 1}]


def test_units_that_nobody_shipped_are_refused():
    assert problems_of(imported(unbound("approved", 4))) == [
        ("quantity_exceeds_returnable", (*ITEM, "quantity"))
    ]


def test_a_download_is_not_in_returns():
    download = line("pdf", 1, requires_shipping=False)
    each = unbound("approved", 1)
    of_pdf = evolve(each, items=(evolve(each.items[0], id="pdf"),))

    assert problems_of(imported(of_pdf, lines=(line("pasta", 4), download))) == [
        ("quantity_exceeds_returnable", (*ITEM, "quantity"))
    ]


def test_a_cancelled_order_keeps_the_fulfillment_of_a_return():
    kept = handed_over(parcel(3, status="in_transit"))
    draft = evolve(
        imported(returned("rejected"), fulfillments=(kept,)), status=order("cancelled").status
    )

    assert made(draft).fulfillments[0].status == "in_transit"
    assert problems_of(evolve(draft, returns=())) == [
        ("order_is_closed", ("fulfillments", 0, "status"))
    ]


def restock(units: int, id: str = "evt_1", cause: RestockCause = RestockCause.RETURN) -> Restock:
    items = (RestockedItem("pasta", "sku-pasta", units),)
    return Restock(cause=cause, cause_id=id, at=LATER, items=items)


RECEIVED = of_three(received={"resellable": 2, "missing": 1})


def test_returns_restock_what_they_received():
    """Units that go back for other causes do not count."""
    by_request = restock(4, "evt_3", RestockCause.REQUEST)
    restocks = (restock(1), restock(1, "evt_2"), by_request)

    assert made(evolve(imported(RECEIVED), restocks=restocks)).restocks == restocks


def test_returns_restock_no_more_than_they_received():
    draft = evolve(imported(RECEIVED), restocks=(restock(2), restock(1, "evt_2")))

    assert problems_of(draft) == [
        ("quantity_exceeds_received", ("restocks", 1, "items", 0, "quantity"))
    ]


def test_lines_without_return_have_no_restock_of_one():
    soup = Restock(
        cause=RestockCause.RETURN,
        cause_id="evt_1",
        at=LATER,
        items=(RestockedItem("soup", "sku-soup", 1),),
    )
    draft = imported(RECEIVED, lines=(line("pasta", 4), line("soup", 1)))

    assert problems_of(evolve(draft, restocks=(soup,))) == [
        ("quantity_exceeds_received", ("restocks", 0, "items", 0, "quantity"))
    ]


def test_a_stored_return_may_name_a_lost_parcel():
    """An earlier release, which knows no returns, ended the fulfillment."""
    lost = evolve(imported(returned(), fulfillments=(parcel(3, status="failed"),)))

    stored = assembled(lost, is_stored=True).unwrap()

    assert stored.returns[0].status == "requested"
    assert stored.add_tags(["late"], change()).version == 2


def test_a_return_without_fulfillments_keeps_its_parcel_too():
    """The order was set to cancelled while units of the parcel were in the return."""
    parcels = (handed_over(parcel(2, status="in_transit")),)
    whole = order(lines=(line("pasta", 2),), fulfillments=parcels)
    draft = evolve(
        draft_of(whole), status=OrderStatus.CANCELLED, returns=(unbound("requested", 1),)
    )

    assert made(draft).returns[0].items[0].shipped == (
        ShippedUnits(fulfillment_id="ful_1", quantity=1),
    )


@pytest.mark.parametrize(
    ("condition", "arrived"),
    [("resellable", True), ("damaged", True), ("missing", False), ("dented", True)],
)
def test_units_arrive_unless_their_condition_is_missing(condition: str, arrived: bool):
    assert ReceivedUnits(quantity=1, condition=condition).arrived is arrived
    assert ReceivedUnits(quantity=1, condition=condition, arrived=True).arrived
