"""State machine of an outbox queue: any sequence of operations, compared with a model."""

from abc import abstractmethod
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime, timedelta
from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    precondition,
    rule,
)

from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.outbox import Claimed, Deferred, Delivered, Failed
from seller_orders.testing.outbox_model import Expected, Model
from seller_orders.testing.outbox_steps import post
from seller_orders.testing.sample_order import LATER
from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import message

_CHANNELS: Final = st.sampled_from([Channel.CARRIER, Channel.LOG])
# Few values, so that leases often expire and due times often coincide.
_SECONDS: Final = st.sampled_from([0, 1, 10])


class OutboxMachine(RuleBasedStateMachine):
    """Subclass it and implement ``empty_store``."""

    claims = Bundle("claims")

    def __init__(self) -> None:
        super().__init__()
        self._open = ExitStack()
        self.store = self._open.enter_context(self.empty_store())
        self.model = Model()
        self.now = LATER

    @abstractmethod
    def empty_store(self) -> AbstractContextManager[Store]:
        """Open an empty store for one run of the machine."""

    def teardown(self) -> None:
        """Close the store."""
        self._open.close()

    @rule(
        channel=_CHANNELS,
        order=st.sampled_from([("dom_1", "ord_1"), ("dom_2", "ord_1")]),
        count=st.integers(1, 3),
    )
    def post_changes(self, channel: str, order: tuple[str, str], count: int) -> None:
        """Commit changes of an order, each with a message."""
        domain_id, order_id = order
        for _ in range(count):
            version = len(self.model.lanes.get((domain_id, order_id, channel), ())) + 2
            each = message(
                f"evt_{len(self.model.by_id)}",
                domain_id,
                order_id=order_id,
                channel=channel,
                version=version,
                seconds=(self.now - LATER).total_seconds(),
            )
            post(self.store, each)
            self.model.post(each)

    @rule(seconds=_SECONDS)
    def time_passes(self, seconds: int) -> None:
        """Advance the time."""
        self.now += timedelta(seconds=seconds)

    @rule(target=claims, channel=_CHANNELS, lease=_SECONDS)
    def claim_some(self, channel: str, lease: int) -> object:
        """Claim the due messages: the first undelivered one of each order."""
        until = self.now + timedelta(seconds=lease)

        claimed = self.store.queue.claim(channel, self.now, until)

        expected = self.model.due_heads(channel, self.now)
        for each in expected:
            each.due_at = until
            each.generation += 1
        assert sorted(claimed, key=_id) == sorted(
            (
                Claimed(
                    message=each.message,
                    generation=each.generation,
                    failures=each.failures,
                    trying_since=each.since,
                    leased_until=until,
                )
                for each in expected
            ),
            key=_id,
        )
        by_domain = sorted(claimed, key=lambda each: each.message.domain_id)
        assert by_domain == sorted(by_domain, key=_age_in_domain)
        # Stores may return messages that are due at the same time in any order, and Hypothesis
        # requires that the same choices have the same results.
        return multiple(*sorted(claimed, key=_id))

    @rule(claimed=consumes(claims))
    def deliver(self, claimed: Claimed) -> None:
        """Deliver a message, which another relay may have claimed since."""
        self.store.queue.finish([(claimed, Delivered())], self.now)
        if held := self.still_held(claimed):
            held.is_delivered = True

    @rule(claimed=claims, seconds=_SECONDS)
    def put_back(self, claimed: Claimed, seconds: int) -> None:
        """Postpone a message."""
        due_at = self.now + timedelta(seconds=seconds)
        self.store.queue.finish([(claimed, Deferred(due_at))], self.now)
        if held := self.still_held(claimed):
            held.due_at = due_at

    @rule(claimed=claims, seconds=_SECONDS)
    def fail(self, claimed: Claimed, seconds: int) -> None:
        """Fail a message; the later ones of its order wait too."""
        due_at = self.now + timedelta(seconds=seconds)
        self.store.queue.finish([(claimed, Failed("refused", due_at))], self.now)
        if held := self.still_held(claimed):
            held.failures += 1
            held.due_at = due_at
            for follower in self.model.followers(held):
                follower.due_at = max(follower.due_at, due_at)

    @rule(claimed=consumes(claims))
    def give_up(self, claimed: Claimed) -> None:
        """Give a message up; it no longer blocks the later ones."""
        self.store.queue.finish([(claimed, Failed("refused", None))], self.now)
        if held := self.still_held(claimed):
            held.failures += 1
            held.due_at = held.dead_at = self.now

    @precondition(lambda self: self.model.by_id)
    @rule(data=st.data())
    def retry(self, data: st.DataObject) -> None:
        """Retry a message and the later ones of its order."""
        each = self.model.by_id[data.draw(st.sampled_from(sorted(self.model.by_id)))]

        found = self.store.queue.retry(each.message.message_id, self.now)

        assert found is not each.is_delivered
        if found:
            each.due_at = each.since = self.now
            each.failures, each.dead_at = 0, None
            for follower in self.model.followers(each):
                follower.due_at = self.now

    @invariant()
    def undelivered_messages_match_the_model(self) -> None:
        """Compare the undelivered messages with the model."""
        seen = {each.message.message_id: each for each in self.store.queue.undelivered(1000)}
        expected = {id: each for id, each in self.model.by_id.items() if not each.is_delivered}
        assert {
            id: (each.message, each.due_at, each.failures, each.dead_at)
            for id, each in seen.items()
        } == {
            id: (each.message, each.due_at, each.failures, each.dead_at)
            for id, each in expected.items()
        }

    def still_held(self, claimed: Claimed) -> Expected | None:
        """Return the model's message if the claim is still valid."""
        each = self.model.by_id[claimed.message.message_id]
        return each if each.generation == claimed.generation and not each.is_over else None


def _id(claimed: Claimed) -> str:
    return claimed.message.message_id


def _age_in_domain(claimed: Claimed) -> tuple[str, datetime]:
    return claimed.message.domain_id, claimed.message.created_at
