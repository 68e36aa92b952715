"""The queue against a model: any order of posting, leasing, finishing, failing and retrying."""

from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from seller_orders.application.messages import Channel
from seller_orders.application.ports.outbox import Claimed, Delivered, Failed, PutBack
from seller_orders.testing.relaying import post
from seller_orders.testing.samples import LATER
from seller_orders.testing.steps import message
from tests.contracts.queue_model import Expected, Model
from tests.contracts.stores import STORES

CHANNELS = st.sampled_from([Channel.EVENT, Channel.LOG])
# Few, so that leases often end and due times often coincide.
SECONDS = st.sampled_from([0, 1, 10])


class QueueMachine(RuleBasedStateMachine):
    kind: str
    claims = Bundle("claims")

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        folder = Path(self.open.enter_context(TemporaryDirectory()))
        self.store = self.open.enter_context(STORES[self.kind](folder))
        self.model = Model()
        self.now = LATER

    def teardown(self) -> None:
        self.open.close()

    @rule(
        channel=CHANNELS,
        order=st.sampled_from([("dom_1", "ord_1"), ("dom_2", "ord_1")]),
        count=st.integers(1, 3),
    )
    def post_changes(self, channel: Channel, order: tuple[str, str], count: int) -> None:
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

    @rule(seconds=SECONDS)
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(target=claims, channel=CHANNELS, lease=SECONDS)
    def claim_some(self, channel: Channel, lease: int) -> object:
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
        created = [each.message.created_at for each in claimed]
        assert created == sorted(created)
        return multiple(*claimed)

    @rule(claimed=consumes(claims))
    def deliver(self, claimed: Claimed) -> None:
        self.store.queue.finish([(claimed, Delivered())], self.now)
        if held := self.still_held(claimed):
            held.is_delivered = True

    @rule(claimed=claims, seconds=SECONDS)
    def put_back(self, claimed: Claimed, seconds: int) -> None:
        due_at = self.now + timedelta(seconds=seconds)
        self.store.queue.finish([(claimed, PutBack(due_at))], self.now)
        if held := self.still_held(claimed):
            held.due_at = due_at

    @rule(claimed=claims, seconds=SECONDS)
    def fail(self, claimed: Claimed, seconds: int) -> None:
        due_at = self.now + timedelta(seconds=seconds)
        self.store.queue.finish([(claimed, Failed("refused", due_at))], self.now)
        if held := self.still_held(claimed):
            held.failures += 1
            held.due_at = due_at
            for follower in self.model.followers(held):
                follower.due_at = max(follower.due_at, due_at)

    @rule(claimed=consumes(claims))
    def give_up(self, claimed: Claimed) -> None:
        self.store.queue.finish([(claimed, Failed("refused", None))], self.now)
        if held := self.still_held(claimed):
            held.failures += 1
            held.due_at = held.dead_at = self.now

    @precondition(lambda self: self.model.by_id)
    @rule(data=st.data())
    def retry(self, data: st.DataObject) -> None:
        each = self.model.by_id[data.draw(st.sampled_from(sorted(self.model.by_id)))]

        found = self.store.queue.retry(each.message.message_id, self.now)

        assert found is not each.is_delivered
        if found:
            each.due_at = each.since = self.now
            each.failures, each.dead_at = 0, None
            for follower in self.model.followers(each):
                follower.due_at = self.now

    @invariant()
    def what_has_not_arrived_is_seen_as_it_is(self) -> None:
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
        each = self.model.by_id[claimed.message.message_id]
        return each if each.generation == claimed.generation and not each.is_over else None


def _id(claimed: Claimed) -> str:
    return claimed.message.message_id


@pytest.mark.parametrize("kind", STORES)
def test_the_queue_does_as_its_model_says(kind: str):
    machine = type(f"{kind.title()}QueueMachine", (QueueMachine,), {"kind": kind})

    run_state_machine_as_test(machine, settings=settings(max_examples=30, stateful_step_count=40))
