"""Delivery of events to consumers, on every store."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from attrs import define, field

from seller_orders.application.commands.deliver_event_batch import DeliverEventBatch
from seller_orders.application.commands.deliver_events import (
    AT_ONCE,
    AT_ONCE_OF_A_DOMAIN,
    DeliverEvents,
)
from seller_orders.application.commands.deliver_messages import (
    DeliverMessages,
    DeliverMessagesHandler,
)
from seller_orders.application.events.consumers import (
    DeliverToDomainConsumer,
    EventConsumer,
    from_channel,
)
from seller_orders.application.events.scout import EventScout
from seller_orders.application.outbox_messages import Channel, Message
from seller_orders.application.ports.event_log import BEGINNING, EventPosition
from seller_orders.application.ports.outbox import (
    DeferDeliveryError,
    Delivered,
    DeliveryError,
    UndeliverableError,
)
from seller_orders.testing.contracts.event_log import event
from seller_orders.testing.outbox_steps import post, state, waiting
from seller_orders.testing.sample_order import LATER
from seller_orders.testing.store import WholeStore
from tests.contracts.stores import STORES
from tests.support.waiting import WITHIN_S

ENDPOINT = "whe_01939f6e-0000-7000-8000-000000000001"


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> Iterator[WholeStore]:
    """An empty store of each kind, at the time of the sample events."""
    with STORES[request.param]() as empty:
        empty.clock.time = LATER
        yield empty


@pytest.fixture(scope="module")
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(16) as pool:
        yield pool


@define
class Receiver:
    """Receives events, and raises what ``fails`` returns for one."""

    fails: Callable[[Message], Exception | None] = lambda _: None
    got: list[Message] = field(factory=list)

    def __call__(self, message: Message) -> None:
        if (error := self.fails(message)) is not None:
            raise error
        self.got.append(message)

    @property
    def ids(self) -> list[str]:
        return [each.message_id for each in self.got]


@define
class DomainConsumersOf:
    """The consumers that are listed for a domain."""

    consumers: dict[str, list[EventConsumer]] = field(factory=dict)

    def has_any(self) -> bool:
        return bool(self.consumers)

    def of_domain(self, domain_id: str) -> list[EventConsumer]:
        return self.consumers.get(domain_id, [])


class InSequence(Executor):
    """Runs each task as it is submitted."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        done = Future[Any]()
        done.set_result(fn(*args, **kwargs))
        return done


@define
class Deliveries:
    """A relay's delivery of events."""

    store: WholeStore
    threads: ThreadPoolExecutor
    receiver: Receiver | None = field(factory=Receiver)
    listed: DomainConsumersOf = field(factory=DomainConsumersOf)
    events: DeliverEvents = field(init=False)
    handler: DeliverMessagesHandler = field(init=False)

    def __attrs_post_init__(self) -> None:
        store, clock = self.store, self.store.clock
        consumers = [EventConsumer(Channel.EVENT, self.receiver)] if self.receiver else []
        scout = EventScout(
            log=store.log,
            cursors=store.cursors,
            consumers=consumers,
            domain_consumers=self.listed,
            absent=[] if consumers else [Channel.EVENT],
        )
        batch = DeliverEventBatch(
            log=store.log,
            cursors=store.cursors,
            clock=clock,
            jitter=lambda: 1.0,
            threads=self.threads,
        )
        self.events = DeliverEvents(
            scout=scout,
            deliver_batch=batch,
            queue=store.queue,
            clock=clock,
            threads=self.threads,
        )
        self.handler = DeliverMessagesHandler(
            queue=store.queue,
            deliver={} if self.receiver is None else {Channel.EVENT: self.receiver},
            clock=clock,
            jitter=lambda: 1.0,
            deliver_events=self.events,
            deliver_to_consumer=DeliverToDomainConsumer(self.listed),
        )

    def run(self, is_stopping: Callable[[], bool] = lambda: False) -> float | None:
        """Deliver; return the seconds until the next attempt."""
        command = DeliverMessages(channels=(Channel.EVENT,), is_stopping=is_stopping)
        due_at = self.handler(command)
        return None if due_at is None else (due_at - self.store.clock.now()).total_seconds()


def test_each_event_is_delivered_once(store: WholeStore, threads: ThreadPoolExecutor):
    relay = Deliveries(store, threads, receiver := Receiver())
    post(store, event(1), event(2, "dom_2"))

    assert relay.run() is None
    post(store, event(3))
    assert relay.run() is None
    relay.run()

    assert sorted(receiver.ids) == ["evt_1", "evt_2", "evt_3"]
    assert not waiting(store)


