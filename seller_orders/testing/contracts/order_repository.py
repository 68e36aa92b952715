"""What an order repository does."""

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from returns.result import Failure

from seller_orders.application.ports.order_repository import ExistingIdentifiers
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import OrderNotFound
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.timeline import Change
from seller_orders.testing.sample_order import LATER, fulfillment
from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import fresh_domain, keep, kept, order, tagged
from seller_orders.testing.strategies import orders


@st.composite
def two_states_of_one_order(draw: st.DrawFn, domain_id: str) -> tuple[Order, Order]:
    before, other = draw(orders(st.just(domain_id))), draw(orders(st.just(domain_id)))
    # Not the last version that fits its column: there is one after it.
    version = min(before.version, 2**31 - 2)
    return evolve(before, version=version), evolve(other, id=before.id, version=version + 1)


class OrderRepositoryContract:
    """Give it a fixture ``store``: an empty one, of the kind that is to be tested."""

    def test_an_order_that_is_not_there_is_not_found(self, store: Store) -> None:
        with store.begin("dom_1") as tx:
            found = tx.orders.get("dom_1", "ord_1")

        assert found == Failure(OrderNotFound("ord_1"))

    @settings(max_examples=20)
    @given(domain_id=st.builds(fresh_domain), data=st.data())
    def test_an_order_comes_back_as_it_was_added(
        self, shared_store: Store, domain_id: str, data: st.DataObject
    ) -> None:
        added = data.draw(orders(domain_ids=st.just(domain_id)))

        keep(shared_store, added)

        with shared_store.begin(domain_id) as tx:
            assert tx.orders.get(domain_id, added.id).unwrap() == added

    @settings(max_examples=20)
    @given(domain_id=st.builds(fresh_domain), data=st.data())
    def test_any_state_can_follow_any_other(
        self, shared_store: Store, domain_id: str, data: st.DataObject
    ) -> None:
        """Whatever parts two states have in common or not, saving leaves the latter alone."""
        before, after = data.draw(two_states_of_one_order(domain_id))
        keep(shared_store, before)

        with shared_store.begin(domain_id) as tx:
            tx.orders.get(domain_id, before.id)
            tx.orders.save(after)
            tx.commit()

        assert kept(shared_store, after.id, domain_id) == after

    def test_several_are_got_by_id_and_those_that_are_absent_are_left_out(
        self, store: Store
    ) -> None:
        keep(store, order("ord_1"), order("ord_2"), order("ord_3"), order("ord_4", "dom_2"))

        with store.begin("dom_1") as tx:
            found = tx.orders.get_many("dom_1", ["ord_3", "ord_9", "ord_1", "ord_4", "ord_3"])
            none = tx.orders.get_many("dom_1", [])

        assert found == {"ord_1": order("ord_1"), "ord_3": order("ord_3")}
        assert none == {}

    def test_many_are_saved_together_each_with_its_own_change(self, store: Store) -> None:
        keep(store, *(order(f"ord_{n}") for n in range(20)))
        ids = [f"ord_{n}" for n in range(20)]

        with store.begin("dom_1") as tx:
            found = tx.orders.get_many("dom_1", ids)
            tx.orders.save(*(tagged(found[id], f"tag-{id}") for id in ids[1:]))
            tx.commit()

        assert [kept(store, id).tags for id in ids] == [(), *((f"tag-{id}",) for id in ids[1:])]
        assert [kept(store, id).version for id in ids] == [1] + [2] * 19

    def test_one_order_is_saved_several_times_in_one_unit_of_work(self, store: Store) -> None:
        keep(store, order())

        with store.begin("dom_1") as tx:
            once = tagged(tx.orders.get("dom_1", "ord_1").unwrap(), "b")
            tx.orders.save(once)
            twice = tagged(once, "a")
            tx.orders.save(twice)
            tx.commit()

        assert kept(store) == twice
        assert kept(store).tags == ("b", "a")

    def test_saving_an_order_that_did_not_change_leaves_it(self, store: Store) -> None:
        keep(store, order())

        with store.begin("dom_1") as tx:
            tx.orders.save(tx.orders.get("dom_1", "ord_1").unwrap())
            tx.commit()

        assert kept(store) == order()

    def test_saving_nothing_and_adding_nothing_is_fine(self, store: Store) -> None:
        keep(store, order())

        with store.begin("dom_1") as tx:
            tx.orders.save()
            tx.orders.add()
            tx.commit()

        assert kept(store) == order()

    def test_units_that_a_cancelled_fulfillment_frees_can_be_fulfilled_anew(
        self, store: Store
    ) -> None:
        """The count that the store keeps a line goes down as well as up."""
        keep(store, order(fulfillments=(fulfillment(pasta=2),)))
        change = Change(id="evt_2", at=LATER, by="key:1")

        with store.begin("dom_1") as tx:
            before = tx.orders.get("dom_1", "ord_1").unwrap()
            tx.orders.save(before.move_to(OrderStatus.CANCELLED, change))
            tx.commit()

        assert kept(store).fulfillment_status == "unfulfilled"
        detail = store.reader.detail("dom_1", "ord_1").unwrap()
        assert [line["fulfilled_quantity"] for line in detail["items"]] == [0, 0]

    def test_ids_and_numbers_that_are_in_use_are_known(self, store: Store) -> None:
        keep(store, order("ord_1", number="A"), order("ord_2", number="B"))

        with store.begin("dom_1") as tx:
            taken = tx.orders.taken("dom_1", ["ord_2", "ord_9"], ["A", "Z", "a"])
            nothing = tx.orders.taken("dom_1", [], [])

        assert taken == ExistingIdentifiers(frozenset({"ord_2"}), frozenset({"A"}))
        assert nothing == ExistingIdentifiers(frozenset(), frozenset())
