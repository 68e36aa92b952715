from itertools import islice

from attrs import evolve

from seller_orders.application.messages import Channel, Message, OrderEvent
from seller_orders.domain.timeline import ChangeType
from tests.contracts.steps import message
from tests.contracts.stores import Store
from tests.unit.domain.samples import LATER


def post(store: Store, *messages: Message) -> None:
    with store.begin() as tx:
        tx.outbox.add(messages)
        tx.commit()


def test_a_message_comes_out_as_it_went_in(store: Store):
    post(store, message())

    assert store.queue.undelivered(Channel.LOG) == [message()]


def test_only_what_was_committed_is_handed_out(store: Store):
    with store.begin() as tx:
        tx.outbox.add([message("undone")])
    with store.begin() as tx:
        tx.outbox.add([message("open")])
        seen_meanwhile = store.queue.undelivered(Channel.LOG)
        tx.commit()

    assert seen_meanwhile == []
    assert store.queue.undelivered(Channel.LOG) == [message("open")]


def test_the_oldest_comes_first(store: Store):
    old, newer, newest = (message(f"evt_{n}", minutes=n) for n in (1, 2, 3))

    post(store, newer)
    post(store, newest, old)

    assert store.queue.undelivered(Channel.LOG) == [old, newer, newest]


def test_messages_of_one_moment_come_in_the_order_of_the_changes(store: Store):
    second, tenth, third = (message(f"evt_{n}", version=n) for n in (2, 10, 3))

    post(store, tenth, second, third)

    assert store.queue.undelivered(Channel.LOG) == [second, third, tenth]


def test_what_is_delivered_is_not_handed_out_again(store: Store):
    first, second = message("evt_1", minutes=1), message("evt_2", minutes=2)
    post(store, first, second)

    store.queue.mark_delivered([first], LATER)

    assert store.queue.undelivered(Channel.LOG) == [second]


def test_what_is_marked_twice_is_delivered_once(store: Store):
    post(store, message())

    store.queue.mark_delivered([message()], LATER)
    store.queue.mark_delivered([message()], LATER)

    assert store.queue.undelivered(Channel.LOG) == []


def test_a_backlog_of_any_length_drains_in_order(store: Store):
    backlog = [message(f"evt_{n}", minutes=n) for n in range(230)]
    post(store, *reversed(backlog))

    delivered = []
    while batch := store.queue.undelivered(Channel.LOG):
        for each in islice(batch, 50):
            store.queue.mark_delivered([each], LATER)
            delivered.append(each)

    assert delivered == backlog


def event(id: str = "evt_1", version: int = 2) -> OrderEvent:
    return OrderEvent(
        message_id=id,
        domain_id="dom_1",
        order_id="ord_1",
        about=ChangeType.STATUS_CHANGED,
        version=version,
        created_at=LATER,
    )


def test_an_event_comes_out_as_it_went_in(store: Store):
    post(store, event("evt_2", 3), event("evt_1", 2))

    assert store.queue.undelivered(Channel.EVENT) == [event("evt_1", 2), event("evt_2", 3)]


def test_each_channel_has_a_queue_of_its_own(store: Store):
    by_mail = evolve(message("evt_1.email"), channel=Channel.EMAIL)
    post(store, event(), message(), by_mail)

    store.queue.mark_delivered([message()], LATER)

    waiting = {channel: list(store.queue.undelivered(channel)) for channel in Channel}
    assert waiting == {
        Channel.EVENT: [event()],
        Channel.EMAIL: [by_mail],
        Channel.LOG: [],
        Channel.SMS: [],
    }


def test_a_backlog_of_one_channel_does_not_hide_another(store: Store):
    post(store, *(message(f"evt_{n}.log") for n in range(150)), event())

    assert store.queue.undelivered(Channel.EVENT) == [event()]


def test_adding_no_message_is_fine(store: Store):
    post(store)

    assert store.queue.undelivered(Channel.LOG) == []
