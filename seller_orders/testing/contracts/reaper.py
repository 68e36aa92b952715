"""Contract of the reaper."""

from collections.abc import Callable

import pytest

from seller_orders.application.events.consumers import consumer_channel
from seller_orders.application.outbox_messages import CACHE_CHANNEL, Channel, Message
from seller_orders.application.ports.event_log import BEGINNING
from seller_orders.application.ports.outbox import MessageExistsError
from seller_orders.testing.contracts.event_log import event as logged
from seller_orders.testing.contracts.idempotency_store import record, recorded
from seller_orders.testing.outbox_steps import claim, drain, fail, finish, later, post, waiting
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import message

MORE_THAN_A_BATCH = 520


def event(number: int, domain_id: str = "dom_1") -> Message:
    return message(
        f"evt_{number}",
        domain_id,
        order_id=f"ord_{number}",
        channel=Channel.CARRIER,
        minutes=number,
    )


def deliver(store: WholeStore, *messages: Message, at: float = 60_000) -> None:
    """Post messages, and deliver all that are due by then."""
    post(store, *messages)
    for channel in {*Channel, *(each.channel for each in messages)}:
        drain(store, at, channel)


def posts_again(store: WholeStore, *messages: Message) -> bool:
    """Return whether messages can be posted again, which means that they were deleted."""
    try:
        post(store, *messages)
    except (MessageExistsError, AssertionError):
        return False
    return True


def passes_of(forget: Callable[[], int]) -> list[int]:
    passes = [forget()]
    while passes[-1]:
        passes.append(forget())
    return passes