def test_another_relay_goes_on_after_the_first(store: WholeStore, threads: ThreadPoolExecutor):
    post(store, event(1))
    Deliveries(store, threads).run()
    post(store, event(2))

    Deliveries(store, threads, receiver := Receiver()).run()

    assert receiver.ids == ["evt_2"]


def test_an_orders_events_come_in_sequence(store: WholeStore, threads: ThreadPoolExecutor):
    relay = Deliveries(store, threads, receiver := Receiver())
    post(store, *(event(n, order_id=f"ord_{n % 3}") for n in range(1, 250)))

    relay.run()

    assert len(receiver.got) == 249
    for number in range(3):
        versions = [e.version for e in receiver.got if e.order_id == f"ord_{number}"]
        assert versions == sorted(versions)


def test_an_event_is_recorded_before_the_next_of_its_order_is_delivered(
    store: WholeStore, threads: ThreadPoolExecutor
):
    # A relay that goes on from one that was killed delivers again what was not recorded.
    again = list[tuple[str, list[str]]]()

    def note_unrecorded(message: Message) -> None:
        (position,) = store.cursors.positions(Channel.EVENT).values()
        left = store.log.after(message.domain_id, position, 100).events
        ids = [each.event.message_id for each in left if each.event.order_id == message.order_id]
        again.append((message.message_id, ids))

    relay = Deliveries(store, threads, Receiver(note_unrecorded))
    post(store, event(1), event(2, order_id="ord_2"), event(3), event(4), event(5))

    relay.run()

    assert len(again) == 5
    assert all(ids[0] == id for id, ids in again)


def test_a_failed_event_holds_back_its_order_alone(store: WholeStore, threads: ThreadPoolExecutor):
    failing = {"evt_1"}
    receiver = Receiver(lambda e: DeliveryError("503") if e.message_id in failing else None)
    relay = Deliveries(store, threads, receiver)
    post(store, event(1), event(2, order_id="ord_2"), event(3))

    assert relay.run() == 0.5
    assert receiver.ids == ["evt_2"]
    assert [each.message_id for each in waiting(store)] == ["evt_1", "evt_3"]
    post(store, event(4))
    relay.run()
    failing.clear()
    store.clock.advance(seconds=0.5)
    assert relay.run() is None

    assert receiver.ids == ["evt_2", "evt_1", "evt_3", "evt_4"]
    assert {each.channel for each in receiver.got} == {Channel.EVENT}


def test_an_event_waits_no_longer_than_the_one_before(
    store: WholeStore, threads: ThreadPoolExecutor
):
    """The one before is delivered by another relay, whose lease would last for 10 seconds."""
    receiver = Receiver(lambda e: DeliveryError("503") if e.message_id == "evt_1" else None)
    relay = Deliveries(store, threads, receiver)
    post(store, event(1))
    relay.run()
    store.clock.advance(seconds=0.5)
    now = store.clock.now()
    (claimed,) = store.queue.claim(Channel.EVENT, now, now + timedelta(seconds=10))

    post(store, event(2))
    relay.run()
    assert receiver.ids == []
    store.queue.finish([(claimed, Delivered())], now)
    store.clock.advance(seconds=1)
    relay.run()

    assert receiver.ids == ["evt_2"]


def test_a_dead_event_holds_back_nothing(store: WholeStore, threads: ThreadPoolExecutor):
    receiver = Receiver(lambda e: UndeliverableError("410") if e.message_id == "evt_1" else None)
    post(store, event(1), event(2))

    assert Deliveries(store, threads, receiver).run() is None

    assert receiver.ids == ["evt_2"]
    assert state(store, "evt_1").dead_at == store.clock.now()


def test_a_consumer_that_is_down_is_paused(store: WholeStore, threads: ThreadPoolExecutor):
    is_down = Event()
    is_down.set()
    receiver = Receiver(lambda _: DeliveryError("down") if is_down.is_set() else None)
    relay = Deliveries(store, threads, receiver)
    post(store, *(event(n, order_id=f"ord_{n}") for n in range(1, 301)))

    assert relay.run() == 0.5
    assert len(waiting(store)) == 100
    is_down.clear()
    for _ in range(9):
        store.clock.advance(seconds=1)
        relay.run()

    assert sorted(receiver.ids) == sorted(f"evt_{n}" for n in range(1, 301))
    assert not waiting(store)


