"""SIGTERM to a busy server: no request and no effect is lost."""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from queue import SimpleQueue
from threading import Event
from typing import Any
from unittest.mock import patch

import pytest
from attrs import define, field
from granian.server.mp import WorkerProcess

from seller_orders.adapters.inbound.server import draining_server
from seller_orders.bootstrap import cli
from tests.integration.webhook.installations import webhook_settings
from tests.integration.webhook.receiver import TAKEN, Delivery, Receiver, receiving
from tests.support import order_requests
from tests.support.http_client import BASE, Client, to_json
from tests.support.outbox_rows import UNDELIVERED, OutboxRows
from tests.support.server_process import Server, serving
from tests.support.servers import fresh_database
from tests.support.waiting import WITHIN_S, wait_until

CLIENTS = 8
CHANGES_EACH = 20
SIGNALS = 5


def take_slowly(_: Delivery) -> int:
    time.sleep(1)
    return TAKEN


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A slow webhook, so that messages remain."""
    with receiving() as receiver:
        receiver.answer = take_slowly
        yield receiver


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, receiver: Receiver, tmp_path: Path) -> Iterator[Server]:
    """A server that relays to the webhook."""
    with fresh_database() as postgresql:
        settings: Any = webhook_settings(receiver)
        url = postgresql if request.param == "postgresql" else None
        with serving(tmp_path, url, **settings) as running:
            yield running


@define
class Balancer:
    """Polls the readiness probe, as a load balancer does, until it fails."""

    client: Client
    gone: Event = field(factory=Event)

    def watch(self) -> None:
        wait_until(lambda: self.client.send("GET", "/readyz").status == 503)
        self.gone.set()


def load(
    client: Client, order: dict[str, Any], has_begun: "SimpleQueue[None]", gone: Event
) -> list[int]:
    """Change an order over one connection while the server is ready; return the statuses."""
    connection = HTTPConnection("127.0.0.1", client.port, timeout=WITHIN_S)
    path = f"{BASE}/{client.domain_id}/orders/{order['order_id']}/status"
    headers = {"Authorization": f"Bearer {client.key}", "Content-Type": "application/json"}
    answers = list[int]()
    while not gone.is_set():
        status = ("processing", "confirmed")[len(answers) % 2]
        connection.request("PATCH", path, to_json({"status": status}), headers)
        response = connection.getresponse()
        response.read()
        answers.append(response.status)
        if len(answers) == CHANGES_EACH:
            has_begun.put(None)
    connection.close()
    return answers


def test_shutdown_finishes_requests_and_releases_claims(server: Server, receiver: Receiver):
    client = server.client()
    busy = [order_requests.create_order(client) for _ in range(CLIENTS)]
    balancer, has_begun = Balancer(server.anybody("none")), SimpleQueue[None]()
    receiver.hang()
    with ThreadPoolExecutor(CLIENTS + 1) as pool:
        loading = [pool.submit(load, client, order, has_begun, balancer.gone) for order in busy]
        for _ in busy:
            has_begun.get(timeout=WITHIN_S)
        server.process.send_signal(signal.SIGTERM)
        watching = pool.submit(balancer.watch)
        # A request without a response raises here.
        answers = [each.result() for each in loading]
        watching.result()
        receiver.go_on()
        ended = server.process.wait()

    assert ended == 0
    events = server.stored.messages(client.domain_id)
    for order, statuses in zip(busy, answers, strict=True):
        assert set(statuses) == {200}
        versions = [event.version for event in events if event.order_id == order["order_id"]]
        assert versions == list(range(1, len(statuses) + 2))
    now, cursor = datetime.now(UTC), server.stored.cursor(client.domain_id)
    assert cursor.number < max(event.number for event in events)
    assert cursor.failures == 0
    assert cursor.leased_until is None or cursor.leased_until <= now
    rows = OutboxRows(server.url).where(UNDELIVERED)
    assert all(row.due_at <= now and row.failures == 0 for row in rows)


def begin_request(client: Client, body: bytes) -> HTTPConnection:
    """Send the beginning of a request that creates an order."""
    connection = HTTPConnection("127.0.0.1", client.port, timeout=WITHIN_S)
    connection.putrequest("POST", f"{BASE}/{client.domain_id}/orders")
    connection.putheader("Authorization", f"Bearer {client.key}")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body[:100])
    return connection


def test_a_request_in_progress_is_finished(server: Server):
    client = server.client()
    body = to_json(order_requests.order_document())
    connection = begin_request(client, body)

    server.process.send_signal(signal.SIGTERM)
    Balancer(server.anybody("none")).watch()
    connection.send(body[100:])
    response = connection.getresponse()
    response.read()

    assert response.status == 201
    assert response.headers["Connection"] == "close"
    assert server.process.wait() == 0


def repeat_the_signal_often() -> None:
    terminate: Callable[[WorkerProcess], None] = WorkerProcess.terminate

    def logged(worker: WorkerProcess) -> None:
        terminate(worker)
        sys.stderr.write("told to stop\n")
        sys.stderr.flush()

    with (
        patch.object(draining_server, "_REPEAT_SIGNAL_AFTER_S", 0.05),
        patch.object(WorkerProcess, "terminate", logged),
    ):
        cli.main()


def test_repeated_signals_do_not_interrupt_requests(tmp_path: Path):
    with serving(tmp_path, main=repeat_the_signal_often) as server:
        body = to_json(order_requests.order_document())
        connection = begin_request(server.client(), body)

        server.process.send_signal(signal.SIGTERM)
        wait_until(lambda: server.log.read_text().count("told to stop") >= SIGNALS)
        connection.send(body[100:])

        assert connection.getresponse().status == 201
        assert server.process.wait() == 0


def lose_the_first_signal() -> None:
    told = set[WorkerProcess]()

    def terminate(worker: WorkerProcess) -> None:
        worker.interrupt_by_parent = True
        if worker in told:
            worker.inner.terminate()
        told.add(worker)

    with patch.object(WorkerProcess, "terminate", terminate):
        cli.main()


def test_the_stop_signal_is_repeated(tmp_path: Path):
    with serving(tmp_path, main=lose_the_first_signal) as server:
        server.process.send_signal(signal.SIGINT)

        # No time limit kills it meanwhile.
        assert server.process.wait() == 0
