from typing import Any

import pytest

from seller_orders.application.commands.update_attributes import UpdateAttributes
from seller_orders.testing.sample_order import outcome_of
from tests.support.untouched import nothing_changes, nothing_is_done
from tests.support.use_case_world import World, reachable

FULL = {f"key {n}": "1" for n in range(100)}


def attribute(changes: dict[str, str | None], **fields: Any) -> UpdateAttributes:
    usual: dict[str, Any] = {"domain_id": "dom_1", "order_id": "ord_1", "by": "key:1"}
    return UpdateAttributes(**usual | {"changes": changes} | fields)


@pytest.mark.parametrize("status", ["pending", "delivered", "cancelled"])
def test_attributes_of_any_order_are_patched(status: str):
    world = World.of(reachable(status, attributes={"gift": "yes", "colour": "red"}))

    after = world.update_attributes(attribute({"gift": "no", "colour": None})).unwrap()

    assert after.attributes == {"gift": "no"}
    assert [(e.type, e.version, e.data) for e in after.timeline] == [
        ("order.attributes_changed", 2, {"keys": ["colour", "gift"]})
    ]
    assert world.kept() == after
    assert world.cache.invalidations == [("ord_1", 2, 2)]


def test_attributes_of_a_line_are_patched():
    world = World.of(reachable())

    after = world.update_attributes(attribute({"spicy": "yes"}, item_id="soup")).unwrap()

    assert [line.attributes for line in after.lines] == [{}, {"spicy": "yes"}]
    assert after.attributes == {}
    assert after.timeline[-1].data == {"item_id": "soup", "keys": ["spicy"]}


@pytest.mark.parametrize("changes", [{}, {"gift": "yes"}, {"other": None}])
def test_no_difference_is_no_change(changes: dict[str, str | None]):
    world = World.of(reachable(attributes={"gift": "yes"}))

    with nothing_is_done(world):
        after = world.update_attributes(attribute(changes)).unwrap()

    assert after.version == 1


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (attribute({}, order_id="ord_9"), "order_not_found"),
        (attribute({}, domain_id="dom_2"), "order_not_found"),
        (attribute({}, expected_versions=frozenset({9})), "version_mismatch"),
        (attribute({}, item_id="tea"), "item_not_found"),
        (attribute({"new": "1"}), "invalid_fields"),
    ],
)
def test_a_refusal_changes_nothing(command: UpdateAttributes, code: str):
    world = World.of(reachable(attributes=FULL))

    with nothing_changes(world):
        refused = world.update_attributes(command)

    assert outcome_of(refused) == code


def test_events_and_timeline_have_no_values():
    world = World.of(reachable())

    after = world.update_attributes(attribute({"note": "secret"}, item_id="soup")).unwrap()

    (event,) = world.store.committed.events.values()
    assert event.about == "order.attributes_changed"
    assert "secret" not in f"{event} {after.timeline}"
