"""Events that one relay delivers a second, and the processor time that a delivery takes.

``python -m bench.relay [DATABASE [DELIVERIES]]`` records events, starts the relay in this process,
and waits until a receiver in another process has got all of them: 10,000 by default. The receiver
is the installation's webhook, an endpoint of one domain, 20 endpoints of one domain, which get each
event 20 times, and an endpoint in each of 20 domains.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from time import monotonic, process_time
from typing import Any, Final

import psutil
from attrs import evolve, frozen
from sqlalchemy import Engine

from bench.receiver import Receiver, receiving
from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.application.commands.create_webhook_endpoint import CreateWebhookEndpoint
from seller_orders.application.events.payload import order_summary
from seller_orders.application.outbox_messages import Channel
from seller_orders.bootstrap.runtime import Runtime, build_runtime
from seller_orders.settings import Settings
from seller_orders.testing import sample_order
from seller_orders.testing.outbox_steps import post
from seller_orders.testing.store_steps import message
from tests.contracts.stores import ENGINES, sql_store
from tests.support.servers import end_servers

_DELIVERIES: Final = 10_000
_AT_ONCE: Final = 100
_LONGEST_S: Final = 600.0
_SECRET: Final = "whsec_c2VsbGVyLW9yZGVycy10ZXN0LXNlY3JldC0wMDAwMDA="


@frozen
class _Receivers:
    """Receivers of the events of some domains: the installation's, or endpoints of each domain."""

    name: str
    domains: int = 1
    endpoints: int = 0

    def deliveries_of(self, events: int) -> int:
        return events * max(self.endpoints, 1)


_RECEIVERS: Final = (
    _Receivers("the installation's webhook"),
    _Receivers("an endpoint", endpoints=1),
    _Receivers("20 endpoints of a domain", endpoints=20),
    _Receivers("20 domains with an endpoint", domains=20, endpoints=1),
)


@frozen
class _Spent:
    """Seconds, and seconds of processor time of this process and of the database's server."""

    took_s: float
    relay_s: float
    server_s: float


def main(names: list[str], deliveries: int) -> None:
    """Print a line for each database and kind of receivers."""
    try:
        for name in names:
            for receivers in _RECEIVERS:
                with ENGINES[name]() as engine:
                    events = deliveries // receivers.deliveries_of(1)
                    spent = _measure(engine, receivers, events)
                sent = receivers.deliveries_of(events)
                print(
                    f"{name:10} {receivers.name:27} {events / spent.took_s:7,.0f} events/s"
                    f" {sent / spent.took_s:7,.0f} deliveries/s, each"
                    f" {spent.relay_s / sent * 1e6:5.0f} us of the relay"
                    f" {spent.server_s / sent * 1e6:5.0f} us of the server",
                    flush=True,
                )
    finally:
        end_servers()


def _measure(engine: Engine, receivers: _Receivers, events: int) -> _Spent:
    with receiving() as receiver:
        runtime = build_runtime(_settings(receivers, receiver), NoOrderCache(), engine=engine)
        for domain in range(receivers.domains):
            for number in range(receivers.endpoints):
                url = f"http://127.0.0.1:{receiver.port}/{domain}/{number}"
                command = CreateWebhookEndpoint(domain_id=f"dom_{domain}", url=url)
                runtime.use_cases.webhooks.create(command).unwrap()
        record_events(engine, receivers.domains, events)
        receiver.expect(receivers.deliveries_of(events))
        return _spent(engine, lambda: _deliver(runtime, receiver))


def _settings(receivers: _Receivers, receiver: Receiver) -> Settings:
    given = {"SELLER_ORDERS_WEBHOOK_ALLOW_PRIVATE": "1"}
    if not receivers.endpoints:
        given["SELLER_ORDERS_WEBHOOK_URL"] = f"http://127.0.0.1:{receiver.port}/events"
        given["SELLER_ORDERS_WEBHOOK_SECRET"] = _SECRET
    given["SELLER_ORDERS_SECRET_KEYS"] = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    return Settings.of(given)


def record_events(engine: Engine, domains: int, events: int) -> None:
    """Record events of as many orders, of each domain in turn."""
    # Of this moment: the log forgets what is older than 30 days, delivered or not.
    seconds = (datetime.now(UTC) - sample_order.LATER).total_seconds()
    store = sql_store(engine)
    data = {"order": order_summary(sample_order.order())}
    recorded = [
        evolve(
            message(f"evt_{n}", f"dom_{n % domains}", order_id=f"ord_{n}", seconds=seconds),
            channel=Channel.EVENT,
            data=data,
        )
        for n in range(events)
    ]
    for start in range(0, events, _AT_ONCE):
        post(store, *recorded[start : start + _AT_ONCE])
    with engine.begin() as connection:
        # PostgreSQL would do so by itself within a minute.
        connection.exec_driver_sql("ANALYZE events")


def _deliver(runtime: Runtime, receiver: Receiver) -> None:
    runtime.start_relay()
    try:
        receiver.wait(_LONGEST_S)
    finally:
        runtime.relay.stop()


def _spent(engine: Engine, act: Callable[[], None]) -> _Spent:
    with _server_of(engine) as server:
        before = _processor_s(server)
        began, worked = monotonic(), process_time()
        act()
        took_s, relay_s = monotonic() - began, process_time() - worked
        return _Spent(took_s, relay_s, _processor_s(server) - before)


@contextmanager
def _server_of(engine: Engine) -> Iterator[Any]:
    if engine.dialect.name != "postgresql":
        yield None
        return
    with engine.connect() as connection:
        pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    yield psutil.Process(pid).parent()


def _processor_s(server: Any) -> float:
    """Return the processor time of a server with all its processes, also those that have ended."""
    if server is None:
        return 0.0
    own = server.cpu_times()
    ended: float = own.user + own.system + own.children_user + own.children_system
    return ended + sum(map(_processor_s_of, server.children(recursive=True)))


def _processor_s_of(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0  # It has just ended.
    spent: float = times.user + times.system
    return spent


if __name__ == "__main__":
    main(
        sys.argv[1:2] or list(ENGINES),
        int(sys.argv[2]) if len(sys.argv) > 2 else _DELIVERIES,
    )