def test_a_consumer_that_defers_keeps_its_place(store: WholeStore, threads: ThreadPoolExecutor):
    is_away = Event()
    is_away.set()
    receiver = Receiver(lambda _: DeferDeliveryError("away") if is_away.is_set() else None)
    relay = Deliveries(store, threads, receiver)
    post(store, *(event(n, order_id=f"ord_{n}") for n in range(1, 5)))

    assert relay.run() == 1
    assert not waiting(store)
    is_away.clear()
    store.clock.advance(seconds=1)
    relay.run()

    assert sorted(receiver.ids) == ["evt_1", "evt_2", "evt_3", "evt_4"]


def test_a_lease_of_a_dead_relay_ends(store: WholeStore, threads: ThreadPoolExecutor):
    post(store, event(1))
    now = store.clock.now()
    assert store.cursors.claim("dom_1", "event", BEGINNING, now, now + timedelta(seconds=10))
    relay = Deliveries(store, threads, receiver := Receiver())

    relay.run()
    assert not receiver.got
    store.clock.advance(seconds=10)
    relay.run()

    assert receiver.ids == ["evt_1"]


def test_a_relay_that_stops_leaves_the_rest(store: WholeStore, threads: ThreadPoolExecutor):
    post(store, *(event(n) for n in range(1, 6)))
    stopping = Event()

    def stop_at_third(message: Message) -> None:
        if message.version == 3:
            stopping.set()

    Deliveries(store, threads, first := Receiver(stop_at_third)).run(stopping.is_set)
    Deliveries(store, threads, second := Receiver()).run()

    assert first.ids == ["evt_1", "evt_2", "evt_3"]
    assert second.ids == ["evt_4", "evt_5"]


def test_another_relay_delivers_what_a_stopped_one_has_not_read(
    store: WholeStore, threads: ThreadPoolExecutor
):
    """The other relay looked at the event while the one that stops had the lease."""
    stopping = Event()
    other = Deliveries(store, threads, second := Receiver())
    other.run()
    post(store, event(1))

    def stop_as_another_comes(_: Message) -> None:
        post(store, event(2))
        other.run()
        stopping.set()

    Deliveries(store, threads, Receiver(stop_as_another_comes)).run(stopping.is_set)
    assert second.ids == []
    store.clock.advance(seconds=1)
    other.run()

    assert second.ids == ["evt_2"]


def test_events_of_a_time_without_a_consumer_are_not_sent(
    store: WholeStore, threads: ThreadPoolExecutor
):
    post(store, event(1))
    assert Deliveries(store, threads, receiver=None).run() is None
    post(store, event(2))

    Deliveries(store, threads, receiver := Receiver()).run()

    assert receiver.ids == ["evt_2"]


def test_a_domains_own_consumer_gets_its_topics(store: WholeStore, threads: ThreadPoolExecutor):
    receiver = Receiver(lambda e: DeliveryError("503") if e.version == 2 else None)
    consumer = EventConsumer(ENDPOINT, receiver, wants=lambda e: e.version % 2 == 0)
    relay = Deliveries(
        store, threads, everything := Receiver(), DomainConsumersOf({"dom_1": [consumer]})
    )
    now = store.clock.now()
    begun = store.cursors.claim("dom_1", ENDPOINT, EventPosition(0), now, now)
    assert begun
    post(store, *(event(n, order_id=f"ord_{n}") for n in range(1, 5)), event(4, "dom_2"))

    relay.run()

    assert receiver.ids == ["evt_4"]
    assert len(everything.got) == 5
    (failed,) = waiting(store)
    assert failed.channel == consumer.channel
    assert len(failed.channel) == 20
    assert from_channel(failed) == event(2, order_id="ord_2")
    assert not failed.is_notification
    receiver.fails = lambda _: None
    store.clock.advance(seconds=0.5)
    relay.run()
    assert receiver.ids == ["evt_4", "evt_2"]
    assert receiver.got[1] == event(2, order_id="ord_2")


def test_events_that_come_meanwhile_are_one_batch(store: WholeStore, threads: ThreadPoolExecutor):
    relay = Deliveries(store, threads, receiver := Receiver())
    later, delivered = iter([[event(2), event(3)], []]), list[int]()

    def pause() -> None:
        delivered.append(len(receiver.got))
        post(store, *next(later))

    relay.events.pause = pause
    post(store, event(1))
    relay.run()

    assert receiver.ids == ["evt_1", "evt_2", "evt_3"]
    assert delivered == [1, 3]


