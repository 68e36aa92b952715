"""Two relays that die between steps, and receivers that fail: nothing is lost or overtaken."""

from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from attrs import evolve, frozen

from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.event_cursors import Advance, EventCursor
from seller_orders.application.ports.outbox import DeliveryError
from seller_orders.testing.contracts.event_log import event
from seller_orders.testing.outbox_steps import post, waiting
from seller_orders.testing.sample_order import LATER
from seller_orders.testing.store import WholeStore
from tests.contracts.stores import STORES
from tests.contracts.test_deliver_events import Deliveries, Receiver

CASES = [(kind, seed) for kind in STORES for seed in range(20 if kind == "fake" else 2)]


class KilledError(BaseException):
    """The relay has died: no code of the product handles it."""


@frozen
class MortalCursors:
    """Cursors of a relay that may die before or after it moves one."""

    of: Any
    random: Random

    def advance(self, cursor: EventCursor, advance: Advance, at: datetime) -> bool:
        moment = self.random.choice(["before", "after", "", "", ""])
        if moment == "before":
            raise KilledError
        moved: bool = self.of.advance(cursor, advance, at)
        if moment == "after":
            raise KilledError
        return moved

    def __getattr__(self, name: str) -> Any:
        return getattr(self.of, name)


@pytest.fixture(scope="module")
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(16) as pool:
        yield pool


@pytest.mark.parametrize(("kind", "seed"), CASES)
def test_every_event_arrives_in_sequence(kind: str, seed: int, threads: ThreadPoolExecutor):
    random = Random(seed)
    versions = defaultdict[str, int](int)
    posted = list[str]()

    def fails(_: Message) -> Exception | None:
        return DeliveryError("no") if random.random() < 0.3 else None

    with STORES[kind]() as store:
        store.clock.time = LATER
        receiver = Receiver(fails)
        mortal = evolve(store, cursors=MortalCursors(store.cursors, random))
        relays = [Deliveries(mortal, threads, receiver) for _ in range(2)]
        for _ in range(25):
            order_id = f"ord_{random.randint(1, 3)}"
            versions[order_id] += 1
            id = f"{order_id}/{versions[order_id]}"
            made = evolve(event(versions[order_id], order_id=order_id), message_id=id)
            post(store, made)
            posted.append(id)
            with suppress(KilledError):
                random.choice(relays).run()
            store.clock.time += timedelta(seconds=random.choice([0, 0.3, 5, 12]))
        receiver.fails = lambda _: None
        finish(store, threads, receiver)
        left = waiting(store)

    assert not left
    assert set(receiver.ids) == set(posted)
    first_seen = list(dict.fromkeys(receiver.ids))
    for order_id, last in versions.items():
        seen = [id for id in first_seen if id.startswith(f"{order_id}/")]
        assert seen == [f"{order_id}/{version}" for version in range(1, last + 1)]


def finish(store: WholeStore, threads: ThreadPoolExecutor, receiver: Receiver) -> None:
    """Let a relay that lives deliver what is left, after all leases and pauses."""
    relay = Deliveries(store, threads, receiver)
    for _ in range(4):
        store.clock.time += timedelta(minutes=10)
        relay.run()
