"""Contract of the order repository."""

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from returns.result import Failure

from seller_orders.application.ports.order_repository import ExistingIdentifiers, StoreNumber
from seller_orders.domain.order import Order
from seller_orders.domain.payment import RefundStatus
from seller_orders.domain.refusals import OrderNotFound
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.timeline import Change
from seller_orders.testing.sample_order import (
    LATER,
    fulfillment,
    inr,
    line,
    order_with_cancelled_units,
    payment,
)
from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import fresh_domain, keep, kept, order, tagged
from seller_orders.testing.strategies import orders


@st.composite
def two_states_of_one_order(draw: st.DrawFn, domain_id: str) -> tuple[Order, Order]:
    before, other = draw(orders(st.just(domain_id))), draw(orders(st.just(domain_id)))
    # Leave room for the next version in its column.
    version = min(before.version, 2**31 - 2)
    return evolve(before, version=version), evolve(other, id=before.id, version=version + 1)


def with_failed_parts(order: Order) -> Order:
    """Return the next version, in which every part of every refund has failed."""
    refunds = tuple(
        evolve(
            refund,
            status=RefundStatus.FAILED,
            parts=tuple(evolve(part, status=RefundStatus.FAILED) for part in refund.parts),
        )
        for refund in order.payment.refunds
    )
    return evolve(order, version=order.version + 1, payment=evolve(order.payment, refunds=refunds))


class OrderRepositoryContract:
    """Contract of ``OrderRepository``. Needs an empty ``store`` and a ``shared_store``."""

    def test_an_unknown_order_is_not_found(self, store: Store) -> None:
        with store.begin("dom_1") as tx:
            found = tx.orders.get("dom_1", "ord_1")

        assert found == Failure(OrderNotFound("ord_1"))

    @settings(max_examples=20)
    @given(domain_id=st.builds(fresh_domain), data=st.data())
    def test_get_returns_the_order_that_was_added(
        self, shared_store: Store, domain_id: str, data: st.DataObject
    ) -> None:
        added = data.draw(orders(domain_ids=st.just(domain_id)))

        keep(shared_store, added)

        with shared_store.begin(domain_id) as tx:
            assert tx.orders.get(domain_id, added.id).unwrap() == added

    @settings(max_examples=20)
    @given(domain_id=st.builds(fresh_domain), data=st.data())
    def test_save_replaces_any_state_with_any_other(
        self, shared_store: Store, domain_id: str, data: st.DataObject
    ) -> None:
        """``save`` replaces every part of the earlier state."""
        before, after = data.draw(two_states_of_one_order(domain_id))
        keep(shared_store, before)

        with shared_store.begin(domain_id) as tx:
            tx.orders.get(domain_id, before.id)
            tx.orders.save(after)
            tx.commit()

        assert kept(shared_store, after.id, domain_id) == after

    def test_get_many_omits_unknown_orders(self, store: Store) -> None:
        keep(store, order("ord_1"), order("ord_2"), order("ord_3"), order("ord_4", "dom_2"))

        with store.begin("dom_1") as tx:
            found = tx.orders.get_many("dom_1", ["ord_3", "ord_9", "ord_1", "ord_4", "ord_3"])
            none = tx.orders.get_many("dom_1", [])

        assert found == {"ord_1": order("ord_1"), "ord_3": order("ord_3")}
        assert none == {}

    def test_save_stores_many_orders_with_their_changes(self, store: Store) -> None:
        keep(store, *(order(f"ord_{n}") for n in range(20)))
        ids = [f"ord_{n}" for n in range(20)]

        with store.begin("dom_1") as tx:
            found = tx.orders.get_many("dom_1", ids)
            tx.orders.save(*(tagged(found[id], f"tag-{id}") for id in ids[1:]))
            tx.commit()

        assert [kept(store, id).tags for id in ids] == [(), *((f"tag-{id}",) for id in ids[1:])]
        assert [kept(store, id).version for id in ids] == [1] + [2] * 19

    def test_an_order_can_be_saved_repeatedly(self, store: Store) -> None:
        keep(store, order())

        with store.begin("dom_1") as tx:
            once = tagged(tx.orders.get("dom_1", "ord_1").unwrap(), "b")
            tx.orders.save(once)
            twice = tagged(once, "a")
            tx.orders.save(twice)
            tx.commit()

        assert kept(store) == twice
        assert kept(store).tags == ("b", "a")

    def test_saving_an_unchanged_order_changes_nothing(self, store: Store) -> None:
        keep(store, order())

        with store.begin("dom_1") as tx:
            tx.orders.save(tx.orders.get("dom_1", "ord_1").unwrap())
            tx.commit()

        assert kept(store) == order()

    def test_save_and_add_accept_no_orders(self, store: Store) -> None:
        keep(store, order())

        with store.begin("dom_1") as tx:
            tx.orders.save()
            tx.orders.add()
            tx.commit()

        assert kept(store) == order()

    def test_cancellation_lowers_fulfilled_quantities(self, store: Store) -> None:
        """A line's fulfilled quantity goes down as well as up."""
        keep(store, order(fulfillments=(fulfillment(pasta=2),)))
        change = Change(id="evt_2", at=LATER, by="key:1")

        with store.begin("dom_1") as tx:
            before = tx.orders.get("dom_1", "ord_1").unwrap()
            tx.orders.save(before.move_to(OrderStatus.CANCELLED, change))
            tx.commit()

        assert kept(store).fulfillment_status == "unfulfilled"
        detail = store.reader.detail("dom_1", "ord_1").unwrap()
        assert [line["fulfilled_quantity"] for line in detail["items"]] == [0, 0]

    def test_save_keeps_units_and_refunds_by_units(self, store: Store) -> None:
        """Several lines change at once, and a refund's parts after it."""
        after = order_with_cancelled_units(number="ord_1", version=2)
        lines = tuple(line(each.id, each.quantity, "100") for each in after.lines)
        keep(store, order(lines=lines, discount=inr(0), payment=payment("paid", 1210)))

        with store.begin("dom_1") as tx:
            tx.orders.get("dom_1", "ord_1")
            tx.orders.save(after)
            tx.commit()
        saved = kept(store)
        with store.begin("dom_1") as tx:
            before = tx.orders.get("dom_1", "ord_1").unwrap()
            tx.orders.save(settled := with_failed_parts(before))
            tx.commit()

        assert saved == after
        assert kept(store) == settled

    def test_taken_returns_ids_and_numbers_in_use(self, store: Store) -> None:
        keep(store, order("ord_1", number="A"), order("ord_2", number="B"))
        keep(store, order("ord_3", number="A", store_id="store_2"))

        with store.begin("dom_1") as tx:
            taken = tx.orders.taken("dom_1", ["ord_2", "ord_9"], ["A", "Z", "a"])
            nothing = tx.orders.taken("dom_1", [], [])

        assert taken == ExistingIdentifiers(
            frozenset({"ord_2"}),
            frozenset({StoreNumber("store_1", "A"), StoreNumber("store_2", "A")}),
        )
        assert nothing == ExistingIdentifiers(frozenset(), frozenset())
