"""Two relays, writers, failing receivers, and endpoints that come, go and are replayed, at once.

Takes about 5 seconds a database; EVERY_SIZE=1 runs ten seeds.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from random import Random
from threading import Event

import pytest
from sqlalchemy import Engine, event

from seller_orders.adapters.outbound.sql.connection.engine import open_engine
from tests.contracts.stores import without_fsync
from tests.integration.events.busy_installation import (
    INSTALLATION,
    Installation,
    Receivers,
    running,
)
from tests.integration.events.delivery_audit import (
    Consumer,
    feed_violations,
    missing,
    violations,
)
from tests.integration.events.endpoint_owner import Owner
from tests.integration.events.event_writers import (
    DOMAINS,
    Writers,
    long_transactions,
    moments,
    short_transactions,
)
from tests.support.migrated_sqlite import migrated_file
from tests.support.servers import fresh_database
from tests.support.waiting import wait_until

SEEDS = range(10) if os.environ.get("EVERY_SIZE") else range(1)
WRITERS = 4


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{migrated_file(tmp_path / 'orders.db')}"
    else:
        with fresh_database() as found:
            yield found


@contextmanager
def engine_on(url: str) -> Iterator[Engine]:
    """An engine of the product, as each process has one."""
    engine = open_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", without_fsync)
    try:
        yield engine
    finally:
        engine.dispose()


@pytest.mark.parametrize("seed", SEEDS)
def test_each_consumer_gets_what_it_has_to(url: str, seed: int):
    random, ticks, stop_reading, stop_writing = Random(seed), moments(), Event(), Event()
    receivers = Receivers(ticks, Random(seed))
    installation = Installation(partial(engine_on, url), receivers)
    with ExitStack() as held:
        engine = held.enter_context(engine_on(url))
        threads = held.enter_context(ThreadPoolExecutor(WRITERS + len(DOMAINS)))
        held.callback(stop_writing.set)
        short = short_transactions(engine)
        is_sqlite = engine.dialect.name == "sqlite"
        long = short if is_sqlite else held.enter_context(long_transactions(url))
        writers = Writers(ticks, short, long)
        owner = Owner(installation.operations(engine), ticks, receivers.attempts)
        for domain_id in DOMAINS:
            owner.create(f"http://lasting.{domain_id}", domain_id)
            owner.create(f"http://deleted.{domain_id}", domain_id)
        receivers.failing.set()
        reading = [
            threads.submit(installation.follow, each, stop_reading, Random(seed))
            for each in DOMAINS
        ]
        held.callback(stop_reading.set)
        held.enter_context(installation.relaying())
        stop_first = Event()
        with running(partial(installation.relay, stop_first), stop_first):
            writing = [
                threads.submit(writers.write, n, Random(seed * 100 + n), stop_writing)
                for n in range(WRITERS)
            ]
            owner.go_on(random)
        # A relay that stops while others write leaves its work to those that run.
        with installation.relaying():
            owner.wait_for_more(random)
            stop_writing.set()
            for each in writing:
                each.result()
            receivers.failing.clear()
            owner.replay(f"http://lasting.{DOMAINS[0]}")
            due = [Consumer(name=INSTALLATION, domain_ids=DOMAINS), *owner.endpoints.values()]
            wait_until(
                lambda: not missing(due, writers.written, [*receivers.attempts]),
                lambda: missing(due, writers.written, [*receivers.attempts])[:20],
            )
            stop_reading.set()
            feeds = [each.result() for each in reading]

    assert len(writers.written) > 100
    found = [*violations(due, writers.written, receivers.attempts)]
    for domain_id, read in zip(DOMAINS, feeds, strict=True):
        found += feed_violations(domain_id, writers.written, read)
    assert found == []