def test_a_relay_without_consumers_searches_once_a_second(
    store: WholeStore, threads: ThreadPoolExecutor
):
    looked_at = list[float]()

    class Timed(DomainConsumersOf):
        def has_any(self) -> bool:
            looked_at.append((store.clock.now() - LATER).total_seconds())
            return False

    relay = Deliveries(store, threads, receiver=None, listed=Timed())
    for _ in range(9):
        relay.run()
        store.clock.advance(seconds=0.25)

    assert looked_at == [0, 1, 2]


@pytest.fixture
def endpoints(store: WholeStore) -> list[str]:
    """The ids of consumers of ``dom_1`` that have cursors at the beginning."""
    ids = [f"whe_{n}" for n in range(5)]
    now = store.clock.now()
    for each in ids:
        assert store.cursors.claim("dom_1", each, EventPosition(0), now, now)
    return ids


def test_a_consumer_records_a_batch_before_its_cursor_moves(
    store: WholeStore, threads: ThreadPoolExecutor, endpoints: list[str]
):
    receiver, positions = Receiver(), list[int]()

    def finish() -> None:
        assert sorted(receiver.ids) == ["evt_1", "evt_2"]
        positions.append(store.cursors.positions(endpoints[0])["dom_1"].number)

    consumer = EventConsumer(endpoints[0], receiver, finish=finish)
    post(store, event(1), event(2, order_id="ord_2"))
    Deliveries(store, threads, listed=DomainConsumersOf({"dom_1": [consumer]})).run()

    assert positions == [0]
    assert store.cursors.positions(endpoints[0])["dom_1"] == store.log.end("dom_1")


def test_what_could_not_be_recorded_is_delivered_again(
    store: WholeStore, threads: ThreadPoolExecutor, endpoints: list[str]
):
    outages = iter([ConnectionError("of somebody's secret address")])
    receiver, other = Receiver(), Receiver()

    def finish() -> None:
        for outage in outages:
            raise outage

    listed = [EventConsumer(endpoints[0], receiver, finish=finish)]
    listed.append(EventConsumer(endpoints[1], other))
    relay = Deliveries(store, threads, listed=DomainConsumersOf({"dom_1": listed}))
    post(store, event(1), event(2, order_id="ord_2"))

    relay.run()
    assert {each.channel for each in waiting(store)} == {endpoints[0]}
    store.clock.advance(seconds=1)
    relay.run()

    assert sorted(receiver.ids) == ["evt_1", "evt_1", "evt_2", "evt_2"]
    assert sorted(other.ids) == ["evt_1", "evt_2"]
    assert not waiting(store)


def test_consumers_of_a_domain_are_looked_up_together(
    store: WholeStore, threads: ThreadPoolExecutor, endpoints: list[str]
):
    looked_up: list[str] = []

    class Counted(DomainConsumersOf):
        def of_domain(self, domain_id: str) -> list[EventConsumer]:
            looked_up.append(domain_id)
            return super().of_domain(domain_id)

    listed = Counted({"dom_1": [EventConsumer(each, Receiver()) for each in endpoints]})
    store.clock.advance(seconds=1)

    Deliveries(store, threads, listed=listed).run()

    # Once by the search, and once by the batch of each.
    assert looked_up == ["dom_1"] * 6


def test_a_changed_consumer_gets_what_it_wants_then(store: WholeStore, threads: ThreadPoolExecutor):
    """Other topics, or another replay: the next batch is of what it is by then."""
    listed = DomainConsumersOf()

    def change(_: Message) -> None:
        listed.consumers["dom_1"] = [EventConsumer(ENDPOINT, receiver, lambda e: e.version > 140)]

    receiver = Receiver(change)
    listed.consumers["dom_1"] = [EventConsumer(ENDPOINT, receiver)]
    now = store.clock.now()
    store.cursors.claim("dom_1", ENDPOINT, EventPosition(0), now, now)
    post(store, *(event(n, order_id=f"ord_{n}") for n in range(1, 151)))

    Deliveries(store, threads, Receiver(), listed).run()

    versions = sorted(each.version for each in receiver.got)
    assert versions == [*range(1, 101), *range(141, 151)]


