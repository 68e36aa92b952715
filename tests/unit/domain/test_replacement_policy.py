"""Policy of replacing an order by its next state."""

from copy import deepcopy
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given

from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.refusals import InvalidFields
from seller_orders.domain.replacement_policy import ensure_follows
from seller_orders.domain.stock import Restock, RestockCause
from seller_orders.testing import strategies
from seller_orders.testing.sample_order import CREATED, LATER, change, order, refusal_of

BEFORE = order()
AFTER = BEFORE.add_tags(["vip"], change(2))

FIRST = Restock(
    cause=RestockCause.REQUEST,
    cause_id="evt_1",
    at=LATER,
    items=(RestockedItem("pasta", "sku-pasta", 1),),
)
SECOND = evolve(FIRST, cause_id="evt_2")


def broken(**changes: Any) -> list[tuple[str, tuple[str | int, ...]]]:
    refusal = refusal_of(ensure_follows(BEFORE, evolve(AFTER, **changes)))
    assert isinstance(refusal, InvalidFields)
    return [(problem.code, problem.path) for problem in refusal.problems]


@given(before=strategies.orders())
def test_only_the_next_state_is_allowed(before: Any):
    after = before.add_tags(["one more"], change(before.version + 1))
    beyond = after.add_tags(["and another"], change(before.version + 2))

    assert ensure_follows(before, after).unwrap() is after
    for other in (before, beyond):
        refusal_of(ensure_follows(before, other))


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"id": "ord_2"}, ("is_fixed", ("order_id",))),
        ({"id": "ord_0"}, ("is_fixed", ("order_id",))),
        ({"domain_id": "dom_2"}, ("is_fixed", ("domain_id",))),
        ({"number": "1002"}, ("is_fixed", ("order_number",))),
        ({"store_id": "store_2"}, ("is_fixed", ("store_id",))),
        ({"created_at": LATER}, ("is_fixed", ("created_at",))),
        ({"timeline": ()}, ("not_one_entry_more", ("timeline",))),
        ({"timeline": (*AFTER.timeline, *AFTER.timeline)}, ("not_one_entry_more", ("timeline",))),
        *(
            (
                {"timeline": (*AFTER.timeline[:-1], evolve(AFTER.timeline[-1], version=version))},
                ("not_next_version", ("timeline", 0, "version")),
            )
            for version in (1, 3)
        ),
    ],
)
def test_each_violation_is_named(changes: dict[str, Any], problem: tuple[str, Any]):
    assert CREATED != LATER
    assert broken(**changes) == [problem]


@pytest.mark.parametrize(
    ("name", "kept", "others"),
    [
        ("restocks", (FIRST,), [(), (FIRST, SECOND)]),
        ("external_ids", {"erp": "SO-1"}, [{}, {"erp": "SO-2"}]),
    ],
)
def test_parts_with_their_own_operations_are_fixed(name: str, kept: Any, others: list[Any]):
    before = order(**{name: kept})
    after = before.add_tags(["vip"], change())

    ensure_follows(before, evolve(after, **{name: deepcopy(kept)})).unwrap()
    for other in others:
        refusal = refusal_of(ensure_follows(before, evolve(after, **{name: other})))
        assert isinstance(refusal, InvalidFields)
        assert [(each.code, each.path) for each in refusal.problems] == [("is_fixed", (name,))]


def test_versions_are_consecutive():
    assert broken(version=3)[0] == ("not_next_version", ("version",))
    assert broken(version=1)[0] == ("not_next_version", ("version",))


def test_fixed_fields_are_compared_by_value():
    before = order()
    same = evolve(before, customer=evolve(before.customer), number="".join(["10", "01"]))

    assert ensure_follows(before, same.add_tags(["vip"], change())).unwrap().tags == ("vip",)


def test_a_timeline_without_an_old_entry_is_refused():
    before = order().add_tags(["vip"], change())
    after = before.add_tags(["gift"], change(3))

    refusal = refusal_of(ensure_follows(before, evolve(after, timeline=after.timeline[1:])))

    assert isinstance(refusal, InvalidFields)
    assert [problem.code for problem in refusal.problems] == ["not_one_entry_more"]


def test_refusal_names_the_next_version():
    before = order(version=1001)

    refusal = refusal_of(ensure_follows(before, before))

    assert "The version after 1001 must be 1002." in refusal.message


def test_versions_are_compared_by_value():
    before = order(version=1000)
    after = before.add_tags(["vip"], change())
    # The parsed version is equal, but another object.
    read = evolve(after, timeline=(evolve(after.timeline[0], version=int("1001")),))

    assert ensure_follows(before, after).unwrap().version == 1001
    assert ensure_follows(before, read).unwrap().version == 1001
