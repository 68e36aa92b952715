"""Policies of holds, and the fulfillments that they prevent."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from seller_orders.domain.fulfillment_policy import ensure_anything_remains, ensure_fulfillable
from seller_orders.domain.hold import Hold, HoldReason, HoldRequest
from seller_orders.domain.hold_policy import (
    ensure_any_hold,
    ensure_hold,
    ensure_holdable,
    expired_holds,
    open_hold_of,
)
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import InvalidFields, OnHold
from seller_orders.testing.sample_order import (
    CREATED,
    LATER,
    fulfillment,
    line,
    order,
    outcome_of,
    refusal_of,
)

SECOND = timedelta(seconds=1)


def hold(id: str = "hld_1", reason: str = "fraud_risk", **fields: Any) -> Hold:
    return Hold(id=id, reason=HoldReason(reason), created_at=CREATED, **fields)


def held(*holds: Hold, **fields: Any) -> Order:
    return order(holds=holds, **fields)


def request(**fields: Any) -> HoldRequest:
    return HoldRequest(**{"reason": HoldReason.BAD_ADDRESS} | fields)


def items(**quantities: int) -> list[ItemQuantity]:
    return [ItemQuantity(id, quantity) for id, quantity in quantities.items()]


def test_a_held_order_ships_nothing():
    assert outcome_of(ensure_fulfillable(held(hold()), items(soup=1), LATER)) == "on_hold"


def test_a_line_on_hold_leaves_the_others_free():
    waiting = held(hold(items=("pasta",)))

    assert outcome_of(ensure_fulfillable(waiting, items(soup=1), LATER)) == "ok"
    assert outcome_of(ensure_fulfillable(waiting, items(soup=1, pasta=1), LATER)) == "on_hold"


@pytest.mark.parametrize(
    ("at", "outcome"),
    [(LATER - SECOND, "on_hold"), (LATER, "ok"), (LATER + SECOND, "ok")],
)
def test_a_hold_holds_nothing_from_its_end_on(at: datetime, outcome: str):
    assert outcome_of(ensure_fulfillable(held(hold(until=LATER)), items(soup=1), at)) == outcome


def test_each_hold_is_named_with_its_remedy():
    fraud = hold(handle="risk-7")
    stock = hold("hld_2", "out_of_stock", items=("soup", "pasta"), until=LATER + SECOND)
    other = hold("hld_3", items=("bread",))
    lines = (line("pasta"), line("soup", 1), line("bread"), line("salt"))
    waiting = held(fraud, stock, other, lines=lines)

    refusal = refusal_of(ensure_fulfillable(waiting, items(salt=1, pasta=1, soup=1), LATER))

    assert isinstance(refusal, OnHold)
    assert [(problem.code, problem.path, problem.facts) for problem in refusal.problems] == [
        ("on_hold", (), {"hold_id": "hld_1", "reason": "fraud_risk", "handle": "risk-7"}),
        (
            "on_hold",
            ("items", 1, "id"),
            {
                "hold_id": "hld_2",
                "reason": "out_of_stock",
                "until": "2025-12-02T10:45:01Z",
                "item": "pasta",
            },
        ),
    ]
    assert refusal.message == (
        "Hold hld_1 (fraud_risk) holds the whole order: release it before you fulfill. "
        "Hold hld_2 (out_of_stock) until 2025-12-02T10:45:01Z holds pasta, soup: "
        "release it, or fulfill other lines."
    )


@pytest.mark.parametrize(
    ("fields", "wanted", "code"),
    [
        ({"status": "cancelled"}, {"tea": 1}, "order_is_closed"),
        ({}, {"tea": 1}, "unknown_item"),
        ({}, {"soup": 9}, "on_hold"),
    ],
)
def test_on_hold_comes_before_the_quantities(
    fields: dict[str, str], wanted: dict[str, int], code: str
):
    decision = ensure_fulfillable(held(hold(), **fields), items(**wanted), LATER)

    assert outcome_of(decision) == code


def test_a_duplicate_is_refused_before_a_hold():
    twice = items(soup=1) * 2

    assert outcome_of(ensure_fulfillable(held(hold()), twice, LATER)) == "duplicate_item"


def test_the_rest_is_what_remains_and_is_not_held():
    waiting = held(hold(items=("pasta",)), fulfillments=())

    assert ensure_anything_remains(waiting, LATER).unwrap() == (ItemQuantity("soup", 1),)


@pytest.mark.parametrize(
    ("shipped", "holds", "outcome"),
    [
        ({"soup": 1}, [hold(items=("pasta",))], "nothing_to_fulfill"),
        ({}, [hold()], "nothing_to_fulfill"),
        ({"pasta": 2}, [hold(items=("pasta",))], "ok"),
        ({"pasta": 2, "soup": 1}, [hold()], "nothing_to_fulfill"),
        ({"soup": 1}, [hold(until=LATER)], "ok"),
    ],
)
def test_the_rest_is_refused_only_if_all_of_it_is_held(
    shipped: dict[str, Any], holds: list[Hold], outcome: str
):
    parcels = (fulfillment("pending", **shipped),) if shipped else ()

    assert outcome_of(ensure_anything_remains(held(*holds, fulfillments=parcels), LATER)) == outcome


@pytest.mark.parametrize(
    "status", ["pending", "confirmed", "processing", "shipped", "delivered", "refunded"]
)
def test_every_order_but_a_cancelled_one_can_be_held(status: str):
    assert outcome_of(ensure_holdable(order(status), request(), LATER)) == "ok"


def test_a_cancelled_order_is_not_held():
    assert outcome_of(ensure_holdable(order("cancelled"), request(), LATER)) == "order_is_closed"


@pytest.mark.parametrize(
    ("fields", "code", "problems"),
    [
        ({"items": ("soup", "tea", "tea")}, "unknown_item", [("items", 1), ("items", 2)]),
        ({"items": ("soup", "pasta", "soup")}, "duplicate_item", [("items", 2)]),
        ({"until": LATER}, "invalid_fields", [("until",)]),
        ({"until": LATER - SECOND}, "invalid_fields", [("until",)]),
    ],
)
def test_a_wrong_request_names_its_fields(
    fields: dict[str, Any], code: str, problems: list[tuple[str | int, ...]]
):
    refusal = refusal_of(ensure_holdable(order(), request(**fields), LATER))

    assert isinstance(refusal, InvalidFields)
    assert (refusal.code, [problem.path for problem in refusal.problems]) == (code, problems)


def test_many_lines_are_held_once_each():
    ids = tuple(f"line_{number}" for number in range(300))
    many = order(lines=tuple(line(id) for id in ids))

    assert outcome_of(ensure_holdable(many, request(items=ids), LATER)) == "ok"


def test_a_past_end_says_what_to_do():
    refusal = refusal_of(ensure_holdable(order(), request(until=LATER), LATER + SECOND))

    assert isinstance(refusal, InvalidFields)
    assert [problem.code for problem in refusal.problems] == ["is_past"]
    assert refusal.message == (
        "2025-12-02T10:45:00Z is past: give a later time,"
        " or leave it out to hold until you release it."
    )


def test_a_handle_finds_the_open_hold_alone():
    waiting = held(hold(handle="a", until=LATER), hold("hld_2", handle="b"), hold("hld_3"))

    assert open_hold_of(waiting, "b", LATER) == waiting.holds[1]
    assert open_hold_of(waiting, "a", LATER - SECOND) == waiting.holds[0]
    assert open_hold_of(waiting, "a", LATER) is None
    assert open_hold_of(waiting, None, LATER) is None


def test_a_handle_is_compared_by_its_text():
    waiting = held(hold(handle="risk-7"))

    assert open_hold_of(waiting, "-".join(["risk", "7"]), LATER) == waiting.holds[0]


@pytest.mark.parametrize(
    ("id", "message"),
    [
        ("hld_9", "The order has no open hold hld_9."),
        ("hld_1", "The order has no open hold hld_1."),
    ],
)
def test_only_an_open_hold_is_found(id: str, message: str):
    assert refusal_of(ensure_hold(held(hold(until=LATER)), id, LATER)).message == message


def test_an_open_hold_is_found():
    waiting = held(hold(until=LATER), hold("hld_2"))

    assert ensure_hold(waiting, "hld_1", LATER - SECOND).unwrap() == waiting.holds[0]
    assert ensure_any_hold(waiting, LATER).unwrap() == waiting.holds[1:]


def test_a_hold_has_expired_from_its_end_on():
    waiting = held(hold(until=LATER), hold("hld_2"), hold("hld_3", until=LATER - SECOND))

    assert expired_holds(waiting, LATER - SECOND) == waiting.holds[2:]
    assert expired_holds(waiting, LATER) == (waiting.holds[0], waiting.holds[2])


def test_without_an_open_hold_there_is_nothing_to_release():
    refusal = refusal_of(ensure_any_hold(held(hold(until=LATER)), LATER))

    assert (refusal.code, refusal.message) == ("hold_not_found", "The order has no open hold.")


LINES = ["pasta", "soup", "bread"]
some_holds = st.lists(
    st.builds(
        hold,
        items=st.sets(st.sampled_from(LINES)).map(tuple),
        until=st.none() | st.sampled_from([LATER - SECOND, LATER, LATER + SECOND]),
    ),
    max_size=3,
)


@given(some_holds, st.sets(st.sampled_from(LINES), min_size=1))
def test_a_line_ships_if_no_open_hold_covers_it(holds: list[Hold], wanted: set[str]):
    """The rule by hand: a hold without lines covers each; it is open before its end."""
    numbered = [evolve(each, id=f"hld_{place}") for place, each in enumerate(holds)]
    waiting = held(*numbered, lines=tuple(map(line, LINES)))
    held_lines = {
        id
        for each in numbered
        if each.until is None or each.until > LATER
        for id in each.items or LINES
    }

    asked = [ItemQuantity(id, 1) for id in sorted(wanted)]
    decision = ensure_fulfillable(waiting, asked, LATER)
    rest = ensure_anything_remains(waiting, LATER)

    assert outcome_of(decision) == ("on_hold" if wanted & held_lines else "ok")
    free = tuple(ItemQuantity(id, 2) for id in LINES if id not in held_lines)
    assert rest.value_or(()) == free
    assert outcome_of(rest) == ("ok" if free else "nothing_to_fulfill")
