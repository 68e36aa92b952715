"""Contract of due changes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from attrs import evolve

from seller_orders.application.ports.due_changes import DueOrder
from seller_orders.application.ports.order_cache import OrderKey
from seller_orders.domain.hold import Hold, HoldReason
from seller_orders.domain.hold_change import release
from seller_orders.domain.lateness import record_lateness
from seller_orders.domain.order import Order
from seller_orders.testing.sample_order import CREATED, change, fulfillment
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import keep, order, tagged

SECOND = timedelta(seconds=1)
NOW = CREATED + timedelta(days=1)
MORE_THAN_A_BATCH = 120


def hold(until: datetime | None, id: str = "hld_1", **fields: Any) -> Hold:
    return Hold(id=id, reason=HoldReason.OTHER, until=until, created_at=CREATED, **fields)


def due(order_id: str = "ord_1", domain_id: str = "dom_1", since: datetime = CREATED) -> DueOrder:
    return DueOrder(order=OrderKey(domain_id, order_id), since=since)


class DueChangesContract:
    """Contract of ``DueChanges``. Needs a fixture ``store``: an empty ``WholeStore``."""

    @pytest.mark.parametrize(
        ("until", "is_due"), [(NOW - SECOND, True), (NOW, True), (NOW + SECOND, False)]
    )
    def test_a_hold_is_due_from_its_end_on(
        self, store: WholeStore, until: datetime, is_due: bool
    ) -> None:
        keep(store, order(holds=(hold(until),)))

        assert list(store.due.expired_holds(NOW)) == [due(since=until)] * is_due

    def test_holds_without_an_end_are_never_due(self, store: WholeStore) -> None:
        keep(store, order(holds=(hold(None),)), order("ord_2"))

        assert list(store.due.expired_holds(NOW)) == []

    def test_the_first_end_of_several_counts(self, store: WholeStore) -> None:
        """A line of which nothing remains keeps its hold until that ends."""
        holds = (
            hold(NOW + SECOND),
            hold(None, "hld_2"),
            hold(NOW - SECOND, "hld_3", items=("pasta",)),
        )
        shipped = fulfillment(pasta=2)
        keep(store, order(holds=holds, fulfillments=(shipped,)))

        assert list(store.due.expired_holds(NOW)) == [due(since=NOW - SECOND)]

    def test_a_released_hold_is_not_due_again(self, store: WholeStore) -> None:
        keep(store, order(holds=(hold(NOW),)))
        with store.begin("dom_1") as tx:
            held = tx.orders.get("dom_1", "ord_1").unwrap()
            tx.orders.save(release(held, held.holds, change()))
            tx.commit()

        assert list(store.due.expired_holds(NOW)) == []

    def test_due_orders_of_all_domains_are_found(self, store: WholeStore) -> None:
        for domain_id in ("dom_1", "dom_2"):
            keep(store, order("ord_1", domain_id, holds=(hold(NOW),), ship_by=CREATED))

        of_both = [due(domain_id="dom_1"), due(domain_id="dom_2")]
        assert list(store.due.expired_holds(NOW)) == [evolve(each, since=NOW) for each in of_both]
        assert list(store.due.late_orders(NOW)) == of_both

    @pytest.mark.parametrize(
        ("fields", "is_late"),
        [
            ({"ship_by": NOW - SECOND}, True),
            ({"ship_by": NOW}, False),
            ({}, False),
            ({"ship_by": CREATED, "status": "shipped"}, True),
            ({"ship_by": CREATED, "status": "delivered"}, False),
            ({"ship_by": CREATED, "status": "cancelled"}, False),
            ({"ship_by": CREATED, "status": "refunded"}, False),
            ({"ship_by": CREATED, "fulfillments": (fulfillment(pasta=2, soup=1),)}, False),
            ({"ship_by": CREATED, "fulfillments": (fulfillment(pasta=2),)}, True),
        ],
    )
    def test_an_open_order_is_late_while_something_remains(
        self, store: WholeStore, fields: dict[str, Any], is_late: bool
    ) -> None:
        kept = order(**fields)
        keep(store, kept)

        expected = [due(since=kept.ship_by)] if is_late and kept.ship_by else []
        assert list(store.due.late_orders(NOW)) == expected

    def test_recorded_lateness_is_not_found_again(self, store: WholeStore) -> None:
        keep(store, order(ship_by=CREATED), order("ord_2", ship_by=CREATED))

        change_it(store, lambda order: record_lateness(order, change()))

        assert list(store.due.late_orders(NOW)) == [due("ord_2")]

    def test_lateness_on_an_added_timeline_is_not_found(self, store: WholeStore) -> None:
        """An imported order may have been late before."""
        keep(store, record_lateness(order(ship_by=CREATED), change()))

        assert list(store.due.late_orders(NOW)) == []

    def test_lateness_is_recorded_for_one_time_to_ship_by(self, store: WholeStore) -> None:
        keep(store, order(ship_by=CREATED))
        change_it(store, lambda order: record_lateness(order, change(2)))

        change_it(store, lambda order: tagged(evolve(order, ship_by=CREATED + SECOND), "moved"))
        assert list(store.due.late_orders(NOW)) == [due(since=CREATED + SECOND)]

        change_it(store, lambda order: tagged(evolve(order, ship_by=CREATED), "back"))
        assert list(store.due.late_orders(NOW)) == []

    def test_archived_orders_are_never_late(self, store: WholeStore) -> None:
        keep(store, archived := order(ship_by=CREATED))
        store.archive.add(archived, NOW)

        assert list(store.due.late_orders(NOW)) == []

    def test_a_search_continues_after_an_order(self, store: WholeStore) -> None:
        """Orders that could not be changed do not keep it from finding the others."""
        times = [NOW - SECOND, NOW, *[CREATED] * MORE_THAN_A_BATCH]
        keep(
            store,
            *(
                order(f"ord_{number:03}", ship_by=CREATED, holds=(hold(until),))
                for number, until in enumerate(times)
            ),
        )

        for search, last in (
            (store.due.expired_holds, ["ord_000", "ord_001"]),
            (store.due.late_orders, ["ord_120", "ord_121"]),
        ):
            found: list[DueOrder] = []
            while some := search(NOW, found[-1] if found else None):
                assert len(some) < MORE_THAN_A_BATCH
                found += some
            assert len(set(found)) == len(found) == len(times)
            assert [each.order.order_id for each in found[-2:]] == last


def change_it(store: WholeStore, change: Callable[[Order], Order]) -> None:
    with store.begin("dom_1") as tx:
        tx.orders.save(change(tx.orders.get("dom_1", "ord_1").unwrap()))
        tx.commit()
