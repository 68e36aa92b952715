"""Contract tests of unique external ids."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from attrs import evolve
from returns.pipeline import is_successful

from seller_orders.application.ports.unit_of_work import WriteConflictError
from seller_orders.testing import sample_order
from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import keep, order

ERP = ("erp", "SO-17")


def holders(store: Store, *pairs: tuple[str, str], domain_id: str = "dom_1") -> dict[str, str]:
    """Return the orders that hold ids, by system and id with a colon between them."""
    with store.begin(domain_id) as tx:
        found = tx.orders.external_id_holders(domain_id, list(pairs))
    return {f"{system}:{id}": order_id for (system, id), order_id in found.items()}


class ExternalIdsContract:
    """Contract of the repository's external ids. Needs a fixture ``store``: an empty store."""

    def test_the_holder_of_an_external_id_is_found(self, store: Store) -> None:
        keep(
            store,
            order("ord_1", external_ids=dict([ERP, ("shop", "gid://é:1")])),
            order("ord_2", external_ids={"erp": "so-17", "shop": "SO-17"}),
        )

        asked = [ERP, ("shop", "gid://é:1"), ("erp", "so-17"), ("erp", "gid://é:1"), ("x", "y")]
        assert holders(store, *asked) == {
            "erp:SO-17": "ord_1",
            "shop:gid://é:1": "ord_1",
            "erp:so-17": "ord_2",
        }

    def test_another_domain_has_its_own_external_ids(self, store: Store) -> None:
        keep(store, order("ord_1", external_ids=dict([ERP])))
        keep(store, order("ord_2", "dom_2", external_ids=dict([ERP])))

        assert holders(store, ERP) == {"erp:SO-17": "ord_1"}
        assert holders(store, ERP, domain_id="dom_2") == {"erp:SO-17": "ord_2"}

    def test_new_orders_of_a_unit_of_work_are_holders(self, store: Store) -> None:
        with store.begin("dom_1") as tx:
            tx.orders.add(order(external_ids=dict([ERP])))
            assert tx.orders.external_id_holders("dom_1", [ERP]) == {ERP: "ord_1"}

    def test_a_removed_external_id_is_free(self, store: Store) -> None:
        keep(store, order("ord_1", external_ids=dict([ERP])), order("ord_2"))

        self._give(store, "ord_1", {"erp": "SO-18"})
        assert holders(store, ERP) == {}
        self._give(store, "ord_2", dict([ERP]))
        assert holders(store, ERP, ("erp", "SO-18")) == {
            "erp:SO-17": "ord_2",
            "erp:SO-18": "ord_1",
        }

    def test_one_of_concurrent_orders_gets_an_external_id(self, store: Store) -> None:
        def add(number: int) -> bool:
            while True:
                try:
                    with store.begin("dom_1") as tx:
                        if tx.orders.external_id_holders("dom_1", [ERP]):
                            return False
                        tx.orders.add(order(f"ord_{number}", external_ids=dict([ERP])))
                        tx.commit()
                        return True
                except WriteConflictError:
                    continue

        with ThreadPoolExecutor(6) as pool:
            added = list(pool.map(add, range(6)))

        assert sorted(added) == [False] * 5 + [True]
        assert holders(store, ERP) == {"erp:SO-17": f"ord_{added.index(True)}"}

    def _give(self, store: Store, order_id: str, external_ids: dict[str, str]) -> None:
        with store.begin("dom_1") as tx:
            found = tx.orders.get("dom_1", order_id)
            assert is_successful(found)
            before = found.unwrap()
            at = sample_order.LATER + timedelta(minutes=before.version)
            change = evolve(sample_order.change(before.version + 1), at=at)
            tx.orders.save(before.set_external_ids(external_ids, change))
            tx.commit()
