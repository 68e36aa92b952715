from typing import Any

import pytest
from returns.result import Failure

from seller_orders.application.commands.bulk_actions import (
    BulkAction,
    SetStatus,
)
from seller_orders.application.commands.bulk_update import BulkReport, BulkUpdate
from seller_orders.domain.refusals import BulkFailed
from seller_orders.domain.status import OrderStatus
from seller_orders.testing.sample_order import refusal_of
from tests.support.untouched import nothing_changes
from tests.support.use_case_world import World, reachable

STEPS = (
    "validate_order_ids apply_action invalidate_caches send_notifications report_result"
).split()
SHIP = SetStatus(status=OrderStatus.SHIPPED)
TELL = SetStatus(status=OrderStatus.SHIPPED, note="On its way", notify_customers=True)


def bulk(*order_ids: str, action: BulkAction = SHIP, **fields: Any) -> BulkUpdate:
    usual: dict[str, Any] = {"domain_id": "dom_1", "by": "key:1", "action": action}
    return BulkUpdate(**usual | {"order_ids": order_ids} | fields)


@pytest.fixture
def world() -> World:
    """Return a world of three pending orders, a shipped one, a closed one, and another domain's."""
    return World.of(
        *(reachable(id=f"ord_{n}", number=f"{n}") for n in (1, 2, 3)),
        reachable("shipped", id="shipped", number="4"),
        reachable("delivered", id="closed", number="5"),
        reachable(id="theirs", domain_id="dom_2", number="1"),
    )


def codes(report: BulkReport) -> list[tuple[str, str]]:
    return [(failed.order_id, failed.refusal.code) for failed in report.failed]


def test_the_steps_of_a_bulk_update(world: World):
    with world.steps() as taken:
        world.bulk_update(bulk("ord_1"))

    assert taken.names == STEPS
    assert taken.versions == [1, 1, 2, 2, 2]


@pytest.mark.parametrize("id", ["shipped", "closed", "missing"])
def test_a_bulk_update_without_changes_takes_all_steps(world: World, id: str):
    with world.steps() as taken:
        world.bulk_update(bulk(id))

    assert taken.names == STEPS


def test_each_order_changes_once(world: World):
    report = world.bulk_update(bulk("ord_2", "ord_1", action=TELL)).unwrap()

    assert report == BulkReport(updated=("ord_2", "ord_1"), failed=())
    for id in ("ord_1", "ord_2"):
        assert (world.kept(id).status, world.kept(id).version) == ("shipped", 2)
        assert [(e.type, e.note, e.by) for e in world.kept(id).timeline] == [
            ("order.status_changed", "On its way", "key:1")
        ]
    ids = [entry.id for id in ("ord_1", "ord_2") for entry in world.kept(id).timeline]
    assert len(set(ids)) == 2
    assert world.kept("ord_3").version == 1


def test_the_report_is_in_the_order_of_the_request(world: World):
    ids = ["missing", "ord_3", "closed", "ord_1", "theirs", "shipped", "ord_2"]

    report = world.bulk_update(bulk(*ids)).unwrap()

    assert report.updated == ("ord_3", "ord_1", "shipped", "ord_2")
    assert codes(report) == [
        ("missing", "order_not_found"),
        ("closed", "order_is_closed"),
        ("theirs", "order_not_found"),
    ]


def test_refused_orders_do_not_stop_the_others(world: World):
    world.bulk_update(bulk("closed", "ord_1", "theirs"))

    assert world.kept("ord_1").status == "shipped"
    assert world.kept("closed") == reachable("delivered", id="closed", number="5")
    assert world.store.committed.orders["dom_2", "theirs"].version == 1


def test_a_repeated_id_counts_once(world: World):
    report = world.bulk_update(bulk("ord_2", "ord_1", "ord_2", "missing", "missing")).unwrap()

    assert report.updated == ("ord_2", "ord_1")
    assert codes(report) == [("missing", "order_not_found")]
    assert world.kept("ord_2").version == 2


def test_an_unchanged_order_counts_as_updated(world: World):
    report = world.bulk_update(bulk("shipped", action=TELL)).unwrap()

    assert report.updated == ("shipped",)
    assert world.kept("shipped").version == 1
    assert world.kept("shipped").timeline == ()
    assert world.notifications == []
    assert world.cache.invalidations == []


def test_the_cache_is_invalidated_after_the_commit(world: World):
    world.cache_order("ord_1")
    world.cache_order("shipped")

    world.bulk_update(bulk("ord_1", "closed", "shipped", "ord_2"))

    assert world.cache.invalidations == [("ord_1", 2, 2), ("ord_2", 2, 2)]
    assert not world.is_cached("ord_1")
    assert world.is_cached("shipped")


def test_the_relay_is_woken_once_after_the_commit(world: World):
    world.bulk_update(bulk("ord_1", "ord_2", "closed", action=TELL))

    assert world.relay.found == [4]
    assert [(each.order_id, each.channel) for each in world.notifications] == [
        ("ord_1", "email"),
        ("ord_1", "sms"),
        ("ord_2", "email"),
        ("ord_2", "sms"),
    ]


def test_no_customer_is_notified_unless_requested(world: World):
    world.bulk_update(bulk("ord_1"))

    assert world.notifications == []
    assert world.kept("ord_1").timeline[-1].notified == ()


def test_an_atomic_update_with_a_refusal_changes_nothing(world: World):
    command = bulk("ord_1", "closed", "missing", action=TELL, atomic=True)

    with nothing_changes(world), world.steps() as taken:
        refused = world.bulk_update(command)

    refusal = refusal_of(refused)
    assert isinstance(refusal, BulkFailed)
    assert [(each.order_id, each.refusal.code) for each in refusal.failed] == [
        ("closed", "order_is_closed"),
        ("missing", "order_not_found"),
    ]
    assert taken.names[:2] == STEPS[:2]
    assert not {"invalidate_caches", "send_notifications"} & set(taken.names)


def test_an_atomic_update_without_a_refusal_is_made(world: World):
    report = world.bulk_update(bulk("ord_1", "shipped", atomic=True)).unwrap()

    assert report == BulkReport(updated=("ord_1", "shipped"), failed=())
    assert world.kept("ord_1").version == 2


def test_an_update_of_no_orders_reports_none(world: World):
    assert world.bulk_update(bulk()).unwrap() == BulkReport((), ())
    assert not isinstance(world.bulk_update(bulk(atomic=True)), Failure)
