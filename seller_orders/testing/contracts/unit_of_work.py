"""What a unit of work does, wholly or not at all."""

import pytest

from seller_orders.testing.outbox_steps import waiting
from seller_orders.testing.sample_order import change
from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import is_kept, keep, kept, message, order, tagged


class SomethingBrokeError(Exception):
    pass


def change_everything(
    store: Store, *, undo: bool = False, commit: bool = False, breaks: bool = False
) -> None:
    """Add an order, change another, restock it, leave a message, and answer a key."""
    with store.begin("dom_1") as tx:
        tx.orders.add(order("ord_new"))
        vip = tagged(tx.orders.get("dom_1", "ord_1").unwrap(), "vip")
        after = vip.restock({"pasta": 2}, change(3))
        tx.orders.save(after)
        tx.inventory.restore(after, after.restocks[-1])
        tx.outbox.add([message()])
        tx.idempotency.claim("dom_1", "key")
        tx.idempotency.record("dom_1", "key", "f", b"answer")
        if breaks:
            raise SomethingBrokeError
        if undo:
            tx.undo()
        if commit:
            tx.commit()


def traces(store: Store) -> list[object]:
    """Return what the change would leave: none of it is there beforehand."""
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
    """Give it a fixture ``store``: an empty one, of the kind that is to be tested."""

    def test_what_is_committed_is_there_wholly(self, store: Store) -> None:
        keep(store, order())

        change_everything(store, commit=True)

        restocked = [("ord_1", "pasta", 2)]
        assert traces(store) == [True, ("vip",), 3, restocked, [message()], b"answer"]

    def test_a_unit_of_work_that_is_left_without_commit_leaves_nothing(self, store: Store) -> None:
        keep(store, order())

        change_everything(store)

        assert traces(store) == UNTOUCHED

    def test_an_exception_that_passes_through_leaves_nothing(self, store: Store) -> None:
        keep(store, order())

        with pytest.raises(SomethingBrokeError):
            change_everything(store, breaks=True)

        assert traces(store) == UNTOUCHED

    def test_what_is_undone_is_not_there_even_if_the_unit_of_work_is_committed(
        self, store: Store
    ) -> None:
        keep(store, order())

        change_everything(store, undo=True, commit=True)

        assert traces(store) == UNTOUCHED

    def test_what_follows_what_was_undone_is_committed_alone(self, store: Store) -> None:
        keep(store, order())

        with store.begin("dom_1") as tx:
            before = tx.orders.get("dom_1", "ord_1").unwrap()
            tx.orders.save(tagged(before, "undone"))
            tx.outbox.add([message("undone")])
            tx.undo()
            again = tx.orders.get("dom_1", "ord_1").unwrap()
            tx.orders.save(tagged(again, "vip"))
            tx.outbox.add([message()])
            tx.commit()

        assert again == before
        assert kept(store).tags == ("vip",)
        assert waiting(store) == [message()]

    def test_undoing_before_anything_was_done_and_twice_is_fine(self, store: Store) -> None:
        with store.begin("dom_1") as tx:
            tx.undo()
            tx.undo()
            tx.orders.add(order())
            tx.commit()

        assert is_kept(store)

    def test_what_happens_after_the_commit_is_not_part_of_it(self, store: Store) -> None:
        keep(store, order())

        with store.begin("dom_1") as tx:
            tx.orders.save(tagged(tx.orders.get("dom_1", "ord_1").unwrap(), "vip"))
            tx.commit()
            tx.orders.add(order("ord_late"))
            tx.outbox.add([message()])

        assert kept(store).tags == ("vip",)
        assert not is_kept(store, "ord_late")
        assert waiting(store) == []

    def test_nobody_sees_a_change_before_it_is_committed(self, store: Store) -> None:
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
