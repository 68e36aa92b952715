"""What an inventory does."""

from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import give_back, keep, order


class InventoryContract:
    """Give it a fixture ``store``: an empty one, of the kind that is to be tested."""

    def test_units_of_each_line_are_taken_back(self, store: Store) -> None:
        keep(store, order())

        give_back(store, {"pasta": 2, "soup": 1})

        assert store.restocked("dom_1") == [("ord_1", "pasta", 2), ("ord_1", "soup", 1)]

    def test_each_restock_of_a_line_is_taken_back(self, store: Store) -> None:
        keep(store, order())

        give_back(store, {"pasta": 1})
        give_back(store, {"pasta": 1, "soup": 1})

        assert store.restocked("dom_1") == [
            *[("ord_1", "pasta", 1)] * 2,
            ("ord_1", "soup", 1),
        ]

    def test_the_same_line_of_another_order_is_another_line(self, store: Store) -> None:
        keep(store, order("ord_1"), order("ord_2"))

        give_back(store, {"pasta": 2}, "ord_1")
        give_back(store, {"pasta": 2}, "ord_2")

        assert store.restocked("dom_1") == [("ord_1", "pasta", 2), ("ord_2", "pasta", 2)]

    def test_what_is_not_committed_is_not_taken_back(self, store: Store) -> None:
        keep(store, order())

        give_back(store, {"pasta": 2}, commit=False)

        assert store.restocked("dom_1") == []
