"""The last release's processes beside today's, over one database that is migrated under load."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import psycopg
import pytest
from attrs import evolve

from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.adapters.outbound.sql.schema import schema_version
from seller_orders.application.commands.cancel_items import CancelItems
from seller_orders.application.commands.hold_order import HoldOrder
from seller_orders.application.queries.list_undelivered_messages import ListUndelivered
from seller_orders.bootstrap.runtime import Runtime, build_runtime
from seller_orders.domain.hold import HoldReason, HoldRequest
from seller_orders.settings import Settings
from seller_orders.testing.sample_order import item_cancellation
from tests.integration.conftest import PLENTY
from tests.integration.crash.audit import audit, ledgers
from tests.integration.crash.event_receiver import SECRET, EventReceiver, receiving_events
from tests.integration.crash.load import Caller, Shop
from tests.integration.crash.requests import OF_THE_FORMER_RELEASE, create_plainly
from tests.integration.releases.cancelled_units_audit import LINE, cancelled_units_violations
from tests.integration.releases.held_orders_audit import held_orders_violations
from tests.integration.releases.last_release import Release, last_release
from tests.integration.releases.list_audit import list_violations
from tests.integration.releases.pair_audit import PREFIX, pair_violations
from tests.support.http_client import Client
from tests.support.server_process import free_port, run, serving, wait_until_ready
from tests.support.servers import as_administrator, bare_database, redis_url
from tests.support.waiting import wait_until

_SEED: Final = 20_261_130
_CALLERS: Final = 4
_PAUSE_S: Final = 0.05
"""Pause of a caller, so that a slow migration does not mean thousands of requests."""
_BEFORE: Final = 60
"""Requests answered by the last release before the migration begins."""
_TOGETHER: Final = 120
"""Requests answered while both releases serve the migrated database."""


@pytest.fixture
def release(tmp_path: Path) -> Release:
    """The last release's code."""
    return last_release(tmp_path / "release")


@pytest.fixture
def receiver() -> Iterator[EventReceiver]:
    """A receiver of the events of both releases."""
    with receiving_events(_SEED) as receiving:
        yield receiving


def test_two_releases_share_a_migrated_database(
    release: Release, receiver: EventReceiver, tmp_path: Path
):
    """All that either release acknowledges is right, and each event arrives under one id."""
    # Both releases read one cache, too.
    settings: dict[str, Any] = {
        "REDIS_URL": redis_url(),
        "RATE_LIMIT": PLENTY,
        "WEBHOOK_URL": receiver.url,
        "WEBHOOK_SECRET": SECRET,
        "WEBHOOK_ALLOW_PRIVATE": "1",
    }
    with bare_database() as url, runtime_on(url) as runtime, ExitStack() as later:
        shop, log = shop_of(release, url), tmp_path / "release.log"
        is_behind = not schema_version.is_current(runtime.engine)
        refused = run(url, "keys", "list")
        assert is_behind == (b"seller-orders migrate" in refused.stderr), refused.stderr.decode()
        (port,) = shop.ports
        with release.process(url, log, "serve", "--port", str(port), **settings) as old:
            wait_until_ready(old, port, log)
            with calling(shop):
                wait_for_more(shop, _BEFORE)
                migrated = run(url, "migrate")
                assert migrated.returncode == 0, migrated.stderr.decode()
                today = later.enter_context(serving(tmp_path, url, **settings))
                shop.ports = [port, today.port]
                wait_for_more(shop, _TOGETHER)
                assert old.poll() is None, f"the last release ended: {log.read_text()[-2000:]}"
            aside = today.client()
            former = evolve(aside, port=port, is_described=False)
            shop.violations += pair_violations(former, aside)
            cancel_one = partial(cancel_unit, runtime, aside.domain_id)
            shop.violations += cancelled_units_violations(former, aside, cancel_one)
            hold = partial(hold_lines, runtime, aside.domain_id)
            shop.violations += held_orders_violations(former, aside, hold)
        # Today's relay delivers what the last release has left.
        shop.client = evolve(shop.client, port=today.port)
        wait_until_delivered(runtime)
        found = list(violations(shop, runtime, receiver))
        errors = logged_errors(url) if found else []

    assert not found, "\n".join([f"beside the release {release.commit}:", *found, *errors])


