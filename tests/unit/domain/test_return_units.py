"""Units in returns: which count, and the rules that a change cannot break."""

from typing import Any

import pytest
from attrs import evolve

from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.order import Order, OrderInvariantError
from seller_orders.domain.order_return import Return
from seller_orders.domain.return_units import (
    bound_units,
    fulfillments_of_returns,
    received_units,
    returns_of,
    units_in_returns,
)
from seller_orders.domain.stock import Restock, RestockCause
from seller_orders.domain.timeline import ChangeType
from seller_orders.testing.sample_order import CREATED, LATER, change, fulfillment, line, order
from tests.support.sample_returns import returned

PARCELS = {"ful_1": 2, "ful_2": 1}


def changed(*returns: Return, before: Order | None = None, **fields: Any) -> Order:
    """Change the returns of an order of three pasta that were delivered in two parcels."""
    parcels = tuple(fulfillment("delivered", id=id, pasta=units) for id, units in PARCELS.items())
    before = before or order(lines=(line("pasta", 3),), fulfillments=parcels)
    return before.next_version(ChangeType.RETURN_UPDATED, change(), returns=returns, **fields)


COUNTED: list[tuple[Return, dict[str, int]]] = [
    (returned("requested", shipped=PARCELS), {"ful_1": 2, "ful_2": 1}),
    (returned("approved", shipped=PARCELS), {"ful_1": 2, "ful_2": 1}),
    (
        returned("received", shipped=PARCELS, received={"damaged": 1, "missing": 2}),
        {"ful_1": 2, "ful_2": 1},
    ),
    (returned("closed", shipped=PARCELS, received={"damaged": 3}), {"ful_1": 2, "ful_2": 1}),
    (returned("closed", shipped=PARCELS, received={"damaged": 1, "resellable": 1}), {"ful_1": 2}),
    (returned("closed", shipped=PARCELS, received={"wrong_item": 1, "missing": 2}), {"ful_1": 1}),
    (returned("closed", shipped=PARCELS, received={"missing": 3}), {}),
    (returned("rejected", shipped=PARCELS), {}),
    (returned("cancelled", shipped=PARCELS), {}),
]
"""Returns, and the units that count, by fulfillment."""


@pytest.mark.parametrize(("each", "counted"), COUNTED)
def test_units_count_while_under_way_and_as_received_when_closed(
    each: Return, counted: dict[str, int]
):
    assert {id: n for (_, id), n in bound_units((each,)).items() if n} == counted
    assert units_in_returns((each,)).get("pasta", 0) == sum(counted.values())
    after = changed(each)
    assert after.fulfillments_in_returns == counted.keys()
    assert [id for id in PARCELS if returns_of(after.returns, id)] == [*counted]
    assert fulfillments_of_returns((each,)) == PARCELS.keys()


def test_units_of_several_returns_add_up():
    one = returned("approved", shipped={"ful_1": 1})
    other = returned("closed", id="ret_2", shipped=PARCELS, received={"damaged": 2})

    assert bound_units((one, other))["pasta", "ful_1"] == 3
    assert units_in_returns((one, other)) == {"pasta": 3}
    assert received_units((one, other)) == {"pasta": 2}


def items_of(each: Return, **fields: Any) -> Return:
    return evolve(each, items=(evolve(each.items[0], **fields),))


ONE = returned()
TWO = returned(shipped={"ful_1": 2})
SAME = evolve(ONE, items=ONE.items * 2)


@pytest.mark.parametrize(
    ("returns", "rule"),
    [
        ((returned(shipped={"ful_1": 3}),), "more of pasta is in returns than fulfillment ful_1"),
        ((returned(shipped={"ful_9": 1}),), "more of pasta is in returns than fulfillment ful_9"),
        ((returned(line="soup"),), "more of soup is in returns than fulfillment ful_1"),
        ((TWO, evolve(ONE, id="ret_2")), "more of pasta is in returns than fulfillment ful_1"),
        ((ONE, ONE), "two returns have the same id"),
        ((SAME,), "return ret_1 has a line twice"),
        (
            (returned("received", received={"damaged": 1, "missing": 1}),),
            "return ret_1 received more of pasta than it expects",
        ),
        ((returned("approved", received={"damaged": 1}),), "is approved and has received units"),
        ((returned("rejected", received={"damaged": 1}),), "is rejected and has received units"),
        ((items_of(TWO, quantity=1),), "units of pasta that no fulfillment shipped"),
        ((items_of(ONE, quantity=2),), "units of pasta that no fulfillment shipped"),
        ((items_of(ONE, shipped=()),), "units of pasta that no fulfillment shipped"),
    ],
)
def test_a_change_that_breaks_a_rule_is_refused(returns: tuple[Return, ...], rule: str):
    with pytest.raises(OrderInvariantError, match=rule):
        changed(*returns)


@pytest.mark.parametrize(
    "each",
    [
        returned(shipped=PARCELS),
        returned("received", received={"missing": 1}),
        returned("closed"),
        items_of(returned("rejected"), shipped=()),
        items_of(returned("closed", received={"missing": 1}), shipped=()),
    ],
)
def test_a_change_within_the_rules_is_taken(each: Return):
    assert changed(each).returns == (each,)


def test_a_stored_order_that_breaks_a_rule_can_be_changed():
    """An earlier release, which knows no returns, ended the fulfillment."""
    lost = evolve(fulfillment("failed", pasta=1), handed_over_at=CREATED)
    stored = order(fulfillments=(lost,), returns=(ONE,))

    assert stored.add_tags(["found"], change()).version == 2


def test_a_return_has_an_item():
    with pytest.raises(ValueError, match="items"):
        evolve(ONE, items=())


def restocked(units: int, cause: RestockCause = RestockCause.RETURN) -> Restock:
    items = (RestockedItem("pasta", None, units),)
    return Restock(cause=cause, cause_id=f"evt_{cause}", at=LATER, items=items)


RECEIVED = returned("received", shipped={"ful_1": 2}, received={"resellable": 1, "missing": 1})


def test_returns_restock_what_arrived():
    """Restocks of other causes have a limit besides."""
    both = (restocked(1), restocked(3, RestockCause.REQUEST))

    assert changed(RECEIVED, restocks=both).restocks == both


@pytest.mark.parametrize(("returns", "units"), [((RECEIVED,), 2), ((), 1)])
def test_returns_restock_no_more_than_arrived(returns: tuple[Return, ...], units: int):
    with pytest.raises(OrderInvariantError, match="returns restocked more units than they"):
        changed(*returns, restocks=(restocked(units),))
