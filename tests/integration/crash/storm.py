"""Real processes under load, killed again and again; then the accounts are gone through."""

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
from seller_orders.application.commands.access_keys import CreateAccessKey
from seller_orders.application.queries.list_undelivered import ListUndelivered
from seller_orders.bootstrap.runtime import Runtime, wire
from seller_orders.settings import Settings
from tests.integration.crash.audit import audit, ledgers
from tests.integration.crash.follower import SECRET, Follower, following
from tests.integration.crash.load import Caller, Shop
from tests.integration.crash.processes import Victim, layers, relay, server
from tests.integration.layers.topology import between_layers
from tests.support.http_client import Client
from tests.support.server_process import free_port, sqlite_url
from tests.support.servers import fresh_database, redis_url

_CALLERS: Final = 6
_LOOKED_EVERY_S: Final = 0.02
_DRAINED_WITHIN_S: Final = 120.0
_WORKS_WITHIN_S: Final = 120.0
_SENT_AGAIN: Final = 500


@frozen
class Outcome:
    """What happened, and what was not as it must be."""

    kills: Counter[str]
    acknowledged: int
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
class _Scene:
    victims: list[Victim]
    shop: Shop
    follower: Follower
    runtime: Runtime


STACKS: Final = ("sqlite", "postgresql", "sqlite, in layers", "postgresql, in layers")
"""What is killed: a server; two servers and a relay; the three layers, on either database."""


def storm(
    stack: str, folder: Path, kills: int, seed: int, report: Callable[[str], None]
) -> Outcome:
    """Kill so many processes of a stack, and tell what came of it."""
    began = time.monotonic()
    with _scene(stack, folder, seed) as scene:
        callers = [Caller(scene.shop, f"c{n}", seed + n) for n in range(_CALLERS)]
        for victim in scene.victims:
            victim.start()
        for caller in callers:
            caller.start()
        try:
            _kill(scene, kills, report)
        finally:
            # The last processes live, so that every caller gets the answer it waits for.
            for victim in scene.victims:
                victim.end()
                victim.start(doomed=False)
            for caller in callers:
                caller.stop()
            for caller in callers:
                caller.join()
        report("the callers have their answers; some are asked for again")
        _send_again(scene.shop, callers[0], seed)
        report("waiting for the outbox to be empty")
        _drain(scene)
        return _outcome(scene, time.monotonic() - began)


@contextmanager
def _scene(stack: str, folder: Path, seed: int) -> Iterator[_Scene]:
    is_sqlite = stack.startswith("sqlite")
    with ExitStack() as held:
        follower = held.enter_context(following(seed))
        settings = {
            "WEBHOOK_URL": follower.url,
            "WEBHOOK_SECRET": SECRET,
            "WEBHOOK_ALLOW_PRIVATE": "1",
        }
        if is_sqlite:
            url = sqlite_url(folder / "storm.db")
        else:
            url = held.enter_context(fresh_database())
            settings["REDIS_URL"] = redis_url()
        runtime = wire(Settings(database_url=url), NoOrderCache())
        held.callback(runtime.engine.dispose)
        schema_version.make_usable(runtime.engine)
        # Its own: a cache that others have used may have orders of these names, too.
        domain_id = f"dom_{uuid4().hex}"
        key = runtime.use_cases.create_key(CreateAccessKey(domain_id=domain_id))
        shared: dict[str, Any] = {
            "url": url,
            "settings": settings,
            "log": folder / "processes.log",
            "chance": random.Random(seed),
        }
        ports, victims = _victims(stack, shared)
        for victim in victims:
            held.callback(victim.end)
        shop = Shop(ports, Client(port=ports[0], domain_id=domain_id, key=key))
        yield _Scene(victims, shop, follower, runtime)


def _victims(stack: str, shared: dict[str, Any]) -> tuple[list[int], list[Victim]]:
    """Return the ports that callers ask, and the processes."""
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


def _kill(scene: _Scene, kills: int, report: Callable[[str], None]) -> None:
    # However slow the machine is, there is work between the kills, and in the end enough of it.
    killed, done_by_then, deadline = 0, 0, time.monotonic() + _WORKS_WITHIN_S
    while killed < kills or not scene.shop.has_done_more_than(kills):
        if time.monotonic() > deadline:
            scene.shop.complain("nothing is done any more")
            return
        for victim in scene.victims:
            done = len(scene.shop.acknowledged)
            how = victim.strike(spare=done == done_by_then)
            if done > done_by_then:
                deadline = time.monotonic() + _WORKS_WITHIN_S
            if how is None:
                continue
            done_by_then = done
            if how == "by itself":
                scene.shop.complain(f"{victim.arguments} ended by itself")
            killed += 1
            if killed % 50 == 0:
                told = len(scene.shop.acknowledged)
                report(f"{killed} kills, {told} answers, {len(scene.shop.violations)} violations")
            victim.start()
        time.sleep(_LOOKED_EVERY_S)


def _send_again(shop: Shop, caller: Caller, seed: int) -> None:
    done = shop.acknowledged
    for each in random.Random(seed).sample(done, min(len(done), _SENT_AGAIN)):
        caller.send_again(each)


def _drain(scene: _Scene) -> None:
    deadline = time.monotonic() + _DRAINED_WITHIN_S
    while left := scene.runtime.use_cases.list_undelivered(ListUndelivered(10)):
        if time.monotonic() > deadline:
            scene.shop.complain(f"not delivered: {left}")
            return
        time.sleep(0.1)


def _outcome(scene: _Scene, seconds: float) -> Outcome:
    shop, chance = scene.shop, random.Random(0)
    orders = {id: shop.call(chance, "GET", f"/orders/{id}").json for id in shop.orders}
    restocked, due = ledgers(scene.runtime.engine, shop.client.domain_id)
    arrivals = list(scene.follower.arrivals)
    found = audit(orders, shop.acknowledged, arrivals, restocked, due)
    statuses = Counter(each.status for each in shop.acknowledged)
    return Outcome(
        kills=sum((victim.kills for victim in scene.victims), Counter[str]()),
        acknowledged=statuses[200] + statuses[201],
        refused=len(shop.acknowledged) - statuses[200] - statuses[201],
        resent=shop.resent,
        replays=shop.replays,
        reads=shop.reads,
        orders=len(orders),
        events=len({arrival.event_id for arrival in arrivals}),
        repeated_events=len(arrivals) - len({arrival.event_id for arrival in arrivals}),
        seconds=seconds,
        violations=[*shop.violations, *found],
    )
