"""Limits of what requests may add to one order."""

from datetime import datetime, timedelta

from attrs import evolve

from seller_orders.domain import order_limits
from seller_orders.domain.comment import ensure_commentable
from seller_orders.domain.draft import LineDraft
from seller_orders.domain.edit_policy import ensure_editable
from seller_orders.domain.hold import Hold, HoldReason, HoldRequest
from seller_orders.domain.hold_policy import ensure_holdable, ensure_not_held
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.domain.order_edit import OrderEdit
from seller_orders.domain.order_replacement import ensure_replaceable
from seller_orders.domain.refusals import InvalidFields, Path, Refusal
from seller_orders.domain.return_policy import ensure_returnable
from seller_orders.domain.return_rules import ReturnRules
from seller_orders.domain.timeline import ChangeType, TimelineEntry
from seller_orders.testing.sample_order import (
    CREATED,
    LATER,
    fulfillment,
    inr,
    line,
    order,
    payment,
    refusal_of,
)
from tests.support.sample_returns import returned, to_return
from tests.unit.domain.edit_requests import RICE

LIMITS = {
    "MAX_LINES": 10_000,
    "MAX_HOLDS": 100,
    "MAX_HELD_LINES": 20_000,
    "MAX_RETURNS": 200,
    "MAX_RETURNED_LINES": 20_000,
    "MAX_COMMENTS": 1_000,
    "MAX_REPLACEMENTS": 100,
}
PASTA = HoldRequest(reason=HoldReason.OTHER, items=("pasta",))


def held(holds: int, lines: int, until: datetime | None = None) -> Order:
    """Return an order of a line that many holds name, together with lines of no order."""
    named = ("pasta", *(f"line_{number}" for number in range(1, lines)))[:lines]
    several = (
        Hold(
            id=f"hld_{number}",
            reason=HoldReason.OTHER,
            items=named,
            until=until,
            handle=f"check-{number}",
            created_at=CREATED,
        )
        for number in range(holds)
    )
    return order(holds=tuple(several))


def place_of(refusal: Refusal) -> Path:
    """Return the place of the only problem, which is a limit."""
    assert isinstance(refusal, InvalidFields)
    (problem,) = refusal.problems
    assert (refusal.code, problem.code) == ("invalid_fields", "out_of_range")
    return problem.path


def test_the_limits_are_as_documented():
    found = {name: n for name, n in vars(order_limits).items() if name.startswith("MAX_")}

    assert found == LIMITS


def test_an_order_has_at_most_100_open_holds():
    ensure_holdable(held(99, 1), PASTA, LATER).unwrap()

    for number in (100, 101):
        assert place_of(refusal_of(ensure_holdable(held(number, 1), PASTA, LATER))) == ()


def test_ended_holds_do_not_count():
    ended = held(100, 1, until=LATER - timedelta(seconds=1))

    ensure_holdable(ended, PASTA, LATER).unwrap()


def test_the_handle_of_an_open_hold_is_never_too_many():
    ensure_holdable(held(100, 1), evolve(PASTA, handle="check-7"), LATER).unwrap()


def test_open_holds_name_at_most_20000_lines():
    ensure_holdable(held(1, 19_999), PASTA, LATER).unwrap()

    both = evolve(PASTA, items=("pasta", "soup"))
    for lines, request in (20_000, PASTA), (19_999, both):
        refusal = refusal_of(ensure_holdable(held(1, lines), request, LATER))
        assert place_of(refusal) == ("items",)
        assert "these would be 20,001" in refusal.message


def test_a_refusal_names_20_held_lines():
    lines = [f"line_{number}" for number in range(45)]
    hold = Hold(id="hld_1", reason=HoldReason.OTHER, items=tuple(lines), created_at=CREATED)
    items = [ItemQuantity(id, 1) for id in lines]

    for count, named in (20, "line_18, line_19: release"), (45, "line_19 and 25 more lines: rel"):
        refusal = refusal_of(ensure_not_held(order(holds=(hold,)), items[:count], LATER))
        assert named in refusal.message


def sent_back(returns: int, lines: int) -> Order:
    """Return a delivered order with rejected returns that name lines together."""
    (item,) = returned().items
    items = tuple(evolve(item, id=f"line_{number}") for number in range(lines))
    several = (evolve(returned("rejected", id=f"ret_{n}"), items=items) for n in range(returns))
    return order(fulfillments=(fulfillment("delivered", pasta=2, soup=1),), returns=tuple(several))


def test_an_order_has_at_most_200_returns():
    rules, request = ReturnRules(), to_return(pasta=1)
    ensure_returnable(sent_back(199, 1), request, rules).unwrap()

    for number in (200, 201):
        assert place_of(refusal_of(ensure_returnable(sent_back(number, 1), request, rules))) == ()


def test_returns_name_at_most_20000_lines():
    rules, request = ReturnRules(), to_return(pasta=1)
    ensure_returnable(sent_back(1, 19_999), request, rules).unwrap()

    for lines, asked in (20_000, request), (19_999, to_return(pasta=1, soup=1)):
        refusal = refusal_of(ensure_returnable(sent_back(1, lines), asked, rules))
        assert place_of(refusal) == ("items",)
        assert "these would be 20,001" in refusal.message


def commented(comments: int) -> Order:
    """Return an order with comments, a change of its tags and an assignment."""
    entry = TimelineEntry(
        id="evt_1", type=ChangeType.COMMENTED, at=CREATED, by="usr_7", version=2, to=None
    )
    others = [evolve(entry, type=t) for t in (ChangeType.TAGS_CHANGED, ChangeType.ASSIGNED)]
    return order(timeline=(*others, *(evolve(entry, id=f"evt_{n}") for n in range(comments))))


def test_an_order_has_at_most_1000_comments():
    ensure_commentable(commented(999)).unwrap()

    for number in (1_000, 1_001):
        assert place_of(refusal_of(ensure_commentable(commented(number)))) == ()


def test_an_order_has_at_most_100_replacements():
    ids = tuple(f"ord_{number}" for number in range(2, 103))
    ensure_replaceable(order(replaced_by=ids[:99])).unwrap()

    for number in (100, 101):
        refusal = refusal_of(ensure_replaceable(order(replaced_by=ids[:number])))
        assert place_of(refusal) == ("replaces",)


def test_an_edit_adds_lines_up_to_10000():
    several = tuple(line(f"line_{number}", 1) for number in range(10_000))
    full = order(lines=several, discount=inr(0), payment=payment("pending"))
    added: tuple[LineDraft, ...] = (RICE,)
    ensure_editable(evolve(full, lines=several[1:]), OrderEdit(add_items=added)).unwrap()

    assert place_of(refusal_of(ensure_editable(full, OrderEdit(add_items=added)))) == ("add_items",)
