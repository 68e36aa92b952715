"""Contract tests for event logs."""

from attrs import evolve

from seller_orders.application.outbox_messages import Channel, Message
from seller_orders.application.ports.event_log import BEGINNING, EventPosition
from seller_orders.testing.outbox_steps import later, post, waiting
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import message


def event(
    number: int, domain_id: str = "dom_1", *, order_id: str = "ord_1", minutes: int = 0
) -> Message:
    """Return an event of a version."""
    return message(
        f"evt_{number}",
        domain_id,
        order_id=order_id,
        channel=Channel.EVENT,
        version=number,
        minutes=minutes,
    )


def read_all(store: WholeStore, domain_id: str = "dom_1", limit: int = 2) -> list[Message]:
    """Return a domain's events, read page by page."""
    found = list[Message]()
    position, is_last = BEGINNING, False
    while not is_last:
        page = store.log.after(domain_id, position, limit)
        found += [each.event for each in page.events]
        position, is_last = page.position, page.is_last
    return found


class EventLogContract:
    """Contract of ``EventLog``. Needs a fixture ``store``: an empty ``WholeStore``."""

    def test_events_are_read_in_the_order_of_their_commits(self, store: WholeStore) -> None:
        for number in (3, 1, 2):
            post(store, event(number, order_id=f"ord_{number}"))

        assert [each.version for each in read_all(store)] == [3, 1, 2]

    def test_an_event_equals_the_recorded_one(self, store: WholeStore) -> None:
        recorded = evolve(event(7), data={"note": "líne\nbreak", "items": [{"quantity": 2}]})

        post(store, recorded)

        assert read_all(store) == [recorded]

    def test_events_of_one_transaction_are_all_read(self, store: WholeStore) -> None:
        post(store, *(event(number) for number in range(1, 131)))

        assert [each.version for each in read_all(store, limit=50)] == list(range(1, 131))

    def test_events_are_no_messages_of_the_outbox(self, store: WholeStore) -> None:
        told = message("told")
        post(store, event(1), told)

        assert waiting(store) == [told]

    def test_a_domain_has_its_own_events(self, store: WholeStore) -> None:
        post(store, event(1, "dom_1"), event(2, "dom_2"))

        assert read_all(store, "dom_2") == [event(2, "dom_2")]

    def test_events_of_a_rollback_are_not_read(self, store: WholeStore) -> None:
        with store.begin("dom_1") as tx:
            tx.outbox.add([event(1)])
            tx.rollback()
            tx.outbox.add([event(2)])
            tx.commit()
        with store.begin("dom_1") as tx:
            tx.outbox.add([event(3)])

        assert read_all(store) == [event(2)]

    def test_reading_goes_on_where_it_ended(self, store: WholeStore) -> None:
        post(store, event(1))
        position = store.log.after("dom_1", BEGINNING, 10).position
        assert not store.log.after("dom_1", position, 10).events

        post(store, event(2))

        (found,) = store.log.after("dom_1", position, 10).events
        assert found.event == event(2)
        assert found.position > position

    def test_the_end_is_after_all_events(self, store: WholeStore) -> None:
        post(store, event(1), event(2))
        end = store.log.end("dom_1")
        post(store, event(3))

        assert [each.event for each in store.log.after("dom_1", end, 10).events] == [event(3)]

    def test_a_position_before_a_moment_precedes_its_events(self, store: WholeStore) -> None:
        for number in range(1, 9):
            post(store, event(number, minutes=number))
            post(store, event(number, "dom_2", minutes=0))

        position = store.log.before("dom_1", later(5 * 60))

        found = store.log.after("dom_1", position, 10).events
        assert [each.event.version for each in found] == [5, 6, 7, 8]
        assert not store.log.after("dom_1", store.log.before("dom_1", later(9 * 60)), 10).events

    def test_the_oldest_event_is_known(self, store: WholeStore) -> None:
        assert store.log.oldest("dom_1") is None
        post(store, event(1), event(2))

        first = store.log.after("dom_1", BEGINNING, 1).events[0]

        assert store.log.oldest("dom_1") == first.position

    def test_news_name_the_newest_event_of_each_domain(self, store: WholeStore) -> None:
        post(store, event(1, "dom_1"), event(2, "dom_2"))
        position = store.log.horizon()
        post(store, event(3, "dom_3"), event(4, "dom_3"), event(5, "dom_2"))

        news = store.log.news(position, 10)

        assert set(news.newest) == {"dom_2", "dom_3"}
        assert news.newest["dom_3"] == store.log.after("dom_3", BEGINNING, 9).events[1].position
        assert news.is_last
        assert news.position == max(news.newest.values())

    def test_news_are_read_in_parts(self, store: WholeStore) -> None:
        for number in range(1, 6):
            post(store, event(number, f"dom_{number}"))

        found = set[str]()
        position, is_last = EventPosition(0), False
        while not is_last:
            news = store.log.news(position, 2)
            found |= set(news.newest)
            position, is_last = news.position, news.is_last

        assert found == {f"dom_{number}" for number in range(1, 6)}

    def test_every_domain_with_events_is_found(self, store: WholeStore) -> None:
        for number in (1, 2, 3):
            post(store, event(number, "dom_a"), event(number, "dom_b"))
        post(store, message("told", "dom_c"))

        assert set(store.log.domains("", 10)) == {"dom_a", "dom_b"}
        assert set(store.log.domains("dom_a", 10)) == {"dom_b"}
        last = store.log.after("dom_b", BEGINNING, 10).events[-1].position
        assert store.log.domains("dom_a", 10)["dom_b"] == last
