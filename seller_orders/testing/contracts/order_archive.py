"""Contract of the order archive."""

import pytest

from seller_orders.application.ports.order_repository import StoreNumber
from seller_orders.application.ports.order_search import OrderFilters, Position, Sort, SortKey
from seller_orders.application.ports.unit_of_work import WriteConflictError
from seller_orders.testing.sample_order import CREATED, LATER
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import keep, kept, order, tagged

BY_TIME = Sort(SortKey.CREATED_AT, False)


def listed(store: WholeStore, domain_id: str = "dom_1", number: str | None = None) -> list[str]:
    wanted = OrderFilters(number_begins_or_ends_with=number)
    found, total = store.search.page(domain_id, wanted, BY_TIME, 0, 100)
    after = store.search.after(domain_id, wanted, BY_TIME, Position(CREATED, ""), 100)
    ids = [each["order_id"] for each in found.orders]
    assert total == len(ids)
    assert [each["order_id"] for each in after.orders] == ids
    return ids


class OrderArchiveContract:
    """Contract of ``OrderArchive``. Needs a fixture ``store``: an empty ``WholeStore``."""

    def test_an_archived_order_is_in_no_list(self, store: WholeStore) -> None:
        keep(store, order("ord_1"), order("ord_2"), order("ord_3"))

        store.archive.add(order("ord_2"), LATER)

        assert listed(store) == ["ord_1", "ord_3"]
        assert listed(store, number="ord_2") == []

    def test_an_archived_order_can_be_read_and_exported(self, store: WholeStore) -> None:
        keep(store, order("ord_1"))

        store.archive.add(order("ord_1"), LATER)

        assert kept(store) == order("ord_1")
        assert [each.id for each in store.reader.every_order("dom_1")] == ["ord_1"]
        with store.begin("dom_1") as tx:
            assert tx.orders.taken("dom_1", ["ord_1"], ["ord_1"]).numbers == {
                StoreNumber("store_1", "ord_1")
            }

    def test_a_changed_order_stays_archived(self, store: WholeStore) -> None:
        keep(store, order("ord_1"))
        store.archive.add(order("ord_1"), LATER)

        with store.begin("dom_1") as tx:
            changed = tagged(tx.orders.get("dom_1", "ord_1").unwrap(), "vip")
            tx.orders.save(changed)
            tx.commit()
        store.archive.add(changed, LATER)

        assert kept(store) == changed
        assert listed(store) == []

    def test_archiving_another_version_is_a_write_conflict(self, store: WholeStore) -> None:
        keep(store, order("ord_1"))

        with pytest.raises(WriteConflictError):
            store.archive.add(tagged(order("ord_1"), "vip"), LATER)

        assert listed(store) == ["ord_1"]

    def test_archiving_does_not_touch_another_domain(self, store: WholeStore) -> None:
        keep(store, order("ord_1"), order("ord_1", "dom_2"))

        store.archive.add(order("ord_1"), LATER)

        assert listed(store) == []
        assert listed(store, "dom_2") == ["ord_1"]
