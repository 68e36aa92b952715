"""Erasure of a customer's data, and of contact data that have expired."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from returns.result import Result, Success

from seller_orders.application.commands.erase_customer import EraseCustomer, ErasedCustomer
from seller_orders.application.commands.erase_expired_contacts import EraseExpiredContacts
from seller_orders.application.commands.erase_orders import EraseOrders
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.domain.customer_match import CustomerMatch
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.retention import Retention
from seller_orders.domain.values import Customer
from seller_orders.testing.fakes.customer_orders import MemoryCustomerOrders
from tests.support.untouched import nothing_changes
from tests.support.use_case_world import World, installed, reachable

ERASE = EraseCustomer(domain_id="dom_1", by="key:key_1", customer=CustomerMatch(id="cus_1"))


def orders(count: int, status: str = "pending", **fields: Any) -> list[Order]:
    return [
        reachable(status, **{"id": f"ord_{n:03}", "number": str(n)} | fields) for n in range(count)
    ]


def names(world: World) -> set[str]:
    return {order.customer.name for order in world.store.committed.orders.values()}


def test_each_order_has_one_change_without_data():
    world = World.of(*orders(3))

    outcome = world.erase_customer(ERASE).unwrap()

    assert outcome == ErasedCustomer(orders=3, erased=3, open=3)
    for order in world.store.committed.orders.values():
        (entry,) = order.timeline
        assert (order.version, order.customer) == (2, Customer(id="cus_1", name="erased"))
        assert (entry.type, entry.by, entry.data) == ("order.erased", "key:key_1", {})
    assert [each.about for each in world.events] == ["order.erased"] * 3
    assert all(each.data["by"] == "key:key_1" for each in world.events)
    assert len(world.cache.invalidations) == 3


def test_many_orders_are_erased_in_batches():
    world = World.of(*orders(120, "delivered"))

    assert world.erase_customer(ERASE).unwrap() == ErasedCustomer(orders=120, erased=120, open=0)
    assert names(world) == {"erased"}


def test_a_run_that_was_cut_short_is_finished_by_the_next():
    world = World.of(*orders(120))
    handler, calls = world.erase_customer, list[EraseOrders]()

    def cut(command: EraseOrders) -> Result[Sequence[Order], Refusal]:
        calls.append(command)
        if len(calls) == 2:
            raise StoreUnavailableError("killed")
        return world.erase_orders(command)

    with pytest.raises(StoreUnavailableError):
        evolve(handler, erase_orders=cut)(ERASE)
    assert names(world) == {"erased", "Anjali"}

    assert handler(ERASE).unwrap() == ErasedCustomer(orders=120, erased=70, open=120)
    assert names(world) == {"erased"}
    assert {order.version for order in world.store.committed.orders.values()} == {2}


def test_an_order_that_has_another_customer_by_now_stays():
    world = World.of(*orders(1))
    other = Customer(id="cus_2", name="Ravi")

    def late(command: EraseOrders) -> Result[Sequence[Order], Refusal]:
        (order,) = world.store.committed.orders.values()
        changed = evolve(order, customer=other, version=2)
        world.store.committed.orders[order.domain_id, order.id] = changed
        return world.erase_orders(command)

    outcome = evolve(world.erase_customer, erase_orders=late)(ERASE).unwrap()

    assert outcome.erased == 0
    assert names(world) == {"Ravi"}


def test_a_dry_run_counts_and_changes_nothing():
    world = World.of(*orders(3))

    with nothing_changes(world):
        outcome = world.erase_customer(evolve(ERASE, dry_run=True)).unwrap()
    assert outcome == ErasedCustomer(orders=3, erased=3, open=3)


def test_commands_do_not_show_the_customer():
    assert "cus_1" not in repr(ERASE)


def expired(world: World, days: int | None, **changes: Any) -> EraseExpiredContacts:
    retention = None if days is None else Retention(erase_contacts_after_days=days)
    found = MemoryCustomerOrders(world.store)

    class AllDomains:
        def domains(self) -> Sequence[str]:
            return ["dom_1", "dom_2"]

        closed_before = found.closed_before

    handler = EraseExpiredContacts(
        expired=AllDomains(),
        settings=installed(retention=retention),
        erase_orders=world.erase_orders,
        clock=world.clock,
    )
    return evolve(handler, **changes)


def test_contact_data_expire_by_the_day():
    world = World.of(*orders(1, "delivered"), reachable("processing", id="ord_x", number="x"))
    (closed, _) = world.store.committed.orders.values()
    world.clock.advance(
        seconds=30 * 86_400 - (world.clock.now() - closed.updated_at).total_seconds() - 1
    )

    with nothing_changes(world):
        assert not expired(world, 30)()
    world.clock.advance(seconds=1)
    expired(world, 30)()

    erased, still_open = world.store.committed.orders.values()
    assert (erased.customer.name, erased.timeline[-1].by) == ("erased", "system")
    assert still_open.customer.name == "Anjali"


def test_nothing_expires_without_a_retention():
    world = World.of(*orders(2, "delivered"))
    world.clock.advance(seconds=10**9)

    with nothing_changes(world):
        assert not expired(world, None)()


def test_domains_are_served_in_turn():
    world = World.of(*orders(120, "delivered"), *orders(1, "delivered", domain_id="dom_2"))
    world.clock.advance(seconds=10**8)
    erase = expired(world, 30)

    assert erase()
    left = [key for key, o in world.store.committed.orders.items() if o.customer.name == "Anjali"]
    assert (len(left), {domain for domain, _ in left}) == (70, {"dom_1"})
    while erase():
        pass
    assert names(world) == {"erased"}


@pytest.mark.parametrize("error", [StoreUnavailableError("away"), RuntimeError("broken")])
def test_a_failing_domain_does_not_stop_the_others(
    error: Exception, caplog: pytest.LogCaptureFixture
):
    world = World.of(*orders(1, "delivered"), *orders(1, "delivered", domain_id="dom_2"))
    world.clock.advance(seconds=10**8)

    def failing(command: EraseOrders) -> Result[Sequence[Order], Refusal]:
        if command.domain_id == "dom_1":
            raise error
        return world.erase_orders(command)

    assert not expired(world, 30, erase_orders=failing)()

    assert {k[0]: o.customer.name for k, o in world.store.committed.orders.items()} == {
        "dom_1": "Anjali",
        "dom_2": "erased",
    }
    assert len(caplog.records) == 1


def test_orders_without_anything_to_erase_end_the_run():
    world = World.of(*orders(60, "delivered"))
    world.clock.advance(seconds=10**8)

    assert not expired(world, 30, erase_orders=lambda _: Success(()))()


def test_the_reaper_goes_on_until_nothing_has_expired():
    world = World.of(*orders(120, "delivered"))
    world.clock.advance(seconds=10**8)

    evolve(world.reap, erase_expired_contacts=expired(world, 30))()

    assert names(world) == {"erased"}
    assert timedelta(days=30) < timedelta(seconds=10**8)
