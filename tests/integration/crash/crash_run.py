"""Runs processes under load, kills them repeatedly, and audits the orders."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from attrs import frozen

from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.adapters.outbound.sql.schema import schema_version
from seller_orders.application.commands.manage_access_keys import CreateAccessKey
from seller_orders.application.queries.list_undelivered_messages import ListUndelivered
from seller_orders.bootstrap.runtime import Runtime, build_runtime
from seller_orders.settings import Settings
from tests.integration.crash.audit import audit, ledgers
from tests.integration.crash.event_receiver import SECRET, EventReceiver, receiving_events
from tests.integration.crash.load import Caller, Shop
from tests.integration.crash.processes import KilledProcess, layers, relay, server
from tests.integration.layers.topology import between_layers
from tests.support.http_client import Client
from tests.support.migrated_sqlite import migrated_file
from tests.support.outbox_rows import OutboxRows
from tests.support.server_process import free_port, sqlite_url
from tests.support.servers import fresh_database, redis_url

_CALLERS: Final = 6
_CHECK_INTERVAL_S: Final = 0.02
_DRAIN_TIMEOUT_S: Final = 120.0
_PROGRESS_TIMEOUT_S: Final = 120.0
_REPLAYS: Final = 500


@frozen
class Outcome:
    """Counts of a crash run, and the violations found; successful requests by kind."""

    kills: Counter[str]
    acknowledged: Counter[str]
    refused: int
    resent: int
    replays: int
    reads: int
    orders: int
    events: int
    repeated_events: int
    seconds: float
    violations: list[str]


@frozen
class _Setup:
    processes: list[KilledProcess]
    shop: Shop
    receiver: EventReceiver
    runtime: Runtime


STACKS: Final = ("sqlite", "postgresql", "sqlite, in layers", "postgresql, in layers")
"""A server on SQLite; two and a relay on PostgreSQL; the three layers on each database."""


def run_crashes(
    stack: str,
    folder: Path,
    kills: int,
    seed: int,
    report: Callable[[str], None],
    pause_s: float = 0.0,
) -> Outcome:
    """Kill processes of a stack under load; return the outcome.

    Each caller pauses between its requests.
    """
    began = time.monotonic()
    with _setup(stack, folder, seed) as setup:
        callers = [Caller(setup.shop, f"c{n}", seed + n, pause_s) for n in range(_CALLERS)]
        for process in setup.processes:
            process.start()
        for caller in callers:
            caller.start()
        try:
            _kill(setup, kills, report)
        finally:
            # The last processes survive, so that every caller gets its response.
            for process in setup.processes:
                process.end()
                process.start(doomed=False)
            for caller in callers:
                caller.stop()
            for caller in callers:
                caller.join()
        report("the callers have their answers; some are asked for again")
        _send_again(setup.shop, callers[0], seed)
        report("waiting for the outbox to be empty")
        _drain(setup)
        return _outcome(setup, time.monotonic() - began)


@contextmanager
def _setup(stack: str, folder: Path, seed: int) -> Iterator[_Setup]:
    is_sqlite = stack.startswith("sqlite")
    with ExitStack() as held:
        receiver = held.enter_context(receiving_events(seed))
        settings = {
            "WEBHOOK_URL": receiver.url,
            "WEBHOOK_SECRET": SECRET,
            "WEBHOOK_ALLOW_PRIVATE": "1",
        }
        if is_sqlite:
            url = sqlite_url(migrated_file(folder / "storm.db"))
        else:
            url = held.enter_context(fresh_database())
            settings["REDIS_URL"] = redis_url()
        runtime = build_runtime(Settings(database_url=url), NoOrderCache())
        held.callback(runtime.engine.dispose)
        schema_version.ensure_usable(runtime.engine)
        # A fresh domain: a shared cache may hold orders with these ids.
        domain_id = f"dom_{uuid4().hex}"
        key = runtime.use_cases.keys.create(CreateAccessKey(domain_id=domain_id)).unwrap().secret
        shared: dict[str, Any] = {
            "url": url,
            "settings": settings,
            "log": folder / "processes.log",
            "chance": random.Random(seed),
        }
        ports, processes = _processes(stack, shared)
        for process in processes:
            held.callback(process.end)
        shop = Shop(ports, Client(port=ports[0], domain_id=domain_id, key=key))
        yield _Setup(processes, shop, receiver, runtime)


def _processes(stack: str, shared: dict[str, Any]) -> tuple[list[int], list[KilledProcess]]:
    """Return the ports for callers, and the processes."""
    if stack.endswith("in layers"):
        of_layers = {layer: free_port() for layer in ("core", "orchestrator", "gateway")}
        shared["settings"] |= between_layers(of_layers)
        return [of_layers["gateway"]], layers(of_layers, **shared)
    if stack == "sqlite":
        port = free_port()
        return [port], [server(port, **shared)]
    one, other = free_port(), free_port()
    servers = [server(one, **shared), server(other, relays=False, **shared)]
    return [one, other], [*servers, relay(**shared)]


def _kill(setup: _Setup, kills: int, report: Callable[[str], None]) -> None:
    # Processes are only killed after progress, so slow machines finish the run, too.
    killed, done_by_then, deadline = 0, 0, time.monotonic() + _PROGRESS_TIMEOUT_S
    while killed < kills or not setup.shop.has_done_more_than(kills):
        if time.monotonic() > deadline:
            setup.shop.report_violation("nothing is done any more")
            return
        for process in setup.processes:
            done = len(setup.shop.acknowledged)
            how = process.kill_when_due(spare=done == done_by_then)
            if done > done_by_then:
                deadline = time.monotonic() + _PROGRESS_TIMEOUT_S
            if how is None:
                continue
            done_by_then = done
            if how == "by itself":
                setup.shop.report_violation(f"{process.arguments} ended by itself")
            killed += 1
            if killed % 50 == 0:
                shop = setup.shop
                counts = f"{len(shop.acknowledged)} answers, {len(shop.violations)} violations"
                report(f"{killed} kills, {counts}")
            process.start()
        time.sleep(_CHECK_INTERVAL_S)


def _send_again(shop: Shop, caller: Caller, seed: int) -> None:
    done = shop.acknowledged
    for each in random.Random(seed).sample(done, min(len(done), _REPLAYS)):
        caller.send_again(each)


def _drain(setup: _Setup) -> None:
    deadline = time.monotonic() + _DRAIN_TIMEOUT_S
    log = OutboxRows(setup.runtime.engine.url.render_as_string(hide_password=False))
    while left := (
        *setup.runtime.use_cases.list_undelivered(ListUndelivered(10)),
        *log.undelivered_events(),
    ):
        if time.monotonic() > deadline:
            setup.shop.report_violation(f"not delivered: {left}")
            return
        time.sleep(0.1)


def _outcome(setup: _Setup, seconds: float) -> Outcome:
    shop, chance = setup.shop, random.Random(0)
    orders = {id: shop.call(chance, "GET", f"/orders/{id}").json for id in shop.known.orders}
    restocked, due = ledgers(setup.runtime.engine, shop.client.domain_id)
    arrivals = list(setup.receiver.arrivals)
    found = audit(orders, shop.acknowledged, arrivals, restocked, due)
    done = Counter(each.kind for each in shop.acknowledged if each.status < 300)
    return Outcome(
        kills=sum((process.kills for process in setup.processes), Counter[str]()),
        acknowledged=done,
        refused=len(shop.acknowledged) - done.total(),
        resent=shop.resent,
        replays=shop.replays,
        reads=shop.reads,
        orders=len(orders),
        events=len({arrival.event_id for arrival in arrivals}),
        repeated_events=len(arrivals) - len({arrival.event_id for arrival in arrivals}),
        seconds=seconds,
        violations=[*shop.violations, *found],
    )