def logged_errors(url: str) -> list[str]:
    """Return the last errors in PostgreSQL's log, because a release's own log has no texts."""
    with psycopg.connect(as_administrator(url)) as connection:
        ((folder,),) = connection.execute("SHOW data_directory").fetchall()
    log = Path(folder, "log")
    lines = log.read_text(errors="replace").splitlines() if log.is_file() else []
    return [line for line in lines if "ERROR:" in line][-20:]


@contextmanager
def runtime_on(url: str) -> Iterator[Runtime]:
    """Provide today's use cases on a database."""
    runtime = build_runtime(Settings(database_url=url), NoOrderCache())
    try:
        yield runtime
    finally:
        runtime.engine.dispose()


def shop_of(release: Release, url: str) -> Shop:
    """Let the release migrate a database and create the key of a domain."""
    domain_id, port = f"dom_{uuid4().hex}", free_port()
    printed = release.run(url, ["migrate"], ["keys", "create", "--domain", domain_id])
    key = printed.split()[-1]
    client = Client(port=port, domain_id=domain_id, key=key, is_described=False)
    return Shop([port], client, create=create_plainly, changes=OF_THE_FORMER_RELEASE)


def cancel_unit(runtime: Runtime, domain_id: str, order_id: str) -> None:
    """Cancel one unit of a line, as today's processes do."""
    request = item_cancellation({LINE: 1})
    command = CancelItems(domain_id=domain_id, order_id=order_id, by="test", request=request)
    runtime.use_cases.cancel_items(command).unwrap()


def hold_lines(runtime: Runtime, domain_id: str, order_id: str, lines: tuple[str, ...]) -> None:
    """Hold lines of an order, or all of it, as today's processes do."""
    request = HoldRequest(reason=HoldReason.OTHER, items=lines)
    command = HoldOrder(domain_id=domain_id, order_id=order_id, by="test", request=request)
    runtime.use_cases.hold_order(command).unwrap()


@contextmanager
def calling(shop: Shop) -> Iterator[None]:
    """Change orders while the block runs, and wait for the last responses."""
    callers = [Caller(shop, f"c{n}", _SEED + n, _PAUSE_S) for n in range(_CALLERS)]
    for caller in callers:
        caller.start()
    try:
        yield
    finally:
        for caller in callers:
            caller.stop()
        for caller in callers:
            caller.join()


def wait_for_more(shop: Shop, number: int) -> None:
    """Wait until so many more requests are answered, or one is answered wrongly."""
    enough = len(shop.acknowledged) + number
    wait_until(
        lambda: len(shop.acknowledged) >= enough or shop.violations,
        lambda: f"{len(shop.acknowledged)} of {enough} requests are answered",
    )


def wait_until_delivered(runtime: Runtime) -> None:
    """Wait until no message is left."""

    def left() -> object:
        return runtime.use_cases.list_undelivered(ListUndelivered(10))

    wait_until(lambda: not left(), left)


def violations(shop: Shop, runtime: Runtime, receiver: EventReceiver) -> Iterator[str]:
    """Yield what is not right, after the last release has ended."""
    yield from shop.violations
    orders = {id: shop.client.get(f"/orders/{id}").json for id in shop.known.orders}
    restocked, due = ledgers(runtime.engine, shop.client.domain_id)
    arrivals = [each for each in receiver.arrivals if not each.order_id.startswith(PREFIX)]
    yield from audit(orders, shop.acknowledged, arrivals, restocked, due)
    yield from list_violations(shop.client, orders)
