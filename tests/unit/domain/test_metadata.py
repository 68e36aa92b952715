"""Attributes and external ids of an order and its lines."""

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from seller_orders.domain.metadata import changed_keys, merged
from seller_orders.domain.metadata_policy import (
    ensure_attributes,
    ensure_external_ids,
    ensure_external_ids_free,
    ensure_line,
)
from seller_orders.testing.sample_order import change, line, order, outcome_of, refusal_of
from tests.support.order_changes import assert_one_change

labels = st.dictionaries(st.sampled_from("abcd"), st.sampled_from("12"))
label_changes = st.dictionaries(st.sampled_from("abcde"), st.none() | st.sampled_from("123"))


@given(labels, label_changes)
def test_a_change_sets_some_keys_and_removes_others(
    current: dict[str, str], changes: dict[str, str | None]
):
    after = merged(current, changes)

    for key in "abcde":
        assert after.get(key) == (changes[key] if key in changes else current.get(key))


def test_attributes_are_replaced_and_their_keys_recorded():
    before = order(attributes={"gift": "yes", "colour": "red"})

    after = before.set_attributes({"gift": "no", "size": "L"}, change())

    assert after.attributes == {"gift": "no", "size": "L"}
    data = {"keys": ["colour", "gift", "size"]}
    assert_one_change(before, after, "order.attributes_changed", data=data)


def test_a_lines_attributes_leave_the_other_lines_alone():
    before = order()
    soup = before.lines[1]

    after = before.set_line_attributes(soup, {"spicy": "yes"}, change())

    assert after.lines == (before.lines[0], evolve(soup, attributes={"spicy": "yes"}))
    data = {"item_id": "soup", "keys": ["spicy"]}
    assert_one_change(before, after, "order.attributes_changed", data=data)


def test_external_ids_are_replaced_and_their_systems_recorded():
    before = order(external_ids={"erp": "SO-17"})

    after = before.set_external_ids({"shop": "gid://1"}, change())

    assert after.external_ids == {"shop": "gid://1"}
    data = {"systems": ["erp", "shop"]}
    assert_one_change(before, after, "order.external_ids_changed", data=data)


def test_equal_labels_are_no_change():
    before = order(
        attributes={"a": "1"},
        external_ids={"b": "2"},
        lines=(line(price="125.25", attributes={"c": "3"}),),
    )

    assert before.set_attributes({"a": "1"}, change()) is before
    assert before.set_external_ids({"b": "2"}, change()) is before
    assert before.set_line_attributes(before.lines[0], {"c": "3"}, change()) is before


def test_labels_are_sorted_by_key():
    made = order(attributes={"bb": "1", "a": "2"}, external_ids={"shop": "1", "erp": "2"})

    assert list(made.attributes) == ["a", "bb"]
    assert list(made.external_ids) == ["erp", "shop"]


GOOD_ATTRIBUTES = [
    {"k" * 100: "v" * 2000},
    {"a": ""},
    {"é ,;=": "a\nb"},
    {f"key {n}": "1" for n in range(100)},
]
BAD_ATTRIBUTES = [
    {"k" * 101: ""},
    {"": "1"},
    {"a:b": "1"},
    {"a\x00": "1"},
    {"a": "v" * 2001},
    {"a": "\x00"},
    {"a": "\ud800"},
    {f"key {n}": "1" for n in range(101)},
]
GOOD_IDS = [{"s" * 100: "i" * 255}, {"shop": "gid://é:1"}, {f"system {n}": "1" for n in range(20)}]
BAD_IDS = [
    {"a:b": "1"},
    {"erp": ""},
    {"erp": "i" * 256},
    {"erp": "a\tb"},
    {"erp": "a\x9fb"},
    {f"system {n}": "1" for n in range(21)},
]


@pytest.mark.parametrize("attributes", GOOD_ATTRIBUTES)
def test_attributes_within_their_limits_are_kept(attributes: dict[str, str]):
    assert order(attributes=attributes).attributes == attributes
    assert line(attributes=attributes).attributes == attributes


@pytest.mark.parametrize("attributes", BAD_ATTRIBUTES)
def test_attributes_beyond_their_limits_are_refused(attributes: dict[str, str]):
    with pytest.raises(ValueError, match="attributes has"):
        order(attributes=attributes)
    with pytest.raises(ValueError, match="attributes has"):
        line(attributes=attributes)


@pytest.mark.parametrize("external_ids", GOOD_IDS)
def test_external_ids_within_their_limits_are_kept(external_ids: dict[str, str]):
    assert order(external_ids=external_ids).external_ids == external_ids


@pytest.mark.parametrize("external_ids", BAD_IDS)
def test_external_ids_beyond_their_limits_are_refused(external_ids: dict[str, str]):
    with pytest.raises(ValueError, match="external_ids has"):
        order(external_ids=external_ids)


def test_a_line_with_attributes_has_a_hash():
    assert len({line(attributes={"gift": "yes"}), line(attributes={"gift": "yes"})}) == 1


def test_keys_of_equal_values_are_not_changed():
    before = {"same": "a b", "other": "1", "removed": "1"}
    after = {"same": " ".join("ab"), "other": "2", "added": "1"}

    assert changed_keys(before, after) == ["added", "other", "removed"]


@pytest.mark.parametrize(("ensure", "most"), [(ensure_attributes, 100), (ensure_external_ids, 20)])
def test_the_keys_beyond_the_limit_are_named(ensure: Any, most: int):
    current = {f"key {n}": "1" for n in range(most)}

    assert ensure(current, {"key 0": None, "new": "1"}).unwrap().keys() == {
        *list(current)[1:],
        "new",
    }
    assert ensure(current, {"key 0": "2"}).unwrap()["key 0"] == "2"
    assert ensure({}, {"new": "1"}).unwrap() == {"new": "1"}
    refusal = refusal_of(ensure(current, {"key 0": "2", "key 1": None, "x": "1", "y": "1"}))
    assert [problem.path for problem in refusal.problems] == [("y",)]  # type: ignore[attr-defined]
    assert refusal.code == "invalid_fields"
    assert str(most + 1) in refusal.message


def test_only_orders_are_said_to_have_external_ids():
    current = {f"system {n}": "1" for n in range(20)}

    refusal = refusal_of(ensure_external_ids(current, {"new": "1"}))

    assert "An order has at most 20 external ids; these would be 21." in refusal.message


def test_a_line_is_found_by_its_id():
    made = order()

    assert ensure_line(made, "_".join(["soup"])).unwrap() is made.lines[1]
    assert outcome_of(ensure_line(made, "tea")) == "item_not_found"


def test_an_external_id_of_another_order_is_taken():
    ids = {"erp": "1", "shop": "2"}

    assert ensure_external_ids_free(ids, {}, "ord_1").unwrap() == ids
    own = "_".join(["ord", "1"])
    assert ensure_external_ids_free(ids, {("erp", "1"): own}, "ord_1").unwrap() == ids
    for other in ("ord_0", "ord_2"):
        refusal = refusal_of(ensure_external_ids_free(ids, {("shop", "2"): other}, "ord_1"))
        assert refusal.code == "external_id_taken"
        assert "The shop id 2" in refusal.message