class ReaperContract:
    """Contract of ``Reaper``. Needs a fixture ``store``: an empty ``WholeStore``."""

    def test_old_idempotency_keys_are_deleted(self, store: WholeStore) -> None:
        record(store, key="old")
        store.clock.advance(seconds=1)
        record(store, key="new")

        assert store.reaper.delete_old_responses(store.clock.now().replace(second=0)) == 1

        assert recorded(store, "new") is not None
        assert recorded(store, "old") is None

    def test_idempotency_keys_of_all_domains_are_deleted(self, store: WholeStore) -> None:
        for domain_id in ("dom_1", "dom_2"):
            record(store, domain_id=domain_id)

        assert store.reaper.delete_old_responses(store.clock.now()) == 2
        assert store.reaper.delete_old_responses(store.clock.now()) == 0

    @pytest.mark.parametrize("channel", [Channel.CARRIER, Channel.PAYMENT])
    def test_old_delivered_messages_are_deleted(self, store: WholeStore, channel: Channel) -> None:
        early = message("early", order_id="ord_1", channel=channel)
        late = message("late", order_id="ord_2", channel=channel)
        deliver(store, early, at=10)
        deliver(store, late, at=11)

        assert store.reaper.delete_old_messages(later(10)) == 1

        assert posts_again(store, early)
        assert not posts_again(store, late)

    @pytest.mark.parametrize("channel", [Channel.LOG, Channel.EMAIL, Channel.SMS, "whatsapp"])
    def test_notifications_are_kept(self, store: WholeStore, channel: str) -> None:
        told = message("told", channel=channel)
        deliver(store, told)

        assert store.reaper.delete_old_messages(later(10**7)) == 0

        assert not posts_again(store, told)

    def test_undelivered_and_dead_messages_are_kept(self, store: WholeStore) -> None:
        dead, open_ = event(1), event(2)
        post(store, dead)
        fail(store, *claim(store, at=60, channel=Channel.CARRIER), again_at=None, at=60)
        post(store, open_)

        assert store.reaper.delete_old_messages(later(10**7)) == 0

        assert waiting(store) == [dead, open_]

    def test_messages_of_all_domains_are_deleted(self, store: WholeStore) -> None:
        deliver(store, event(1, "dom_1"), event(1, "dom_2"))

        assert store.reaper.delete_old_messages(later(10**7)) == 2

    def test_deletion_works_in_batches(self, store: WholeStore) -> None:
        deliver(store, *map(event, range(MORE_THAN_A_BATCH)))
        with store.begin("dom_1") as tx:
            for number in range(MORE_THAN_A_BATCH):
                assert tx.idempotency.claim("dom_1", str(number)) is None
                tx.idempotency.record("dom_1", str(number), "f", b"a")
            tx.commit()

        messages = passes_of(lambda: store.reaper.delete_old_messages(later(10**7)))
        answers = passes_of(lambda: store.reaper.delete_old_responses(store.clock.now()))

        for passes in (messages, answers):
            assert sum(passes) == MORE_THAN_A_BATCH
            assert len(passes) > 2

    def test_old_events_are_deleted(self, store: WholeStore) -> None:
        for number in range(1, 6):
            post(store, logged(number, f"dom_{number % 2}", minutes=number))

        assert sum(passes_of(lambda: store.reaper.delete_old_events(later(3 * 60)))) == 3

        kept = [
            each.event.version
            for domain_id in ("dom_0", "dom_1")
            for each in store.log.after(domain_id, BEGINNING, 10).events
        ]
        assert kept == [4, 5]

    def test_events_are_deleted_in_batches(self, store: WholeStore) -> None:
        post(store, *(logged(number) for number in range(1, MORE_THAN_A_BATCH + 1)))

        passes = passes_of(lambda: store.reaper.delete_old_events(later(1)))

        assert sum(passes) == MORE_THAN_A_BATCH
        assert len(passes) > 2

    def test_delivered_events_of_consumers_are_deleted(self, store: WholeStore) -> None:
        deliver(store, message("mine", channel="whe_0123456789abcdef"))

        assert store.reaper.delete_old_messages(later(10**7)) == 1

    def test_late_due_times_are_brought_forward(self, store: WholeStore) -> None:
        """Leased, failed, or posted at a time later than now."""
        post(store, *(event(number) for number in range(4)))
        leased, failed, *_ = claim(store, at=3600 - 10, channel=Channel.CARRIER)[:2]
        fail(store, failed, again_at=3600)
        post(store, message("new", order_id="new", channel=Channel.SMS, seconds=3600))
        assert not claim(store, at=1, channel=Channel.SMS)

        brought = sum(passes_of(lambda: store.reaper.bring_forward(later(3599), later(0))))

        assert brought == 5
        assert len(claim(store, at=0, channel=Channel.CARRIER)) == 4
        assert len(claim(store, at=0, channel=Channel.SMS)) == 1
        assert finish(store, leased) is False

    def test_messages_of_every_consumer_are_brought_forward(self, store: WholeStore) -> None:
        for channel in (CACHE_CHANNEL, consumer_channel("whe_1"), consumer_channel("whe_2")):
            post(store, message(channel, order_id=channel, channel=channel, seconds=3600))

        assert sum(passes_of(lambda: store.reaper.bring_forward(later(300), later(0)))) == 3

    def test_other_due_times_are_unchanged(self, store: WholeStore) -> None:
        deliver(store, event(1))
        post(store, event(2))
        fail(store, *claim(store, at=3600, channel=Channel.CARRIER), again_at=None, at=3600)
        post(store, message("soon", order_id="soon", channel=Channel.SMS, seconds=300))

        assert store.reaper.bring_forward(later(300), later(0)) == 0

        assert not claim(store, at=299, channel=Channel.SMS)
        assert not claim(store, at=3600, channel=Channel.CARRIER)

    def test_due_times_are_brought_forward_in_batches(self, store: WholeStore) -> None:
        post(store, *map(event, range(1, MORE_THAN_A_BATCH)))

        passes = passes_of(lambda: store.reaper.bring_forward(later(1), later(0)))

        assert sum(passes) == MORE_THAN_A_BATCH - 1
        assert len(passes) > 2

    def test_an_empty_store_has_nothing_to_delete(self, store: WholeStore) -> None:
        assert store.reaper.delete_old_responses(store.clock.now()) == 0
        assert store.reaper.delete_old_messages(later()) == 0
