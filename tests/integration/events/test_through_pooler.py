"""Writers, relays and readers through PgBouncer, whose connections to the server are terminated.

Takes about 5 seconds.
"""

from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from threading import Event

import psycopg
import pytest
from attrs import evolve, field, frozen
from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.connection.engine import open_engine
from seller_orders.application.commands import deliver_event_batch, deliver_messages
from seller_orders.application.commands.create_webhook_endpoint import CreateWebhookEndpoint
from seller_orders.application.events import event_deliveries
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.testing.contracts.event_log import event
from tests.integration.events.busy_installation import (
    INSTALLATION,
    Installation,
    Receivers,
)
from tests.integration.events.delivery_audit import (
    Consumer,
    Written,
    feed_violations,
    missing,
    violations,
)
from tests.integration.events.event_writers import DOMAINS, moments, short_transactions
from tests.support.pgbouncer import HOW_TO_INSTALL, executable, pooled
from tests.support.servers import as_administrator, fresh_database
from tests.support.waiting import wait_until

pytestmark = pytest.mark.skipif(executable() is None, reason=HOW_TO_INSTALL)

WRITERS = 3
KILLS = 6
TERMINATE = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture(autouse=True)
def _short_leases(monkeypatch: pytest.MonkeyPatch) -> None:
    """A relay that could not end a lease is waited for."""
    for module in (deliver_event_batch, deliver_messages):
        monkeypatch.setattr(module, "LEASE", timedelta(seconds=1))
    for module in (event_deliveries, deliver_messages):
        monkeypatch.setattr(module, "SENT_WITHIN", timedelta(seconds=0.5))


@contextmanager
def engine_on(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


@frozen
class Writer:
    """Writes events one by one, and remembers which were acknowledged."""

    engine: Engine
    ticks: Iterator[int]
    acknowledged: list[Written] = field(factory=list)
    unknown: list[Written] = field(factory=list)

    def write(self, number: int, stop: Event) -> None:
        random, versions = Random(number), defaultdict[str, int](int)
        transaction = short_transactions(self.engine)
        while not stop.wait(random.random() * 0.1):
            domain_id = random.choice(DOMAINS)
            order_id = f"{domain_id}/{number}"
            versions[order_id] += 1
            version = versions[order_id]
            made = evolve(
                event(version, domain_id, order_id=order_id),
                message_id=f"{order_id}/{version}",
                created_at=datetime.now(UTC),
            )
            began = next(self.ticks)
            try:
                transaction([made], 0, True)
                outcome = self.acknowledged
            except StoreUnavailableError:
                outcome = self.unknown
            ended = next(self.ticks)
            outcome.append(Written(made.message_id, domain_id, order_id, version, began, ended))


def test_terminated_connections_lose_and_repeat_nothing():
    ticks, stop_writing, stop_reading = moments(), Event(), Event()
    receivers = Receivers(ticks, Random(1))
    with fresh_database() as direct, ThreadPoolExecutor(WRITERS + len(DOMAINS)) as threads:
        url = pooled(direct)
        installation = Installation(partial(engine_on, url), receivers)
        with engine_on(url) as engine:
            writer = Writer(engine, ticks)
            due = [Consumer(name=INSTALLATION, domain_ids=DOMAINS)]
            for domain_id in DOMAINS:
                create = CreateWebhookEndpoint(domain_id=domain_id, url=f"http://{domain_id}")
                installation.operations(engine).create(create).unwrap()
                due.append(Consumer(name=create.url, domain_ids=(domain_id,)))
            reading = [
                threads.submit(installation.follow, each, stop_reading, Random(2))
                for each in DOMAINS
            ]
            writing = [threads.submit(writer.write, n, stop_writing) for n in range(WRITERS)]
            try:
                with installation.relaying(), installation.relaying():
                    terminated = sum(terminate(direct, receivers) for _ in range(KILLS))
                    stop_writing.set()
                    for each in writing:
                        each.result()
                    wait_until(
                        lambda: not missing(due, writer.acknowledged, [*receivers.attempts]),
                        lambda: missing(due, writer.acknowledged, [*receivers.attempts])[:20],
                    )
                    stop_reading.set()
                    feeds = [each.result() for each in reading]
            finally:
                stop_writing.set()
                stop_reading.set()

    read = {id for feed in feeds for id in feed}
    written = [*writer.acknowledged, *(w for w in writer.unknown if w.event_id in read)]
    found = [*violations(due, written, receivers.attempts)]
    for domain_id, feed in zip(DOMAINS, feeds, strict=True):
        found += feed_violations(domain_id, written, feed)
    assert found == []
    assert terminated >= KILLS


def terminate(direct: str, receivers: Receivers) -> int:
    """Terminate all connections after some more deliveries; return their number."""
    wanted = len(receivers.attempts) + 30
    wait_until(lambda: len(receivers.attempts) >= wanted)
    with psycopg.connect(as_administrator(direct)) as connection:
        row = connection.execute(TERMINATE).fetchone()
    assert row is not None
    count: int = row[0]
    return count
