"""Comments on an order and its assignee."""

from typing import Any

import pytest

from seller_orders.application.commands.add_comment import AddComment
from seller_orders.application.commands.assign_order import AssignOrder
from seller_orders.application.commands.bulk_actions import SetAssignee
from seller_orders.application.commands.bulk_update import BulkUpdate
from seller_orders.domain.comment import CommentVisibility
from seller_orders.testing.sample_order import outcome_of
from tests.support.untouched import nothing_changes, nothing_is_done
from tests.support.use_case_world import World, reachable

ORDER: dict[str, Any] = {"domain_id": "dom_1", "order_id": "ord_1", "by": "usr_7"}
INTERNAL = CommentVisibility.INTERNAL
STATUSES = pytest.mark.parametrize("status", ["pending", "delivered", "cancelled", "refunded"])


def comment(text: str = "Call first", **fields: Any) -> AddComment:
    return AddComment(**ORDER | {"text": text, "visibility": INTERNAL} | fields)


def assign(user_id: str | None, **fields: Any) -> AssignOrder:
    return AssignOrder(**ORDER | {"user_id": user_id} | fields)


@STATUSES
def test_orders_of_every_status_take_comments(status: str):
    world = World.of(reachable(status))

    done = world.add_comment(comment(visibility=CommentVisibility.CUSTOMER)).unwrap()

    (entry,) = done.order.timeline
    assert (entry.type, entry.version, entry.by) == ("order.commented", 2, "usr_7")
    assert entry.data == {"text": "Call first", "visibility": "customer"}
    assert (done.comment.id, done.comment.at) == (entry.id, world.clock.now())
    assert (done.comment.text, done.comment.visibility) == ("Call first", "customer")
    assert world.kept() == done.order
    assert world.notifications == []


def test_the_same_comment_again_is_another_comment():
    world = World.of(reachable())

    first, second = (world.add_comment(comment()).unwrap() for _ in range(2))

    assert (first.order.version, second.order.version) == (2, 3)
    assert first.comment.id != second.comment.id


@pytest.mark.parametrize("text", ["", "x" * 2_001, "a\x00", "\ud800"])
def test_a_comment_has_from_1_to_2000_characters(text: str):
    assert comment("x" * 2_000).text == "x" * 2_000

    with pytest.raises(ValueError, match="text has"):
        comment(text)


@STATUSES
def test_orders_of_every_status_are_assigned(status: str):
    world = World.of(reachable(status, assignee="usr_1"))

    moved = world.assign_order(assign("usr_2")).unwrap()
    freed = world.assign_order(assign(None)).unwrap()

    assert (moved.assignee, freed.assignee) == ("usr_2", None)
    assert [entry.data for entry in freed.timeline] == [
        {"previous": "usr_1", "assignee": "usr_2"},
        {"previous": "usr_2", "assignee": None},
    ]
    assert world.kept() == freed


@pytest.mark.parametrize("user_id", ["usr_1", None])
def test_the_same_assignee_is_no_change(user_id: str | None):
    world = World.of(reachable(assignee=user_id))

    with nothing_is_done(world):
        after = world.assign_order(assign(user_id)).unwrap()

    assert after.version == 1


@pytest.mark.parametrize("user_id", ["", "x" * 65, "a b"])
def test_an_assignee_is_an_identifier(user_id: str):
    with pytest.raises(ValueError, match="user_id"):
        assign(user_id)
    with pytest.raises(ValueError, match="user_id"):
        SetAssignee(user_id)


@pytest.mark.parametrize(
    ("operation", "command", "code"),
    [
        ("add_comment", comment(order_id="ord_9"), "order_not_found"),
        ("add_comment", comment(domain_id="dom_2"), "order_not_found"),
        ("add_comment", comment(expected_versions=frozenset({9})), "version_mismatch"),
        ("assign_order", assign("usr_1", order_id="ord_9"), "order_not_found"),
        ("assign_order", assign("usr_1", domain_id="dom_2"), "order_not_found"),
        ("assign_order", assign("usr_1", expected_versions=frozenset({9})), "version_mismatch"),
    ],
)
def test_a_refusal_changes_nothing(operation: str, command: Any, code: str):
    world = World.of(reachable())

    with nothing_changes(world):
        refused = getattr(world, operation)(command)

    assert outcome_of(refused) == code


def test_many_orders_are_assigned_at_once():
    world = World.of(
        reachable(id="a", number="1"),
        reachable("delivered", id="b", number="2", assignee="usr_1"),
        reachable(id="c", number="3", assignee="usr_2"),
    )
    to_two = BulkUpdate(
        domain_id="dom_1", order_ids=("a", "b", "c", "d"), by="usr_7", action=SetAssignee("usr_2")
    )

    report = world.bulk_update(to_two).unwrap()

    assert report.updated == ("a", "b", "c")
    assert [(each.order_id, each.refusal.code) for each in report.failed] == [
        ("d", "order_not_found")
    ]
    kept = [world.kept(id) for id in "abc"]
    assert [(order.assignee, order.version) for order in kept] == [
        ("usr_2", 2),
        ("usr_2", 2),
        ("usr_2", 1),
    ]
