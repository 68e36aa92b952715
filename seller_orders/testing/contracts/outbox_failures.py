"""Contract of an outbox queue: failures, dead messages and manual retries."""

import pytest

from seller_orders.application.outbox_messages import Channel
from seller_orders.testing.outbox_steps import (
    claim,
    drain,
    fail,
    finish,
    ids,
    later,
    post,
    state,
    waiting,
)
from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import message

FIRST = message("first", version=2)
FOLLOWER = message("follower", version=3)
LAST = message("last", version=4)


class OutboxFailuresContract:
    """Give it a fixture ``store``: an empty store."""

    def test_a_failed_message_is_due_at_its_retry_time(self, store: Store) -> None:
        post(store, FIRST)

        fail(store, *claim(store), again_at=30)

        assert claim(store, at=29.999) == []
        (again,) = claim(store, at=30)
        assert (again.message, again.failures, again.generation) == (FIRST, 1, 2)
        assert again.trying_since == FIRST.created_at

    def test_failures_are_counted_with_the_last_reason(self, store: Store) -> None:
        post(store, FIRST)
        fail(store, *claim(store), again_at=10, reason="refused")
        fail(store, *claim(store, at=10), again_at=20, reason="timed out")

        found = state(store, "first")

        assert (found.failures, found.last_error, found.dead_at) == (2, "timed out", None)
        assert found.due_at == later(20)

    def test_a_reason_is_stored_as_one_line(self, store: Store) -> None:
        post(store, FIRST)

        fail(store, *claim(store), again_at=1, reason="421\r\n\tlater\0 " + "please " * 500)

        kept = state(store, "first").last_error
        assert kept is not None
        assert kept.startswith("421 later please please")
        assert len(kept) == 500

    def test_a_failed_message_blocks_only_its_followers(self, store: Store) -> None:
        other = message("of-another-order", order_id="ord_2", version=3)
        by_mail = message("by-mail", channel=Channel.EMAIL, version=3)
        post(store, FIRST, FOLLOWER, LAST, other, by_mail)
        first, _ = claim(store)

        fail(store, first, again_at=30)

        assert claim(store, at=9) == []
        assert ids(claim(store, at=9, channel=Channel.EMAIL)) == ["by-mail"]
        assert state(store, "of-another-order").due_at == later(10)
        for expected in ("first", "follower", "last"):
            claimed = claim(store, at=31) if expected != "first" else claim(store, at=30)
            mine = [each for each in claimed if each.message.order_id == "ord_1"]
            assert ids(mine) == [expected]
            finish(store, *claimed)

    def test_followers_are_due_with_the_failed_message(self, store: Store) -> None:
        """Otherwise relays would check them in vain."""
        post(store, FIRST, FOLLOWER)

        fail(store, *claim(store), again_at=30)

        assert state(store, "follower").due_at == later(30)

    def test_followers_keep_a_later_due_time(self, store: Store) -> None:
        follower = message("follower", version=3, minutes=5)
        post(store, FIRST, follower)

        fail(store, *claim(store), again_at=30)

        assert state(store, "follower").due_at == follower.created_at

    def test_a_dead_message_is_listed_and_blocks_nothing(self, store: Store) -> None:
        post(store, FIRST, FOLLOWER)

        fail(store, *claim(store), again_at=None, reason="no such host", at=7)

        found = state(store, "first")
        assert (found.dead_at, found.failures, found.last_error) == (later(7), 1, "no such host")
        assert drain(store, at=7) == [FOLLOWER]
        assert claim(store, at=10**6) == []
        assert waiting(store) == [FIRST]

    def test_dead_messages_are_listed_before_waiting_ones(self, store: Store) -> None:
        dead, late, early = (message(f"evt_{n}", order_id=f"ord_{n}", minutes=n) for n in (9, 8, 1))
        post(store, late, early, dead)
        *_, last = claim(store, at=1000)
        fail(store, last, again_at=None, at=1000)
        post(store, message("evt_0", order_id="ord_0"))

        listed = [each.message.message_id for each in store.queue.undelivered(10)]

        assert last.message == dead
        assert listed[:2] == ["evt_9", "evt_0"]
        assert sorted(listed[2:]) == ["evt_1", "evt_8"]
        assert [each.message.message_id for each in store.queue.undelivered(2)] == listed[:2]

    def test_a_retried_message_has_another_24_hours(self, store: Store) -> None:
        post(store, FIRST)
        fail(store, *claim(store), again_at=None)

        assert store.queue.retry("first", later(90_000))

        found = state(store, "first")
        assert (found.due_at, found.dead_at, found.failures) == (later(90_000), None, 0)
        (again,) = claim(store, at=90_000)
        assert (again.message, again.failures, again.trying_since) == (FIRST, 0, later(90_000))
        finish(store, again)
        assert waiting(store) == []

    def test_a_retry_makes_followers_due_too(self, store: Store) -> None:
        post(store, FIRST, FOLLOWER, LAST)
        fail(store, *claim(store), again_at=300)

        assert store.queue.retry("first", later(5))

        assert drain(store, at=5) == [FIRST, FOLLOWER, LAST]

    def test_a_retried_message_blocks_its_followers_again(self, store: Store) -> None:
        post(store, FIRST, FOLLOWER)
        fail(store, *claim(store), again_at=None)

        store.queue.retry("first", later(5))

        assert drain(store, at=5) == [FIRST, FOLLOWER]

    def test_a_lease_survives_a_retry(self, store: Store) -> None:
        post(store, FIRST)
        (held,) = claim(store)

        store.queue.retry("first", later(1))
        finish(store, held)

        assert waiting(store) == []

    @pytest.mark.parametrize("message_id", ["first", "no-such-message"])
    def test_only_undelivered_messages_can_be_retried(self, store: Store, message_id: str) -> None:
        post(store, FIRST, FOLLOWER)
        finish(store, *claim(store))

        assert not store.queue.retry(message_id, later(5))

        assert drain(store, at=5) == [FOLLOWER]
