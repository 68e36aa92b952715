"""Policies of returns: what may be returned, received and decided (contract, section 7)."""

from typing import Any

import pytest
from attrs import evolve

from seller_orders.domain.fulfillment import Fulfillment
from seller_orders.domain.order import Order
from seller_orders.domain.order_return import Return, ReturnStatus
from seller_orders.domain.refusals import InvalidFields
from seller_orders.domain.return_policy import (
    ensure_any_returnable,
    ensure_receivable,
    ensure_return_status,
    ensure_returnable,
)
from seller_orders.domain.return_request import ReceivedItem, ReturnRequest, ReturnRequestItem
from seller_orders.domain.return_rules import ReturnCondition, ReturnRules
from seller_orders.testing.sample_order import (
    CREATED,
    LATER,
    fulfillment,
    handed_over,
    line,
    order,
    outcome_of,
    refusal_of,
)
from tests.support.sample_returns import came_back, returned, to_return

RULES = ReturnRules()
STRICT = ReturnRules(reasons=("too_small", "defective"), other_reasons=False)


def parcel(id: str, status: str, units: int = 2, **fields: Any) -> Fulfillment:
    return evolve(fulfillment(status, id=id, pasta=units), **fields)


def sent(*returns: Return, units: int = 3, status: str = "delivered", **fields: Any) -> Order:
    """Return an order of nine pasta and a download, three pasta of which were delivered."""
    lines = (line("pasta", 9), line("pdf", 2, requires_shipping=False))
    usual: dict[str, Any] = {"lines": lines, "fulfillments": (parcel("ful_1", status, units),)}
    return order(returns=returns, **usual | fields)


def asked(before: Order, *, pasta: int) -> str:
    return outcome_of(ensure_returnable(before, to_return(pasta=pasta), RULES))


def shipped_by(before: Order, units: int) -> dict[str, int]:
    """Return the units by fulfillment id to which a return of pasta is bound."""
    (item,) = ensure_returnable(before, to_return(pasta=units), RULES).unwrap()
    return {each.fulfillment_id: each.quantity for each in item.shipped}


@pytest.mark.parametrize(
    ("status", "was_handed_over", "is_returnable"),
    [
        ("pending", False, False),
        ("pending", True, True),
        ("in_transit", False, True),
        ("out_for_delivery", False, True),
        ("delivered", False, True),
        ("failed", True, False),
        ("returned", True, False),
        ("cancelled", True, False),
    ],
)
def test_handed_over_units_of_active_parcels_are_returnable(
    status: str, was_handed_over: bool, is_returnable: bool
):
    one = parcel("ful_1", status, handed_over_at=CREATED if was_handed_over else None)

    outcome = asked(sent(fulfillments=(one,)), pasta=2)

    assert outcome == ("ok" if is_returnable else "quantity_exceeds_returnable")


@pytest.mark.parametrize(
    "status",
    ["pending", "confirmed", "processing", "shipped", "delivered", "cancelled", "refunded"],
)
def test_units_are_returnable_in_every_status_of_the_order(status: str):
    assert asked(evolve(sent(), status=order(status).status), pasta=3) == "ok"


@pytest.mark.parametrize(
    ("each", "left"),
    [
        (returned("requested", shipped={"ful_1": 2}), 1),
        (returned("approved", shipped={"ful_1": 2}), 1),
        (returned("received", shipped={"ful_1": 2}, received={"missing": 2}), 1),
        (returned("closed", shipped={"ful_1": 2}, received={"damaged": 2}), 1),
        (returned("closed", shipped={"ful_1": 2}, received={"wrong_item": 1, "missing": 1}), 2),
        (returned("closed", shipped={"ful_1": 2}, received={"missing": 2}), 3),
        (returned("rejected", shipped={"ful_1": 2}), 3),
        (returned("cancelled", shipped={"ful_1": 2}), 3),
    ],
)
def test_units_in_returns_are_not_returned_again(each: Return, left: int):
    assert asked(sent(each), pasta=left) == "ok"
    assert asked(sent(each), pasta=left + 1) == "quantity_exceeds_returnable"


def test_too_many_units_are_refused_with_the_figures():
    request = ReturnRequest(
        items=(
            ReturnRequestItem(id="pdf", quantity=1, reason="other"),
            ReturnRequestItem(id="pasta", quantity=4, reason="other"),
        )
    )

    refusal = refusal_of(ensure_returnable(sent(returned(), units=4), request, RULES))

    assert isinstance(refusal, InvalidFields)
    download, pasta = refusal.problems
    assert refusal.code == download.code == pasta.code == "quantity_exceeds_returnable"
    assert (download.path, pasta.path) == (("items", 0, "quantity"), ("items", 1, "quantity"))
    assert download.detail == "pdf requires no shipping, so it cannot be returned: leave it out."
    assert pasta.facts == {
        "id": "pasta",
        "shipped": 4,
        "in_returns": 1,
        "returnable": 3,
        "requested": 4,
    }
    assert pasta.detail == ("3 of pasta can be returned (4 handed over, 1 in returns), not 4.")


