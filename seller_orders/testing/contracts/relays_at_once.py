"""Contract of an outbox queue that several relays use at once."""

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from threading import Barrier, Lock

from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.outbox import (
    Claimed,
    Deferred,
    Delivered,
    DeliveryOutcome,
    Failed,
)
from seller_orders.testing.outbox_steps import claim, later, messages, post, waiting
from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import message

RELAYS = 4
ORDERS = 8
VERSIONS = 5
TOO_LONG_S = 60.0
NOW = later()


class RelaysAtOnceContract:
    """Give it a fixture ``store``: an empty store that threads can share."""

    def test_concurrent_claims_are_disjoint(self, store: Store) -> None:
        backlog = [message(f"evt_{n}", order_id=f"ord_{n}") for n in range(250)]
        post(store, *backlog)
        begin = Barrier(RELAYS)

        def relay(_: int) -> list[Claimed]:
            begin.wait(TOO_LONG_S)
            mine = []
            while claimed := claim(store):
                mine += claimed
            return mine

        with ThreadPoolExecutor(RELAYS) as pool:
            handed_out = [each for mine in pool.map(relay, range(RELAYS)) for each in mine]

        ids = [each.message_id for each in messages(handed_out)]
        assert len(ids) == len(backlog)
        assert set(ids) == {each.message_id for each in backlog}

    def test_concurrent_relays_keep_each_orders_sequence(self, store: Store) -> None:
        post(
            store,
            *(
                message(f"evt_{n}.{version}", order_id=f"ord_{n}", version=version)
                for n in range(ORDERS)
                for version in range(1, VERSIONS + 1)
            ),
        )
        handed_out: list[tuple[str, int]] = []
        arrived: dict[str, list[int]] = defaultdict(list)
        taking_notes = Lock()
        begin = Barrier(RELAYS)

        def relay(number: int) -> None:
            # Some of each order's messages fail and some are deferred; all are due again at once.
            kinds: list[DeliveryOutcome] = [Delivered(), Failed("no", NOW), Deferred(NOW)]
            outcomes = cycle(kinds[number % 3 :] + kinds[: number % 3])
            begin.wait(TOO_LONG_S)
            while waiting(store):
                finished: list[tuple[Claimed, DeliveryOutcome]] = []
                for each in store.queue.claim(Channel.LOG, NOW, later(3600)):
                    outcome = next(outcomes)
                    finished.append((each, outcome))
                    with taking_notes:
                        handed_out.append((each.message.message_id, each.generation))
                        if isinstance(outcome, Delivered):
                            arrived[each.message.order_id].append(each.message.version)
                store.queue.finish(finished, NOW)

        with ThreadPoolExecutor(RELAYS) as pool:
            for relaying in [pool.submit(relay, number) for number in range(RELAYS)]:
                relaying.result(TOO_LONG_S)

        assert arrived == {f"ord_{n}": list(range(1, VERSIONS + 1)) for n in range(ORDERS)}
        assert len(handed_out) == len(set(handed_out))
