"""A server is told to stop by SIGTERM while it is busy: nobody's request is lost, nor an effect."""

import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from threading import Event
from typing import Any
from unittest.mock import patch

import pytest
from attrs import define, field
from granian.server.mp import WorkerProcess

from seller_orders.bootstrap import command
from tests.integration import orders
from tests.integration.http_client import BASE, Client, to_json
from tests.integration.outbox_rows import UNDELIVERED, OutboxRows
from tests.integration.server_process import Server, serving
from tests.integration.webhook.installations import webhook_settings
from tests.integration.webhook.receiver import TAKEN, Delivery, receiving
from tests.servers import fresh_database

CLIENTS = 8
ENDS_WITHIN_S = 6.0
SEEN_WITHIN_S = 0.5
BUSY_FOR_S = 1.5


def take_slowly(_: Delivery) -> int:
    time.sleep(0.2)
    return TAKEN


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """A server that relays to a webhook, which is slower than what comes in."""
    with receiving() as receiver, fresh_database() as postgresql:
        receiver.answer = take_slowly
        settings: Any = webhook_settings(receiver)
        url = postgresql if request.param == "postgresql" else None
        with serving(tmp_path, url, **settings) as running:
            yield running


@define
class Balancer:
    """Asks whether the server is ready, as whoever spreads the load does, until it is not."""

    client: Client
    gone: Event = field(factory=Event)
    gone_at: float = 0.0

    def watch(self) -> None:
        while self.client.send("GET", "/readyz").status == 200:
            time.sleep(0.02)
        self.gone_at = time.monotonic()
        self.gone.set()


def load(client: Client, order: dict[str, Any], gone: Event) -> list[int]:
    """Change an order over one connection for as long as the balancer says; return the answers."""
    connection = HTTPConnection("127.0.0.1", client.port, timeout=10)
    path = f"{BASE}/{client.domain_id}/orders/{order['order_id']}/status"
    headers = {"Authorization": f"Bearer {client.key}", "Content-Type": "application/json"}
    answers = list[int]()
    while not gone.is_set():
        status = ("processing", "confirmed")[len(answers) % 2]
        connection.request("PATCH", path, to_json({"status": status}), headers)
        response = connection.getresponse()
        response.read()
        answers.append(response.status)
    connection.close()
    return answers


def test_what_was_begun_is_answered_and_what_was_claimed_is_put_back(server: Server):
    client = server.client()
    busy = [orders.created(client) for _ in range(CLIENTS)]
    balancer = Balancer(server.anybody("none"))
    with ThreadPoolExecutor(CLIENTS + 1) as pool:
        watching = pool.submit(balancer.watch)
        loading = [pool.submit(load, client, order, balancer.gone) for order in busy]
        time.sleep(BUSY_FOR_S)
        server.process.send_signal(signal.SIGTERM)
        told_at = time.monotonic()
        # A request that was not answered is an exception here.
        answers = [each.result() for each in loading]
        watching.result()
        ended = server.process.wait(10)
        ended_at = time.monotonic()

    assert ended == 0
    assert balancer.gone_at - told_at < SEEN_WITHIN_S
    assert ended_at - told_at < ENDS_WITHIN_S
    rows = OutboxRows(server.url)
    for order, statuses in zip(busy, answers, strict=True):
        assert set(statuses) == {200}
        versions = [row.version for row in rows.where() if row.order_id == order["order_id"]]
        assert versions == list(range(1, len(statuses) + 2))
    now, left = datetime.now(UTC), rows.where(UNDELIVERED)
    assert left
    assert all(row.due_at <= now and row.failures == 0 for row in left)


def test_a_request_that_is_being_made_is_finished(server: Server):
    client = server.client()
    body = to_json(orders.document())
    connection = HTTPConnection("127.0.0.1", client.port, timeout=10)
    connection.putrequest("POST", f"{BASE}/{client.domain_id}/orders")
    connection.putheader("Authorization", f"Bearer {client.key}")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body[:100])

    server.process.send_signal(signal.SIGTERM)
    time.sleep(1.0)
    connection.send(body[100:])
    response = connection.getresponse()
    response.read()

    assert response.status == 201
    assert response.headers["Connection"] == "close"
    assert server.process.wait(10) == 0


def lose_the_first_signal() -> None:
    told = set[WorkerProcess]()

    def terminate(worker: WorkerProcess) -> None:
        worker.interrupt_by_parent = True
        if worker in told:
            worker.inner.terminate()
        told.add(worker)

    with patch.object(WorkerProcess, "terminate", terminate):
        command.main()


def test_a_worker_that_has_not_heard_is_told_again(tmp_path: Path):
    with serving(tmp_path, main=lose_the_first_signal) as server:
        server.process.send_signal(signal.SIGINT)
        told_at = time.monotonic()

        assert server.process.wait(10) == 0
        assert time.monotonic() - told_at < 5
