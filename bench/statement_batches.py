"""Processor time of use cases by the way their statements are sent.

``python -m bench.statement_batches`` compares the product's batches with psycopg's own pipeline and
prepared statements, and with PgBouncer in between. Times are in microseconds of an operation: the
client's processor, PostgreSQL's processor, and the wall clock.
"""

import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from statistics import mean
from typing import Final, TypeAlias
from unittest.mock import patch

import psutil
import psycopg
from attrs import define, field

from bench import stack
from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.adapters.outbound.sql.connection.driver_batch import Batch
from seller_orders.adapters.outbound.sql.connection.postgresql_pipeline import PipelineConnection
from seller_orders.application.commands.create_order import CreateOrder
from seller_orders.application.commands.update_status import UpdateStatus
from seller_orders.application.queries.list_orders import ListOrders
from seller_orders.bootstrap.runtime import build_runtime
from seller_orders.domain.status import OrderStatus
from seller_orders.settings import Settings
from tests.support.drafts import draft
from tests.support.pgbouncer import pooled
from tests.support.servers import end_servers, postgresql_url

_OPERATIONS: Final = 100
_ROUNDS: Final = 8
_DOMAIN: Final = "dom_1"

_Execute: TypeAlias = Callable[[PipelineConnection, Batch], None]
_Operations: TypeAlias = Mapping[str, Callable[[], object]]


@define
class _Way:
    """A way to send statements: its operations, and the times of each round's operations."""

    name: str
    execute: _Execute
    operations: _Operations
    spent: list[tuple[float, float, float]] = field(factory=list)


def main() -> None:
    """Measure the ways of sending statements side by side, and print a table."""
    with ExitStack() as held:
        held.callback(end_servers)
        url = held.enter_context(stack.database())
        own = PipelineConnection.execute_batch
        ways = [
            _Way("the product's batches", own, _operations(held, url)),
            _Way("psycopg's pipeline, prepared", _by_psycopg, _operations(held, url)),
            _Way("the product's, through PgBouncer", own, _operations(held, pooled(url))),
        ]
        for operation in ways[0].operations:
            for way in ways * _ROUNDS:
                _measure(way, operation)
            for way in ways:
                # The first round prepares. The least disturbed one has the least processor time.
                rounds, way.spent = way.spent[1:], []
                client, _, wall = (min(each) for each in zip(*rounds, strict=True))
                server = mean(server for _, server, _ in rounds)
                figures = f"{client:6.0f} client {server:6.0f} server {wall:6.0f} elapsed"
                print(f"{operation:8}{way.name:34}{figures}", flush=True)


def _operations(held: ExitStack, url: str) -> _Operations:
    runtime = build_runtime(Settings(database_url=url), NoOrderCache(), statement_timeout_s=60.0)
    held.callback(runtime.engine.dispose)
    cases = runtime.use_cases
    unnumbered = draft(
        order_id=None, order_number=None, created_at=None, updated_at=None, timeline=()
    )
    new = CreateOrder(domain_id=_DOMAIN, by="bench", draft=unnumbered)
    made = cases.create_order(new).unwrap()
    ids = deque[str]()

    def create() -> None:
        ids.append(cases.create_order(new).unwrap().id)

    def confirm() -> None:
        # A new order each time, because a timeline grows.
        confirmed = UpdateStatus(
            domain_id=_DOMAIN, order_id=ids.popleft(), by="bench", status=OrderStatus.CONFIRMED
        )
        cases.update_status(confirmed).unwrap()

    return {
        "get": lambda: runtime.ports.reader.order(_DOMAIN, made.id).unwrap(),
        "list": lambda: cases.list_orders(ListOrders(domain_id=_DOMAIN)),
        "create": create,
        "status": confirm,
    }


def _measure(way: _Way, operation: str) -> None:
    operate = way.operations[operation]
    with patch.object(PipelineConnection, "execute_batch", way.execute):
        client, server, wall = time.thread_time(), _server_time(), time.perf_counter()
        for _ in range(_OPERATIONS):
            operate()
        spent = time.thread_time() - client, _server_time() - server, time.perf_counter() - wall
    of_client, of_server, of_all = (each / _OPERATIONS * 1e6 for each in spent)
    way.spent.append((of_client, of_server, of_all))


def _server_time() -> float:
    with psycopg.connect(postgresql_url()) as connection:
        server = psutil.Process(connection.info.backend_pid).parent()
        assert server is not None, "the connection is open"
        return sum(sum(each.cpu_times()[:2]) for each in server.children())


def _by_psycopg(connection: PipelineConnection, batch: Batch) -> None:
    begin, connection.begin_statements = connection.begin_statements, ()
    statements = [*begin, *batch.statements, *([("COMMIT", ())] if batch.commits else [])]
    if not statements:
        return
    connection.prepare_threshold = 0
    with connection.pipeline():
        cursors = [
            psycopg.RawCursor(connection).execute(text, values or None, prepare=bool(values))
            for text, values in statements
        ]
    result = cursors[-2 if batch.commits else -1]
    batch.rowcount = result.rowcount
    if result.description:
        batch.rows = result.fetchall()


if __name__ == "__main__":
    main()
