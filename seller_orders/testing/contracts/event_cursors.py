"""Contract tests for the cursors of event consumers."""

from datetime import datetime

from seller_orders.application.outbox_messages import Channel, Message
from seller_orders.application.ports.event_cursors import Advance, EventCursor, UnfinishedEvent
from seller_orders.application.ports.event_log import BEGINNING, EventPosition
from seller_orders.testing.contracts.event_log import event
from seller_orders.testing.outbox_steps import claim, drain, later, post, state, waiting
from seller_orders.testing.store import WholeStore


def lease(
    store: WholeStore,
    at: float = 0,
    *,
    until: float = 10,
    consumer: str = "event",
    begin: EventPosition | None = BEGINNING,
) -> EventCursor | None:
    """Lease the cursor of a consumer of ``dom_1``."""
    return store.cursors.claim("dom_1", consumer, begin, later(at), later(until))


def move(
    store: WholeStore,
    cursor: EventCursor | None,
    number: int,
    *unfinished: UnfinishedEvent,
    paused_until: datetime | None = None,
    failures: int = 0,
) -> bool:
    """Move a leased cursor."""
    assert cursor is not None
    advance = Advance(
        position=EventPosition(number),
        unfinished=unfinished,
        paused_until=paused_until,
        failures=failures,
    )
    return store.cursors.advance(cursor, advance, later())


def unfinished(message: Message, at: float | None = 5, failures: int = 1) -> UnfinishedEvent:
    """Return a failed event."""
    due_at = None if at is None else later(at)
    return UnfinishedEvent(message=message, due_at=due_at, failures=failures, reason="refused")


class EventCursorsContract:
    """Contract of ``EventCursors``. Needs a fixture ``store``: an empty ``WholeStore``."""

    def test_a_cursor_goes_on_where_it_was_moved(self, store: WholeStore) -> None:
        first = lease(store)
        assert first is not None
        assert first.position == BEGINNING
        assert move(store, first, 7, failures=2)

        again = lease(store)

        assert again is not None
        assert (again.position, again.failures) == (EventPosition(7), 2)

    def test_a_leased_cursor_is_not_leased_again(self, store: WholeStore) -> None:
        assert lease(store, until=10)

        assert lease(store, at=9) is None
        assert lease(store, at=9, consumer="cache")
        assert lease(store, at=10, until=20)

    def test_a_lease_of_before_the_clock_was_set_back_is_over(self, store: WholeStore) -> None:
        assert lease(store, at=3_600, until=3_610)

        assert store.cursors.ready(later(0)) == [("dom_1", "event")]
        assert lease(store, at=0, until=10)

    def test_a_move_after_another_lease_is_ignored(self, store: WholeStore) -> None:
        late = lease(store, until=10)
        again = lease(store, at=10, until=20)

        assert not move(store, late, 5, unfinished(event(1)))

        assert move(store, again, 3)
        assert not waiting(store)
        kept = lease(store, at=10)
        assert kept is not None
        assert kept.position == EventPosition(3)

    def test_a_cursor_begins_not_before_its_beginning(self, store: WholeStore) -> None:
        move(store, lease(store), 3)

        moved = lease(store, begin=EventPosition(9))

        assert moved is not None
        assert moved.position == EventPosition(9)

    def test_a_cursor_without_a_beginning_must_exist(self, store: WholeStore) -> None:
        assert lease(store, begin=None) is None
        move(store, lease(store), 3)

        found = lease(store, begin=None)

        assert found is not None
        assert found.position == EventPosition(3)

    def test_failed_events_are_in_the_outbox(self, store: WholeStore) -> None:
        failed = event(1)

        assert move(store, lease(store), 1, unfinished(failed, at=5))

        assert not claim(store, at=4, channel=Channel.EVENT)
        (claimed,) = claim(store, at=5, channel=Channel.EVENT)
        assert (claimed.message, claimed.failures) == (failed, 1)
        assert claimed.trying_since == later()
        assert state(store, failed.message_id).last_error == "refused"

    def test_a_dead_event_is_kept(self, store: WholeStore) -> None:
        assert move(store, lease(store), 1, unfinished(event(1), at=None))

        assert state(store, "evt_1").dead_at == later()

    def test_an_event_that_was_delivered_can_fail_again(self, store: WholeStore) -> None:
        move(store, lease(store), 1, unfinished(event(1)))
        assert drain(store, 5, Channel.EVENT) == [event(1)]

        assert move(store, lease(store), 1, unfinished(event(1)))

        assert drain(store, 5, Channel.EVENT) == [event(1)]

    def test_orders_with_waiting_messages_are_known(self, store: WholeStore) -> None:
        failed, dead = event(1, order_id="ord_1"), event(2, order_id="ord_2")
        move(store, lease(store), 1, unfinished(failed), unfinished(dead, at=None))
        orders = ["ord_1", "ord_2", "ord_3"]

        assert set(store.cursors.waiting_orders("dom_1", "event", orders)) == {"ord_1"}
        assert not store.cursors.waiting_orders("dom_1", "cache", orders)
        assert not store.cursors.waiting_orders("dom_2", "event", orders)

    def test_ended_leases_and_pauses_are_ready(self, store: WholeStore) -> None:
        lease(store, until=10)
        move(store, lease(store, consumer="cache"), 1)
        move(store, lease(store, consumer="whe_1"), 1, paused_until=later(5))

        assert not store.cursors.ready(later(4))
        assert store.cursors.ready(later(5)) == [("dom_1", "whe_1")]
        assert set(store.cursors.ready(later(10))) == {("dom_1", "whe_1"), ("dom_1", "event")}

    def test_a_consumer_begins_where_it_did_not_listen(self, store: WholeStore) -> None:
        assert store.cursors.begin("event", is_listening=True) == BEGINNING
        post(store, event(1))

        end = store.cursors.begin("event", is_listening=False)

        assert end == store.log.horizon() > BEGINNING
        post(store, event(2))
        assert store.cursors.begin("event", is_listening=True) == end
        assert store.cursors.begin("cache", is_listening=True) == BEGINNING
