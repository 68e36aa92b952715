"""Processes that deliver messages recorded by other processes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.adapters.outbound.sql.schema.schema_version import ensure_usable
from seller_orders.adapters.shared.wire.json_codec import decode
from seller_orders.adapters.shared.wire.order_codec import OrderDocument
from seller_orders.application.commands.create_order import CreateOrder
from seller_orders.bootstrap.cli import main as run_command
from seller_orders.bootstrap.runtime import build_runtime
from seller_orders.settings import Settings
from tests.integration.crash.kill_at_step import stopping
from tests.integration.webhook.installations import webhook_settings
from tests.integration.webhook.receiver import Receiver
from tests.support import order_requests
from tests.support.forked_command import ForkedCommand
from tests.support.http_client import to_json
from tests.support.outbox_rows import OutboxRows
from tests.support.server_process import free_port, process
from tests.support.time_limits import LONG, TimeLimits


@contextmanager
def delivering(
    url: str,
    receiver: Receiver,
    folder: Path,
    *,
    until: tuple[str, str] | None = None,
    limits: TimeLimits = LONG,
) -> Iterator[ForkedCommand]:
    """Run what delivers on such a database, a relay or on SQLite the server, while the block runs.

    It is killed ``until``: before or after it takes a step.
    """
    is_sqlite = url.startswith("sqlite")
    arguments = ("serve", "--port", str(free_port())) if is_sqlite else ("relay",)
    main = stopping(*until) if until else run_command
    settings: Any = webhook_settings(receiver)
    log = folder / f"delivering-{uuid4().hex}.log"
    with process(url, log, *arguments, main=main, limits=limits, **settings) as running:
        yield running


def backlog(url: str, number: int = 1) -> list[str]:
    """Create orders, and return the ids of their undelivered events."""
    draft = decode(OrderDocument, to_json(order_requests.order_document())).unwrap().draft()
    command = CreateOrder(domain_id="dom_1", by="test", draft=draft)
    runtime = build_runtime(Settings(database_url=url), NoOrderCache())
    try:
        ensure_usable(runtime.engine)
        created = [runtime.use_cases.create_order(command).unwrap() for _ in range(number)]
    finally:
        runtime.engine.dispose()
    return [order.timeline[0].id for order in created]


def outbox_backlog(url: str, number: int = 1) -> list[str]:
    """Create orders whose events wait in the outbox, and return their ids."""
    event_ids = backlog(url, number)
    OutboxRows(url).move_from_log()
    return event_ids
