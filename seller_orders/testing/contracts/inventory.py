"""Contract of the inventory."""

from attrs import evolve

from seller_orders.testing.sample_order import change
from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import give_back, keep, order


class InventoryContract:
    """Contract of ``Inventory``. Needs a fixture ``store``: an empty store."""

    def test_units_of_each_line_are_restocked(self, store: Store) -> None:
        keep(store, order())

        give_back(store, {"pasta": 2, "soup": 1})

        assert store.restocked("dom_1") == [("ord_1", "pasta", 2), ("ord_1", "soup", 1)]

    def test_a_line_can_be_restocked_repeatedly(self, store: Store) -> None:
        keep(store, order())

        give_back(store, {"pasta": 1})
        give_back(store, {"pasta": 1, "soup": 1})

        assert store.restocked("dom_1") == [
            *[("ord_1", "pasta", 1)] * 2,
            ("ord_1", "soup", 1),
        ]

    def test_equal_line_ids_of_two_orders_are_separate(self, store: Store) -> None:
        keep(store, order("ord_1"), order("ord_2"))

        give_back(store, {"pasta": 2}, "ord_1")
        give_back(store, {"pasta": 2}, "ord_2")

        assert store.restocked("dom_1") == [("ord_1", "pasta", 2), ("ord_2", "pasta", 2)]

    def test_several_orders_are_restocked_at_once(self, store: Store) -> None:
        keep(store, order("ord_1"), order("ord_2"))

        with store.begin("dom_1") as tx:
            found = tx.orders.get_many("dom_1", ["ord_1", "ord_2"])
            after = [
                each.restock({"soup": 1}, evolve(change(), id=f"evt_{id}"))
                for id, each in sorted(found.items())
            ]
            tx.orders.save(*after)
            tx.inventory.restore(*((each, each.restocks[-1]) for each in after))
            tx.commit()

        assert store.restocked("dom_1") == [("ord_1", "soup", 1), ("ord_2", "soup", 1)]

    def test_an_uncommitted_restock_is_discarded(self, store: Store) -> None:
        keep(store, order())

        give_back(store, {"pasta": 2}, commit=False)

        assert store.restocked("dom_1") == []
