"""An order that a new one replaces."""

from typing import Any

import pytest
from attrs import evolve

from seller_orders.application.commands.create_order import CreateOrder
from seller_orders.application.commands.import_orders import ImportOrders
from seller_orders.application.idempotency import AlreadyHandledError, IdempotencyKey
from seller_orders.testing.sample_order import outcome_of
from tests.support.drafts import draft
from tests.support.untouched import nothing_changes
from tests.support.use_case_world import World, reachable

NEW = draft(order_id="ord_2", order_number=None, replaces="ord_1")


def create(domain_id: str = "dom_1", **fields: Any) -> CreateOrder:
    given = evolve(NEW, **fields)
    return CreateOrder(domain_id=domain_id, by="key:1", draft=given)


@pytest.mark.parametrize("status", ["pending", "delivered", "cancelled", "refunded"])
def test_a_replaced_order_names_its_replacement(status: str):
    world = World.of(reachable(status, version=4))

    order = world.create_order(create()).unwrap()

    former = world.kept()
    assert (order.version, order.replaces, order.replaced_by) == (1, "ord_1", ())
    assert (former.version, former.status, former.replaced_by) == (5, status, ("ord_2",))
    (entry,) = former.timeline
    assert (entry.type, entry.version, entry.by) == ("order.replaced", 5, "key:1")
    assert entry.data == {"order_id": "ord_2"}
    assert former.updated_at == world.clock.now()


def test_a_replacement_is_one_event_of_each_order():
    world = World.of(reachable())

    world.create_order(create())

    assert [(event.order_id, event.about, event.version) for event in world.events] == [
        ("ord_2", "order.created", 1),
        ("ord_1", "order.replaced", 2),
    ]


def test_the_replaced_order_leaves_the_cache():
    world = World.of(reachable())
    world.cache_order()

    world.create_order(create())

    assert world.cache.invalidations == [("ord_1", 2, 2)]
    assert not world.is_cached()


def test_an_order_is_replaced_several_times():
    world = World.of(reachable())

    for id in ("ord_2", "ord_3"):
        world.create_order(create(order_id=id)).unwrap()
    world.create_order(create(order_id="ord_4", replaces="ord_3")).unwrap()

    assert world.kept().replaced_by == ("ord_2", "ord_3")
    assert (world.kept("ord_2").replaced_by, world.kept("ord_3").replaced_by) == ((), ("ord_4",))


@pytest.mark.parametrize("replaces", ["ord_9", "ord_2"])
def test_an_unknown_replaced_order_is_kept_unchecked(replaces: str):
    """An order that does not exist yet is unknown, as well as the new order itself."""
    world = World.of(reachable())

    order = world.create_order(create(replaces=replaces)).unwrap()

    assert (order.replaces, order.replaced_by) == (replaces, ())
    assert world.kept().version == 1
    assert [event.about for event in world.events] == ["order.created"]


def test_an_order_of_another_domain_is_not_replaced():
    world = World.of(reachable(), reachable(domain_id="dom_2", id="other"))

    world.create_order(create(replaces="other")).unwrap()

    assert world.store.committed.orders["dom_2", "other"].version == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"order_id": "ord_1"}, "order_exists"),
        ({"order_number": "1001"}, "order_number_taken"),
        ({"currency": "XXX"}, "invalid_fields"),
    ],
)
def test_a_refused_order_replaces_nothing(fields: dict[str, Any], code: str):
    world = World.of(reachable(store_id=NEW.store_id))

    with nothing_changes(world):
        refused = world.create_order(create(**fields))

    assert outcome_of(refused) == code


def test_a_repeat_invalidates_the_replaced_order_again():
    """The first process may have died between its commit and the invalidation."""
    world = World.of(reachable())
    key = IdempotencyKey("key", "sent", lambda outcome: outcome.unwrap().id.encode())
    command = evolve(create(), idempotency_key=key)
    world.create_order(command)

    with pytest.raises(AlreadyHandledError):
        world.create_order(command)

    assert world.cache.invalidations == [("ord_1", 2, 2)] * 2
    assert world.kept().replaced_by == ("ord_2",)


def test_an_import_changes_no_other_order():
    """Its documents carry ``replaced_by``."""
    world = World.of(reachable())

    (outcome,) = world.import_orders(ImportOrders("dom_1", [evolve(NEW, order_number="2")]))

    assert outcome.unwrap().replaces == "ord_1"
    assert (world.kept().version, world.kept().replaced_by) == (1, ())


def test_an_order_is_replaced_at_most_100_times():
    ids = tuple(f"ord_{number}" for number in range(100, 200))
    world = World.of(reachable(replaced_by=ids[1:]))

    assert world.create_order(create()).unwrap().replaces == "ord_1"
    with nothing_changes(world):
        outcome = outcome_of(world.create_order(create(order_id="ord_3")))

    assert outcome == "invalid_fields"
