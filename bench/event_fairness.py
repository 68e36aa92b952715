"""Time until another seller's event is delivered while one seller's backlog is worked off.

``python -m bench.event_fairness [EVENTS [ENDPOINTS]]`` records a backlog in one domain, a million
events by default, starts to deliver it, and then records an event in another domain, ten times. The
backlog has one consumer in this process, or so many webhook endpoints. The other domain then has an
endpoint, too, and the receivers run in other processes.
"""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic
from typing import Final

from sqlalchemy import Engine, func, select, text

from bench.receiver import receiving
from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.schema.webhook_tables import webhook_deliveries
from seller_orders.adapters.outbound.system.clock import SystemClock
from seller_orders.application.commands.create_webhook_endpoint import CreateWebhookEndpoint
from seller_orders.application.events.consumers import EventConsumer, NoDomainConsumers
from seller_orders.application.outbox_messages import Channel, Message
from seller_orders.bootstrap.event_delivery import event_delivery
from seller_orders.bootstrap.runtime import build_runtime
from seller_orders.settings import Settings
from seller_orders.testing.contracts.event_log import event
from seller_orders.testing.outbox_steps import post
from tests.contracts.stores import postgresql_engine, sql_store
from tests.support.servers import end_servers

_BUSY: Final = "dom_b"
_QUIET: Final = "dom_a"
_TIMES: Final = 10
_LONGEST_S: Final = 60.0
_BACKLOG = text(
    "INSERT INTO events (domain_id, message_id, order_id, version, about, data, created_at)"
    " SELECT 'dom_b', 'old_' || n, 'ord_' || n, 1, 'order.created', '{}', now()"
    " FROM generate_series(1, :count) AS n"
)


def main(events: int, endpoints: int) -> None:
    """Print the longest time in seconds, and how many of the backlog were delivered meanwhile."""
    try:
        with postgresql_engine() as engine:
            measure = _endpoints(engine, endpoints) if endpoints else _consumer(engine)
            with measure as (start, wait, count):
                _record_backlog(engine, events)
                start()
                took = [_delivered_within_s(engine, number, wait) for number in range(_TIMES)]
                print(f"backlog {events:,}: longest {max(took):.2f} s, {count():,} delivered")
    finally:
        end_servers()


_Measured = tuple[Callable[[], None], Callable[[], None], Callable[[], int]]
"""Starts the delivery; waits for the next event of the quiet domain; counts the others."""


@contextmanager
def _consumer(engine: Engine) -> Iterator[_Measured]:
    arrived, stop, delivered = Event(), Event(), [0]

    def receive(message: Message) -> None:
        delivered[0] += 1
        if message.domain_id == _QUIET:
            arrived.set()

    def wait() -> None:
        assert arrived.wait(_LONGEST_S)
        arrived.clear()

    relay = event_delivery(
        engine,
        SystemClock(),
        [EventConsumer(Channel.EVENT, receive)],
        NoDomainConsumers(),
        ThreadPoolExecutor(8),
    )
    delivering = Thread(target=relay, args=(stop.is_set, lambda *_: (False, None)))
    yield delivering.start, wait, lambda: delivered[0]
    stop.set()
    delivering.join()


@contextmanager
def _endpoints(engine: Engine, number: int) -> Iterator[_Measured]:
    settings = Settings(webhook_allow_private=True, secret_keys=(b"0" * 32,))
    runtime = build_runtime(settings, NoOrderCache(), engine=engine)
    with receiving() as busy, receiving() as quiet:
        ports = {f"/{n}": (_BUSY, busy.port) for n in range(number)} | {"/": (_QUIET, quiet.port)}
        for path, (domain_id, port) in ports.items():
            url = f"http://127.0.0.1:{port}{path}"
            create = CreateWebhookEndpoint(domain_id=domain_id, url=url)
            runtime.use_cases.webhooks.create(create).unwrap()

        def wait() -> None:
            quiet.wait(_LONGEST_S)
            quiet.expect(1)

        quiet.expect(1)
        yield runtime.start_relay, wait, lambda: _deliveries(engine)
        runtime.relay.stop()


def _record_backlog(engine: Engine, events: int) -> None:
    engine.update_execution_options(unheard=True)
    with transaction(engine, tenant=_BUSY, writes=True) as connection:
        connection.execute(_BACKLOG, {"count": events})
        connection.commit()
    with engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE events")


def _delivered_within_s(engine: Engine, number: int, wait: Callable[[], None]) -> float:
    began = monotonic()
    post(sql_store(engine), event(number, _QUIET, order_id=f"ord_{number}"))
    wait()
    return monotonic() - began


def _deliveries(engine: Engine) -> int:
    of_domain = webhook_deliveries.c.domain_id == _BUSY
    with transaction(engine, tenant=_BUSY) as connection:
        counted = select(func.count()).select_from(webhook_deliveries).where(of_domain)
        return connection.execute(counted).scalar_one()


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000,
        int(sys.argv[2]) if len(sys.argv) > 2 else 0,
    )
