"""What an inventory does."""

from seller_orders.application.ports.inventory import Restock
from seller_orders.domain.line_item import RestockedItem
from seller_orders.testing.samples import CREATED, LATER
from seller_orders.testing.steps import keep, order
from seller_orders.testing.store import Store

PASTA = RestockedItem("pasta", "sku-pasta", 2)
SOUP = RestockedItem("soup", "sku-soup", 1)


def restore(store: Store, *items: RestockedItem, order_id: str = "ord_1") -> None:
    with store.begin("dom_1") as tx:
        tx.inventory.restore("dom_1", Restock(order_id, 2, items, CREATED))
        tx.commit()


class InventoryContract:
    """Give it a fixture ``store``: an empty one, of the kind that is to be tested."""

    def test_each_line_is_taken_back(self, store: Store) -> None:
        keep(store, order())

        restore(store, PASTA, SOUP)

        assert store.restocked("dom_1") == [("ord_1", "pasta", 2), ("ord_1", "soup", 1)]

    def test_a_line_that_is_restored_twice_is_taken_back_once(self, store: Store) -> None:
        keep(store, order())

        restore(store, PASTA)
        restore(store, PASTA, SOUP)
        with store.begin("dom_1") as tx:
            other = (RestockedItem("soup", "other", 9),)
            tx.inventory.restore("dom_1", Restock("ord_1", 3, other, LATER))
            tx.commit()

        assert store.restocked("dom_1") == [("ord_1", "pasta", 2), ("ord_1", "soup", 1)]

    def test_the_same_line_of_another_order_is_another_line(self, store: Store) -> None:
        keep(store, order("ord_1"), order("ord_2"))

        restore(store, PASTA, order_id="ord_1")
        restore(store, PASTA, order_id="ord_2")

        assert store.restocked("dom_1") == [("ord_1", "pasta", 2), ("ord_2", "pasta", 2)]

    def test_restoring_nothing_takes_nothing_back(self, store: Store) -> None:
        keep(store, order())

        restore(store)

        assert store.restocked("dom_1") == []