def test_units_that_were_never_handed_over_are_refused():
    nothing = evolve(sent(), fulfillments=())

    assert refusal_of(ensure_returnable(nothing, to_return(pasta=1), RULES)).message == (
        "pasta cannot be returned: no active fulfillment with it was handed over. "
        "Set its fulfillment to in_transit or delivered first."
    )


def test_units_are_bound_to_delivered_parcels_then_the_oldest():
    before = sent(
        fulfillments=(
            parcel("new", "in_transit", created_at=LATER),
            parcel("old", "out_for_delivery"),
            parcel("waits", "pending"),
            parcel("home", "delivered", 1, created_at=LATER),
        )
    )

    assert [shipped_by(before, units) for units in (1, 3, 4)] == [
        {"home": 1},
        {"home": 1, "old": 2},
        {"home": 1, "old": 2, "new": 1},
    ]


def test_units_are_bound_where_no_return_has_them():
    kept = returned(shipped={"ful_a": 1, "ful_b": 2})
    over = returned("rejected", id="ret_2", shipped={"ful_a": 1})
    parcels = tuple(parcel(id, "delivered") for id in ("ful_a", "ful_b", "ful_c"))

    assert shipped_by(sent(kept, over, fulfillments=parcels), 2) == {"ful_a": 1, "ful_c": 1}


def test_each_line_is_bound_with_its_reason():
    both = handed_over(fulfillment("in_transit", pasta=2, soup=1))
    request = ReturnRequest(
        items=(
            ReturnRequestItem(id="soup", quantity=1, reason="too_large"),
            ReturnRequestItem(id="pasta", quantity=2, reason="tastes of soap"),
        )
    )

    items = ensure_returnable(order(fulfillments=(both,)), request, RULES).unwrap()

    assert [(each.id, each.quantity, each.reason, each.received) for each in items] == [
        ("soup", 1, "too_large", ()),
        ("pasta", 2, "tastes of soap", ()),
    ]


@pytest.mark.parametrize(
    ("request_", "code", "path"),
    [
        (ReturnRequest(items=()), "required", ("items",)),
        (to_return(tea=1), "unknown_item", ("items", 0, "id")),
        (
            ReturnRequest(items=(*to_return(pasta=1).items, *to_return(pasta=1).items)),
            "duplicate_item",
            ("items", 1, "id"),
        ),
        (to_return("boring", pasta=9), "unknown_reason", ("items", 0, "reason")),
    ],
)
def test_bad_input_is_named_before_the_units(
    request_: ReturnRequest, code: str, path: tuple[str | int, ...]
):
    refusal = refusal_of(ensure_returnable(sent(), request_, STRICT))

    assert isinstance(refusal, InvalidFields)
    assert [(each.code, each.path) for each in refusal.problems] == [(code, path)]


def test_a_strict_rule_set_names_its_reasons():
    refusal = refusal_of(ensure_returnable(sent(), to_return("boring", pasta=1), STRICT))

    assert refusal.code == "invalid_fields"
    assert refusal.message == "items.0.reason must be one of: too_small, defective."
    assert outcome_of(ensure_returnable(sent(), to_return("defective", pasta=1), STRICT)) == "ok"


@pytest.mark.parametrize("rules", [RULES, STRICT, ReturnRules(reasons=())])
def test_any_unit_stands_for_all(rules: ReturnRules):
    all_ = returned(shipped={"ful_1": 3})

    assert outcome_of(ensure_any_returnable(sent(), rules)) == "ok"
    assert refusal_of(ensure_any_returnable(sent(all_), rules)).message == (
        "No unit can be returned: none is in a fulfillment that was handed over and is active, "
        "or all of them are in returns."
    )


def test_any_unit_may_be_of_a_later_line():
    soup = handed_over(fulfillment("delivered", soup=1))

    (item,) = ensure_any_returnable(order(fulfillments=(soup,)), RULES).unwrap()

    assert (item.id, item.quantity) == ("soup", 1)


BY_HAND = {
    "requested": {"approved", "rejected", "cancelled"},
    "approved": {"rejected", "cancelled"},
    "received": {"closed"},
    "closed": set[str](),
    "rejected": set[str](),
    "cancelled": set[str](),
}
"""Statuses that a seller may set, by the contract."""


