"""What is forgotten, and when."""

from collections.abc import Callable

import pytest

from seller_orders.application.messages import Channel, Message
from seller_orders.application.ports.outbox import MessageExistsError
from seller_orders.testing.contracts.idempotency_store import record, recorded
from seller_orders.testing.relaying import claim, drain, fail, later, post, waiting
from seller_orders.testing.steps import message
from seller_orders.testing.store import WholeStore

MORE_THAN_A_BATCH = 520


def event(number: int, domain_id: str = "dom_1") -> Message:
    return message(
        f"evt_{number}",
        domain_id,
        order_id=f"ord_{number}",
        channel=Channel.EVENT,
        minutes=number,
    )


def deliver(store: WholeStore, *messages: Message, at: float = 60_000) -> None:
    """Record messages and deliver all that is due by then."""
    post(store, *messages)
    for channel in Channel:
        drain(store, at, channel)


def posts_again(store: WholeStore, *messages: Message) -> bool:
    """Whether these could be recorded: a message that is still there is recorded once."""
    try:
        post(store, *messages)
    except MessageExistsError:
        return False
    return True


def passes_of(forget: Callable[[], int]) -> list[int]:
    passes = [forget()]
    while passes[-1]:
        passes.append(forget())
    return passes


class ReaperContract:
    """Give it a fixture ``store``: an empty ``WholeStore``."""

    def test_an_answer_goes_once_it_is_old_enough(self, store: WholeStore) -> None:
        record(store, key="old")
        store.clock.advance(seconds=1)
        record(store, key="new")

        assert store.reaper.forget_answers(store.clock.now().replace(second=0)) == 1

        assert recorded(store, "new") is not None
        assert recorded(store, "old") is None

    def test_answers_of_every_domain_go(self, store: WholeStore) -> None:
        for domain_id in ("dom_1", "dom_2"):
            record(store, domain_id=domain_id)

        assert store.reaper.forget_answers(store.clock.now()) == 2
        assert store.reaper.forget_answers(store.clock.now()) == 0

    @pytest.mark.parametrize("channel", [Channel.EVENT, Channel.PAYMENT])
    def test_what_was_delivered_goes_once_that_is_long_enough_ago(
        self, store: WholeStore, channel: Channel
    ) -> None:
        early = message("early", order_id="ord_1", channel=channel)
        late = message("late", order_id="ord_2", channel=channel)
        deliver(store, early, at=10)
        deliver(store, late, at=11)

        assert store.reaper.forget_messages(later(10)) == 1

        assert posts_again(store, early)
        assert not posts_again(store, late)

    @pytest.mark.parametrize("channel", [Channel.LOG, Channel.EMAIL, Channel.SMS])
    def test_what_a_customer_was_told_stays(self, store: WholeStore, channel: Channel) -> None:
        told = message("told", channel=channel)
        deliver(store, told)

        assert store.reaper.forget_messages(later(10**7)) == 0

        assert not posts_again(store, told)

    def test_what_has_not_arrived_stays_dead_or_not(self, store: WholeStore) -> None:
        dead, open_ = event(1), event(2)
        post(store, dead)
        fail(store, *claim(store, at=60, channel=Channel.EVENT), again_at=None, at=60)
        post(store, open_)

        assert store.reaper.forget_messages(later(10**7)) == 0

        assert waiting(store) == [dead, open_]

    def test_messages_of_every_domain_go(self, store: WholeStore) -> None:
        deliver(store, event(1, "dom_1"), event(1, "dom_2"))

        assert store.reaper.forget_messages(later(10**7)) == 2

    def test_more_than_can_go_at_once_goes_bit_by_bit(self, store: WholeStore) -> None:
        deliver(store, *map(event, range(MORE_THAN_A_BATCH)))
        with store.begin("dom_1") as tx:
            for number in range(MORE_THAN_A_BATCH):
                assert tx.idempotency.claim("dom_1", str(number)) is None
                tx.idempotency.record("dom_1", str(number), "f", b"a")
            tx.commit()

        messages = passes_of(lambda: store.reaper.forget_messages(later(10**7)))
        answers = passes_of(lambda: store.reaper.forget_answers(store.clock.now()))

        for passes in (messages, answers):
            assert sum(passes) == MORE_THAN_A_BATCH
            assert len(passes) > 2

    def test_where_there_is_nothing_nothing_goes(self, store: WholeStore) -> None:
        assert store.reaper.forget_answers(store.clock.now()) == 0
        assert store.reaper.forget_messages(later()) == 0
