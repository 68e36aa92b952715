import pytest

from seller_orders.application.messages import Channel
from seller_orders.domain.line_item import RestockedItem
from tests.contracts.steps import is_kept, keep, kept, message, order, tagged
from tests.contracts.stores import Store
from tests.unit.domain.samples import LATER

UNITS = [RestockedItem("pasta", "sku-pasta", 2)]


class SomethingBrokeError(Exception):
    pass


def change_everything(store: Store, *, commit: bool = False, breaks: bool = False) -> None:
    """Add an order, change another, restock it and leave a message."""
    with store.begin() as tx:
        tx.orders.add(order("ord_new"))
        tx.orders.save(tagged(tx.orders.get("dom_1", "ord_1").unwrap(), "vip"))
        tx.inventory.restore("dom_1", "ord_1", UNITS, LATER)
        tx.outbox.add([message()])
        if breaks:
            raise SomethingBrokeError
        if commit:
            tx.commit()


def traces(store: Store) -> list[object]:
    """What the change would leave: none of it is there beforehand."""
    return [
        is_kept(store, "ord_new"),
        kept(store, "ord_1").tags,
        kept(store, "ord_1").version,
        store.restocked(),
        store.queue.undelivered(Channel.LOG),
    ]


UNTOUCHED: list[object] = [False, (), 1, [], []]


def test_what_is_committed_is_there_wholly(store: Store):
    keep(store, order())

    change_everything(store, commit=True)

    restocked = [("dom_1", "ord_1", "pasta", 2)]
    assert traces(store) == [True, ("vip",), 2, restocked, [message()]]


def test_a_unit_of_work_that_is_left_without_commit_leaves_nothing(store: Store):
    keep(store, order())

    change_everything(store)

    assert traces(store) == UNTOUCHED


def test_an_exception_that_passes_through_leaves_nothing(store: Store):
    keep(store, order())

    with pytest.raises(SomethingBrokeError):
        change_everything(store, breaks=True)

    assert traces(store) == UNTOUCHED


def test_what_happens_after_the_commit_is_not_part_of_it(store: Store):
    keep(store, order())

    with store.begin() as tx:
        tx.orders.save(tagged(tx.orders.get("dom_1", "ord_1").unwrap(), "vip"))
        tx.commit()
        tx.orders.add(order("ord_late"))
        tx.outbox.add([message()])

    assert kept(store).tags == ("vip",)
    assert not is_kept(store, "ord_late")
    assert store.queue.undelivered(Channel.LOG) == []


def test_nobody_sees_a_change_before_it_is_committed(store: Store):
    keep(store, order())

    with store.begin() as tx:
        tx.orders.add(order("ord_new"))
        tx.orders.save(tagged(tx.orders.get("dom_1", "ord_1").unwrap(), "vip"))
        tx.outbox.add([message()])
        seen = traces(store)

    assert seen == UNTOUCHED


def test_a_unit_of_work_sees_its_own_changes(store: Store):
    keep(store, order())

    with store.begin() as tx:
        tx.orders.save(tagged(tx.orders.get("dom_1", "ord_1").unwrap(), "vip"))
        tx.orders.add(order("ord_new"))
        again = tx.orders.get_many("dom_1", ["ord_1", "ord_new"])
        taken = tx.orders.taken("dom_1", ["ord_new"], [])

    assert again["ord_1"].tags == ("vip",)
    assert again["ord_new"] == order("ord_new")
    assert taken.order_ids == {"ord_new"}
