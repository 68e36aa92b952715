"""Contract of an outbox queue: time and sequence of claims."""

import pytest

from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.outbox import Claimed, UndeliveredMessages
from seller_orders.testing.outbox_steps import (
    claim,
    drain,
    fail,
    finish,
    ids,
    later,
    messages,
    post,
    waiting,
)
from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import message

CHANNELS = [channel for channel in Channel if channel is not Channel.EVENT]
"""Channels of the outbox; events have a log."""


def counted(store: Store, most: int = 1000) -> set[UndeliveredMessages]:
    return set(store.queue.backlogs(most))


class OutboxQueueContract:
    """Give it a fixture ``store``: an empty store."""

    def test_a_claim_has_all_data_for_a_relay(self, store: Store) -> None:
        post(store, message())

        assert claim(store, at=3) == [
            Claimed(
                message=message(),
                generation=1,
                failures=0,
                trying_since=message().created_at,
                leased_until=later(13),
            )
        ]

    def test_only_due_messages_are_claimed(self, store: Store) -> None:
        post(store, message("now"), message("soon", order_id="ord_2", minutes=1))

        assert ids(claim(store, at=59)) == ["now"]
        assert ids(claim(store, at=60)) == ["soon"]

    def test_a_delivered_message_is_not_claimed_again(self, store: Store) -> None:
        post(store, message())

        finish(store, *claim(store))

        assert claim(store, at=10_000) == []
        assert waiting(store) == []

    def test_the_oldest_message_comes_first(self, store: Store) -> None:
        old, newer, newest = (
            message(f"evt_{n}", order_id=f"ord_{n}", minutes=n) for n in (1, 2, 3)
        )
        post(store, newer)
        post(store, newest, old)

        assert messages(claim(store, at=1000)) == [old, newer, newest]

    def test_a_backlog_is_claimed_in_batches(self, store: Store) -> None:
        backlog = [message(f"evt_{n}", order_id=f"ord_{n}", minutes=n) for n in range(250)]
        post(store, *reversed(backlog))

        batches = []
        while batch := messages(claim(store, at=100_000)):
            batches.append(batch)

        assert [each for batch in batches for each in batch] == backlog
        assert all(1 <= len(batch) <= 100 for batch in batches)

    def test_a_backlog_of_one_domain_does_not_delay_another(self, store: Store) -> None:
        backlog = [message(f"evt_{n}", "dom_2", order_id=f"ord_{n}") for n in range(250)]
        lately = [message("evt_1", domain, minutes=1) for domain in ("dom_1", "dom_3")]
        post(store, *backlog, *lately)

        first = messages(claim(store, at=60))

        assert {each.domain_id for each in first[:3]} == {"dom_1", "dom_2", "dom_3"}
        assert 30 <= len(first) <= 100

    def test_many_domains_with_backlogs_take_turns(self, store: Store) -> None:
        domains = [f"dom_{n}" for n in range(10, 37)]
        post(
            store,
            *(
                message(f"evt_{n}", domain, order_id=f"ord_{n}")
                for domain in domains
                for n in range(20)
            ),
        )

        claims = [messages(claim(store)) for _ in range(3)]

        assert {each.domain_id for some in claims for each in some} == set(domains)

    def test_a_backlog_of_one_channel_does_not_hide_another(self, store: Store) -> None:
        event = message("evt_1", channel=Channel.CARRIER)
        post(store, *(message(f"evt_{n}.log", version=n) for n in range(1, 150)), event)

        assert messages(claim(store, channel=Channel.CARRIER)) == [event]

    def test_each_channel_has_its_own_queue(self, store: Store) -> None:
        by_channel = {channel: message(f"evt_1.{channel}", channel=channel) for channel in CHANNELS}
        post(store, *by_channel.values())

        finish(store, *claim(store, channel=Channel.LOG))

        rest = {channel: messages(claim(store, at=60, channel=channel)) for channel in CHANNELS}
        assert rest == {channel: [each] for channel, each in by_channel.items()} | {Channel.LOG: []}

    @pytest.mark.parametrize("is_dead", [False, True])
    def test_an_orders_messages_come_in_sequence(self, store: Store, is_dead: bool) -> None:
        """The next one is claimed after the one before is delivered or dead."""
        second, tenth, third = (message(f"evt_{n}", version=n) for n in (2, 10, 3))
        post(store, tenth, second, third)

        for expected in (second, third, tenth):
            claimed = claim(store)
            assert messages(claimed) == [expected]
            assert claim(store) == []
            if is_dead:
                fail(store, *claimed, again_at=None)
            else:
                finish(store, *claimed)
        assert claim(store) == []

    def test_finish_returns_whether_more_is_due(self, store: Store) -> None:
        post(store, message("first", version=2), message("second", version=3))
        post(store, message("later", order_id="ord_2", minutes=1))
        post(store, message("of-another-channel", channel=Channel.CARRIER))

        assert [finish(store, *claim(store)) for _ in ("first", "second")] == [True, False]
        assert not finish(store, *claim(store, at=60), at=60)
        assert not finish(store)

    def test_a_message_waits_for_an_earlier_one_not_due(self, store: Store) -> None:
        post(store, message("first", version=2, minutes=1), message("second", version=3))

        assert claim(store) == []
        assert [each.message_id for each in drain(store, at=60)] == ["first", "second"]

    def test_only_the_orders_own_messages_wait(self, store: Store) -> None:
        first = message("first", version=2)
        others = [
            message("of-another-order", order_id="ord_2", version=3),
            message("of-another-domain", "dom_2", version=3),
        ]
        by_mail = message("by-mail", channel=Channel.EMAIL, version=3)
        post(store, first, message("held-back", version=3), *others, by_mail)

        assert sorted(ids(claim(store))) == ["first", "of-another-domain", "of-another-order"]
        assert messages(claim(store, channel=Channel.EMAIL)) == [by_mail]

    def test_a_backlog_is_counted_by_channel(self, store: Store) -> None:
        post(store, message("of-another-domain", "dom_2"), message("now", minutes=2))
        post(store, *(message(f"evt_{n}", channel=Channel.CARRIER, minutes=n) for n in (5, 3)))
        post(store, message("arrived", order_id="ord_2", minutes=-1))
        [arrived] = [each for each in claim(store, at=-30) if each.message.message_id == "arrived"]
        finish(store, arrived)

        assert counted(store) == {
            UndeliveredMessages(channel=Channel.LOG, is_dead=False, messages=2, oldest_at=later()),
            UndeliveredMessages(
                channel=Channel.CARRIER, is_dead=False, messages=2, oldest_at=later(180)
            ),
        }

    def test_dead_messages_are_counted_separately(self, store: Store) -> None:
        post(store, message("dead"), message("waiting", order_id="ord_2", minutes=1))
        fail(store, *claim(store), again_at=None)

        assert counted(store) == {
            UndeliveredMessages(channel=Channel.LOG, is_dead=True, messages=1, oldest_at=later()),
            UndeliveredMessages(
                channel=Channel.LOG, is_dead=False, messages=1, oldest_at=later(60)
            ),
        }

    def test_an_empty_backlog_is_not_counted(self, store: Store) -> None:
        assert counted(store) == set()

    def test_the_count_has_a_limit(self, store: Store) -> None:
        post(store, *(message(f"evt_{n}", version=n) for n in range(2, 9)))

        assert [each.messages for each in counted(store, most=5)] == [5]
