"""Contract of due changes."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from seller_orders.application.ports.due_changes import Lateness
from seller_orders.application.ports.order_cache import OrderKey
from seller_orders.domain.hold import Hold, HoldReason
from seller_orders.domain.hold_change import release
from seller_orders.testing.sample_order import CREATED, change, fulfillment
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import keep, order

SECOND = timedelta(seconds=1)
NOW = CREATED + timedelta(days=1)
MORE_THAN_A_BATCH = 120


def hold(until: datetime | None, id: str = "hld_1", **fields: Any) -> Hold:
    return Hold(id=id, reason=HoldReason.OTHER, until=until, created_at=CREATED, **fields)


def key(order_id: str = "ord_1", domain_id: str = "dom_1") -> OrderKey:
    return OrderKey(domain_id, order_id)


def late(
    order_id: str = "ord_1", domain_id: str = "dom_1", ship_by: datetime = CREATED
) -> Lateness:
    return Lateness(order=key(order_id, domain_id), ship_by=ship_by)


class DueChangesContract:
    """Contract of ``DueChanges``. Needs a fixture ``store``: an empty ``WholeStore``."""

    @pytest.mark.parametrize(
        ("until", "is_due"), [(NOW - SECOND, True), (NOW, True), (NOW + SECOND, False)]
    )
    def test_a_hold_is_due_from_its_end_on(
        self, store: WholeStore, until: datetime, is_due: bool
    ) -> None:
        keep(store, order(holds=(hold(until),)))

        assert list(store.due.expired_holds(NOW)) == [key()] * is_due

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

        assert list(store.due.expired_holds(NOW)) == [key()]

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

        assert set(store.due.expired_holds(NOW)) == {key(), key("ord_1", "dom_2")}
        assert set(store.due.late_orders(NOW)) == {late(), late("ord_1", "dom_2")}

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

        expected = [late(ship_by=kept.ship_by)] if is_late and kept.ship_by else []
        assert list(store.due.late_orders(NOW)) == expected

    def test_settled_lateness_is_not_found_again(self, store: WholeStore) -> None:
        keep(store, order(ship_by=CREATED), order("ord_2", ship_by=CREATED))

        for _ in range(2):
            store.due.settle_lateness(late())

        assert list(store.due.late_orders(NOW)) == [late("ord_2")]

    def test_lateness_is_settled_for_one_time_to_ship_by(self, store: WholeStore) -> None:
        keep(store, order(ship_by=CREATED))

        store.due.settle_lateness(late(ship_by=CREATED - SECOND))

        assert list(store.due.late_orders(NOW)) == [late()]

    def test_orders_are_found_some_at_a_time(self, store: WholeStore) -> None:
        keep(
            store,
            *(
                order(f"ord_{number}", ship_by=CREATED, holds=(hold(NOW),))
                for number in range(MORE_THAN_A_BATCH)
            ),
        )

        assert 0 < len(store.due.expired_holds(NOW)) < MORE_THAN_A_BATCH
        found = set[Lateness]()
        while some := store.due.late_orders(NOW):
            assert len(some) < MORE_THAN_A_BATCH
            found.update(some)
            for each in some:
                store.due.settle_lateness(each)
        assert len(found) == MORE_THAN_A_BATCH