def test_a_consumer_that_is_gone_gets_nothing_more(store: WholeStore, threads: ThreadPoolExecutor):
    listed = DomainConsumersOf()
    receiver = Receiver(lambda _: listed.consumers["dom_1"].clear())
    listed.consumers["dom_1"] = [EventConsumer(ENDPOINT, receiver)]
    now = store.clock.now()
    store.cursors.claim("dom_1", ENDPOINT, EventPosition(0), now, now)
    post(store, *(event(n, order_id=f"ord_{n}") for n in range(1, 151)))

    Deliveries(store, threads, Receiver(), listed).run()

    assert len(receiver.got) == 100
    assert not store.cursors.ready(now + timedelta(minutes=10))


def test_a_consumer_that_is_removed_meanwhile_gets_nothing(
    store: WholeStore, threads: ThreadPoolExecutor
):
    """What waited for it is removed, too, so later events would overtake it."""

    def remove(_: Message) -> bool:
        with store.begin_domain("dom_1") as tx:
            tx.event_cursors.remove(ENDPOINT)
            tx.commit()
        return True

    receiver, now = Receiver(), store.clock.now()
    listed = DomainConsumersOf({"dom_1": [EventConsumer(ENDPOINT, receiver, remove)]})
    store.cursors.claim("dom_1", ENDPOINT, EventPosition(0), now, now)
    post(store, event(1))

    Deliveries(store, threads, Receiver(), listed).run()

    assert receiver.got == []


def test_hanging_consumers_of_a_domain_delay_no_other_domain(
    store: WholeStore, threads: ThreadPoolExecutor
):
    is_done = Event()

    def hang(message: Message) -> None:
        assert is_done.wait(WITHIN_S)

    def note(message: Message) -> None:
        if message.domain_id == "dom_2":
            is_done.set()

    now, hanging = store.clock.now(), list[EventConsumer]()
    for number in range(AT_ONCE):
        assert store.cursors.claim("dom_1", f"whe_{number}", EventPosition(0), now, now)
        hanging.append(EventConsumer(f"whe_{number}", hang))
    store.cursors.claim("dom_2", "whe_other", EventPosition(0), now, now)
    listed = {"dom_1": hanging, "dom_2": [EventConsumer("whe_other", note)]}
    post(store, event(1), event(2, "dom_2"))

    Deliveries(store, threads, receiver=None, listed=DomainConsumersOf(listed)).run()

    assert is_done.is_set()
    assert not waiting(store)


def test_the_domain_with_the_fewest_batches_is_next(store: WholeStore, threads: ThreadPoolExecutor):
    """One batch of a large backlog after the other ends, and each time another domain is served."""
    order = list[str]()
    many = [f"whe_{number}" for number in range(AT_ONCE_OF_A_DOMAIN + 9)]
    ids = {"dom_1": many, "dom_2": ["whe_b"], "dom_3": ["whe_c"]}
    now, listed = store.clock.now(), dict[str, list[EventConsumer]]()
    for domain_id, consumers in ids.items():
        for each in consumers:
            store.cursors.claim(domain_id, each, EventPosition(0), now, now)
        listed[domain_id] = [
            EventConsumer(e, lambda m: order.append(m.domain_id)) for e in consumers
        ]
    post(store, event(1), event(2, "dom_2"), event(3, "dom_3"))
    relay = Deliveries(store, threads, receiver=None, listed=DomainConsumersOf(listed))
    relay.events.threads = InSequence()

    relay.run()

    assert len(order) == len(many) + 2
    assert max(order.index("dom_2"), order.index("dom_3")) <= 2


def test_a_hanging_consumer_delays_itself_alone(store: WholeStore, threads: ThreadPoolExecutor):
    is_over, others_done = Event(), Event()
    seen = set[str]()

    def hang(message: Message) -> None:
        assert others_done.wait(60)

    def note(message: Message) -> None:
        seen.add(message.message_id)
        if len(seen) == 250:
            others_done.set()

    listed = DomainConsumersOf({"dom_1": [EventConsumer(ENDPOINT, hang)]})
    now = store.clock.now()
    store.cursors.claim("dom_1", ENDPOINT, EventPosition(0), now, now)
    relay = Deliveries(store, threads, Receiver(lambda m: note(m)), listed)
    post(store, *(event(n, order_id=f"ord_{n}") for n in range(1, 251)))

    relay.run()
    is_over.set()

    assert len(seen) == 250
