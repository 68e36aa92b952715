"""Processor time of use cases by the way their statements are sent.

``python -m bench.statement_batches`` compares the product's batches with psycopg's own pipeline and
prepared statements, and with PgBouncer in between. Times are in microseconds of an operation: the
client's processor, PostgreSQL's processor, and the wall clock.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any, Final
from unittest.mock import patch

import psutil
import psycopg
from sqlalchemy import event

from bench import stack
from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.adapters.outbound.sql.connection.driver_batch import Batch
from seller_orders.adapters.outbound.sql.connection.postgresql_pipeline import PipelineConnection
from seller_orders.application.commands.create_order import CreateOrder
from seller_orders.application.commands.update_status import UpdateStatus
from seller_orders.application.queries.list_orders import ListOrders
from seller_orders.bootstrap.runtime import Runtime, build_runtime
from seller_orders.domain.status import OrderStatus
from seller_orders.settings import Settings
from tests.support.drafts import draft
from tests.support.pgbouncer import pooled
from tests.support.servers import end_servers, postgresql_url

_OPERATIONS: Final = 120
_ROUNDS: Final = 4
_DOMAIN: Final = "dom_1"


def main() -> None:
    """Measure each way of sending statements in turn, and print a table."""
    with ExitStack() as held:
        held.callback(end_servers)
        url = held.enter_context(stack.database())
        ways: Mapping[str, tuple[str, Callable[..., None]]] = {
            "the product's batches": (url, PipelineConnection.execute_batch),
            "psycopg's pipeline, prepared": (url, _by_psycopg),
            "the product's, through PgBouncer": (pooled(url), PipelineConnection.execute_batch),
        }
        for name, (address, execute) in ways.items():
            with patch.object(PipelineConnection, "execute_batch", execute):
                for operation, figures in _measured(address):
                    print(f"{name:34}{operation:8}{figures}", flush=True)


def _measured(url: str) -> Iterator[tuple[str, str]]:
    runtime = build_runtime(Settings(database_url=url), NoOrderCache(), statement_timeout_s=60.0)
    sent = [0]

    def note(*_: Any) -> None:
        sent[0] += 1

    event.listen(runtime.engine, "before_cursor_execute", note)
    for name, operate in _operations(runtime).items():
        for _ in range(_OPERATIONS // 4):
            operate()
        sent[0] = 0
        rounds = [_round(operate) for _ in range(_ROUNDS)]
        client, server, wall = (min(each) for each in zip(*rounds, strict=True))
        trips = sent[0] / _OPERATIONS / _ROUNDS
        yield (
            name,
            f"{trips:5.1f} batches {client:6.0f} client {server:6.0f} server {wall:6.0f} all",
        )
    runtime.engine.dispose()


def _operations(runtime: Runtime) -> Mapping[str, Callable[[], object]]:
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
        # An order of its own each time, because the timeline grows.
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


def _round(operate: Callable[[], object]) -> tuple[float, float, float]:
    client, server, wall = time.thread_time(), _server_time(), time.perf_counter()
    for _ in range(_OPERATIONS):
        operate()
    spent = (time.thread_time() - client, _server_time() - server, time.perf_counter() - wall)
    return tuple(each / _OPERATIONS * 1e6 for each in spent)  # type: ignore[return-value]


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
