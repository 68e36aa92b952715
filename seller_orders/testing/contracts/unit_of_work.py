"""Contract of the unit of work: everything is committed, or nothing."""

import pytest

from seller_orders.testing.outbox_steps import waiting
from seller_orders.testing.sample_order import change
from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import is_kept, keep, kept, message, order, tagged


class SomethingBrokeError(Exception):
    pass


def change_everything(
    store: Store, *, rollback: bool = False, commit: bool = False, breaks: bool = False
) -> None:
    """Add an order, change and restock another, post a message, and record a response."""
    with store.begin("dom_1") as tx:
        tx.orders.add(order("ord_new"))
        vip = tagged(tx.orders.get("dom_1", "ord_1").unwrap(), "vip")
        after = vip.restock({"pasta": 2}, change(3))
        tx.orders.save(after)
        tx.inventory.restore((after, after.restocks[-1]))
        tx.outbox.add([message()])
        tx.idempotency.claim("dom_1", "key")
        tx.idempotency.record("dom_1", "key", "f", b"answer")
        if breaks:
            raise SomethingBrokeError
        if rollback:
            tx.rollback()
        if commit:
            tx.commit()


def traces(store: Store) -> list[object]:
    """Return everything that ``change_everything`` writes."""
    return [
        is_kept(store, "ord_new"),
        kept(store, "ord_1").tags,
        kept(store, "ord_1").version,
        store.restocked("dom_1"),
        waiting(store),
        answer(store),
    ]


def answer(store: Store) -> bytes | None:
    with store.begin("dom_1") as tx:
        found = tx.idempotency.claim("dom_1", "key")
    return None if found is None else found.answer


UNTOUCHED: list[object] = [False, (), 1, [], [], None]


class UnitOfWorkContract:
    """Contract of ``UnitOfWork``. Needs a fixture ``store``: an empty store."""

    def test_commit_stores_everything(self, store: Store) -> None:
        keep(store, order())

        change_everything(store, commit=True)

        restocked = [("ord_1", "pasta", 2)]
        assert traces(store) == [True, ("vip",), 3, restocked, [message()], b"answer"]

    def test_without_commit_nothing_is_stored(self, store: Store) -> None:
        keep(store, order())

        change_everything(store)

        assert traces(store) == UNTOUCHED

    def test_an_exception_rolls_everything_back(self, store: Store) -> None:
        keep(store, order())

        with pytest.raises(SomethingBrokeError):
            change_everything(store, breaks=True)

        assert traces(store) == UNTOUCHED

    def test_rolled_back_changes_are_not_committed_later(self, store: Store) -> None:
        keep(store, order())

        change_everything(store, rollback=True, commit=True)

        assert traces(store) == UNTOUCHED

    def test_changes_after_a_rollback_are_committed(self, store: Store) -> None:
        keep(store, order())

        with store.begin("dom_1") as tx:
            before = tx.orders.get("dom_1", "ord_1").unwrap()
            tx.orders.save(tagged(before, "undone"))
            tx.outbox.add([message("undone")])
            tx.rollback()
            again = tx.orders.get("dom_1", "ord_1").unwrap()
            tx.orders.save(tagged(again, "vip"))
            tx.outbox.add([message()])
            tx.commit()

        assert again == before
        assert kept(store).tags == ("vip",)
        assert waiting(store) == [message()]

    def test_rollback_can_be_repeated(self, store: Store) -> None:
        with store.begin("dom_1") as tx:
            tx.rollback()
            tx.rollback()
            tx.orders.add(order())
            tx.commit()

        assert is_kept(store)

    def test_changes_after_a_commit_are_not_committed(self, store: Store) -> None:
        keep(store, order())

        with store.begin("dom_1") as tx:
            tx.orders.save(tagged(tx.orders.get("dom_1", "ord_1").unwrap(), "vip"))
            tx.commit()
            tx.orders.add(order("ord_late"))
            tx.outbox.add([message()])

        assert kept(store).tags == ("vip",)
        assert not is_kept(store, "ord_late")
        assert waiting(store) == []

    def test_uncommitted_changes_are_invisible_to_others(self, store: Store) -> None:
        keep(store, order())

        with store.begin("dom_1") as tx:
            tx.orders.add(order("ord_new"))
            tx.orders.save(tagged(tx.orders.get("dom_1", "ord_1").unwrap(), "vip"))
            tx.outbox.add([message()])
            seen = [is_kept(store, "ord_new"), kept(store), waiting(store)]

        assert seen == [False, order(), []]

    def test_a_unit_of_work_sees_its_own_changes(self, store: Store) -> None:
        keep(store, order())

        with store.begin("dom_1") as tx:
            tx.orders.save(tagged(tx.orders.get("dom_1", "ord_1").unwrap(), "vip"))
            tx.orders.add(order("ord_new"))
            again = tx.orders.get_many("dom_1", ["ord_1", "ord_new"])
            taken = tx.orders.taken("dom_1", ["ord_new"], [])

        assert again["ord_1"].tags == ("vip",)
        assert again["ord_new"] == order("ord_new")
        assert taken.order_ids == {"ord_new"}
