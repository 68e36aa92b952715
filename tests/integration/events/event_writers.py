"""Writers of events, in single, bulky, long and abandoned transactions."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from random import Random
from threading import Event
from typing import Final, TypeAlias

from attrs import define, evolve, field
from sqlalchemy import Engine, create_engine

from seller_orders.adapters.outbound.sql.connection.host_transaction import HostTransaction
from seller_orders.adapters.outbound.sql.unit_of_work import units_of_work
from seller_orders.adapters.outbound.system.clock import SystemClock
from seller_orders.application.outbox_messages import Message
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.contracts.event_log import event
from seller_orders.testing.fakes.relay import WakeCounter
from tests.integration.events.delivery_audit import Written

DOMAINS: Final = ("dom_1", "dom_2")
MOST: Final = 500
"""Most transactions of a writer."""
_PAUSE_S: Final = 0.2
"""Longest pause of a writer, so that relays deliver meanwhile."""

Transaction: TypeAlias = Callable[[Sequence[Message], float, bool], None]
"""Records events in a transaction, keeps it open for some seconds, and commits it or does not."""


@define
class Writers:
    """Writers, each with orders of its own, in single, bulky, long and abandoned transactions."""

    moments: Iterator[int]
    short: Transaction
    long: Transaction
    written: list[Written] = field(factory=list)

    def write(self, writer: int, random: Random, stop: Event) -> None:
        """Write until it is stopped, at most for some transactions."""
        versions = defaultdict[str, int](int)
        for number in range(MOST):
            if stop.wait(random.random() * _PAUSE_S):
                return
            domain_id, kind = random.choice(DOMAINS), random.random()
            size = 20 if kind < 0.05 else random.randint(1, 4)
            events = list[Message]()
            for _ in range(size):
                order_id = f"{domain_id}/{writer}/{random.randint(1, 3)}"
                versions[order_id] += 1
                id = f"{order_id}/{versions[order_id]}#{number}"
                made = event(versions[order_id], domain_id, order_id=order_id)
                now = datetime.now(UTC)
                events.append(evolve(made, message_id=id, created_at=now))
            began, is_kept = next(self.moments), random.random() >= 0.15
            transaction = self.long if random.random() < 0.15 else self.short
            transaction(events, random.random() * 0.1, is_kept)
            ended = next(self.moments)
            if is_kept:
                self.written += [_written(each, began, ended) for each in events]
            else:
                for each in events:
                    versions[each.order_id] -= 1


def _written(message: Message, began: int, ended: int) -> Written:
    return Written(
        message.message_id, message.domain_id, message.order_id, message.version, began, ended
    )


def short_transactions(engine: Engine) -> Transaction:
    """Return transactions of the product's own engine, which are open for a moment."""
    begin = units_of_work(engine, SystemClock(), WakeCounter())

    def run(events: Sequence[Message], _: float, is_kept: bool) -> None:
        with begin(events[0].domain_id) as tx:
            tx.outbox.add(events)
            if is_kept:
                tx.commit()

    return run


@contextmanager
def long_transactions(url: str) -> Iterator[Transaction]:
    """Transactions of a host application on PostgreSQL, which record first and commit later."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))

    def run(events: Sequence[Message], open_s: float, is_kept: bool) -> None:
        with engine.connect() as connection:
            begin = units_of_work(HostTransaction(connection), SettableClock(), WakeCounter())
            with begin(events[0].domain_id) as tx:
                tx.outbox.add(events)
                tx.commit()
            time.sleep(open_s)
            if is_kept:
                connection.commit()

    yield run
    engine.dispose()


def moments() -> Iterator[int]:
    """Return the counter that threads share: its steps are atomic."""
    return count(1)