@pytest.mark.parametrize("target", BY_HAND)
@pytest.mark.parametrize("current", BY_HAND)
def test_statuses_follow_the_contract(current: str, target: str):
    before = sent(returned(current))

    decision = ensure_return_status(before, "ret_1", ReturnStatus(target))

    allowed = BY_HAND[current]
    refused = "transition_not_allowed" if allowed else "return_is_final"
    assert outcome_of(decision) == ("ok" if target in {current, *allowed} else refused)
    assert decision.value_or(before.returns[0]) == before.returns[0]


@pytest.mark.parametrize(
    ("current", "target", "ways"),
    [
        ("requested", "closed", "approved, cancelled, received or rejected"),
        ("approved", "closed", "cancelled, received or rejected"),
        ("approved", "received", "cancelled or rejected"),
        ("received", "cancelled", "closed"),
    ],
)
def test_a_refused_status_names_the_other_ways(current: str, target: str, ways: str):
    decision = ensure_return_status(sent(returned(current)), "ret_1", ReturnStatus(target))

    assert refusal_of(decision).message == (
        f"{current} cannot become {target}; it can become: {ways}."
    )


def test_an_unknown_return_is_not_found():
    before = sent(returned())

    for decision in (
        ensure_return_status(before, "ret_9", ReturnStatus.APPROVED),
        ensure_receivable(before, "ret_9", came_back(("pasta", 1, "damaged")), RULES),
    ):
        assert refusal_of(decision).message == "The order has no return ret_9."


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("requested", "ok"),
        ("approved", "ok"),
        ("received", "ok"),
        ("closed", "return_is_final"),
        ("rejected", "return_is_final"),
        ("cancelled", "return_is_final"),
    ],
)
def test_units_are_received_until_the_return_is_over(status: str, outcome: str):
    items = came_back(("pasta", 1, "damaged"))

    assert outcome_of(ensure_receivable(sent(returned(status)), "ret_1", items, RULES)) == outcome


THREE = returned("received", shipped={"ful_1": 3}, received={"missing": 1})


@pytest.mark.parametrize(
    ("items", "problem"),
    [
        ((), ("required", ("items",))),
        (came_back(("soup", 1, "damaged")), ("unknown_item", ("items", 0, "id"))),
        (
            came_back(("pasta", 1, "damaged"), ("pasta", 1, "damaged")),
            ("duplicate_item", ("items", 1, "id")),
        ),
        (came_back(("pasta", 9, "wet")), ("unknown_condition", ("items", 0, "condition"))),
        (
            came_back(("pasta", 3, "damaged")),
            ("quantity_exceeds_expected", ("items", 0, "quantity")),
        ),
        (
            came_back(("pasta", 2, "damaged"), ("pasta", 1, "resellable")),
            ("quantity_exceeds_expected", ("items", 1, "quantity")),
        ),
    ],
)
def test_a_problem_of_received_units_is_named(
    items: tuple[ReceivedItem, ...], problem: tuple[str, tuple[str | int, ...]]
):
    refusal = refusal_of(ensure_receivable(sent(THREE), "ret_1", items, RULES))

    assert isinstance(refusal, InvalidFields)
    assert [(each.code, each.path) for each in refusal.problems] == [problem]
    assert len(refusal.message.split()) > 5


def test_missing_units_are_not_expected_any_more():
    items = came_back(("pasta", 1, "damaged"), ("pasta", 1, "missing"))

    assert outcome_of(ensure_receivable(sent(THREE), "ret_1", items, RULES)) == "ok"


def test_unexpected_units_are_refused_with_the_figures():
    items = came_back(("pasta", 4, "damaged"), ("pasta", 1, "resellable"))

    refusal = refusal_of(ensure_receivable(sent(THREE, units=4), "ret_1", items, RULES))

    assert isinstance(refusal, InvalidFields)
    assert [each.facts for each in refusal.problems] == [
        {"id": "pasta", "expected": 2, "received": 4},
        {"id": "pasta", "expected": 0, "received": 1},
    ]
    assert refusal.problems[0].detail == (
        "Return ret_1 expects 2 more of pasta, not 4: create another return for the others."
    )


def test_another_return_is_advised_only_if_it_would_be_allowed():
    """All three pasta that were handed over are in the return."""
    items = came_back(("pasta", 4, "damaged"))

    assert refusal_of(ensure_receivable(sent(THREE), "ret_1", items, RULES)).message == (
        "Return ret_1 expects 2 more of pasta, not 4: receive at most those, because no other unit "
        "can be returned."
    )


def test_a_table_of_conditions_replaces_the_default():
    rules = ReturnRules(conditions={"wet": ReturnCondition()})

    def outcome(condition: str) -> str:
        items = came_back(("pasta", 1, condition))
        return outcome_of(ensure_receivable(sent(returned()), "ret_1", items, rules))

    assert (outcome("wet"), outcome("damaged")) == ("ok", "invalid_fields")
