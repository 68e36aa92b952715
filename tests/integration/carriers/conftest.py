from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import pytest
from attrs import frozen

from tests.integration.carriers.simulator import Simulator, carriers_file, connection
from tests.integration.webhook.installations import STACKS, relayed
from tests.support import order_requests
from tests.support.http_client import Answer, Client
from tests.support.outbox_rows import UNDELIVERED, OutboxRows
from tests.support.proxy import Proxy, proxied
from tests.support.server_process import Server
from tests.support.waiting import wait_until

OTHER_SECRET = "whsec_YW5vdGhlci1jYXJyaWVyLXNlY3JldC0wMDAwMDAwMDA="


@frozen
class Shipping:
    """Server with the carrier ``fast``, and ``slow`` through a proxy, and its outbox."""

    server: Server
    outbox: OutboxRows
    simulator: Simulator
    slow: Proxy

    def ship(self, client: Client, order: dict[str, Any], quantity: int = 1, **more: Any) -> Answer:
        """Fulfill units of an order with ``fast``, unless another provider_id is given."""
        body = {"items": [{"id": "iid_001", "quantity": quantity}], "provider_id": "fast", **more}
        return client.post(f"/orders/{order['order_id']}/fulfillments", body)

    def shipped(self, client: Client, **changes: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return a new order and a booked fulfillment of it.

        The circuit breaker may still be open after an outage.
        """

        def booked() -> Any:
            answer = self.ship(client, order_requests.create_order(client, **changes))
            assert answer.status == 201, answer.body
            return answer.json if answer.json["fulfillment"]["awb"] else None

        made = wait_until(booked, lambda: "the carrier gets no requests")
        return made["order"], made["fulfillment"]

    def drain(self) -> None:
        """Deliver the rest of the outbox without waiting for its backoff."""
        self.outbox.change(UNDELIVERED, due_at=datetime.now(UTC))
        self.outbox.wait_until_delivered()


@pytest.fixture(scope="module", params=STACKS)
def module_shipping(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shipping]:
    """Server that relays itself on SQLite; on PostgreSQL a separate process relays."""
    folder = tmp_path_factory.mktemp("shipping")
    simulator = Simulator()
    with ExitStack() as held:
        slow = held.enter_context(proxied(("127.0.0.1", simulator.port)))
        carriers = carriers_file(
            folder,
            fast=connection(simulator.port),
            slow=connection(slow.port, secret=OTHER_SECRET),
        )
        installation = held.enter_context(relayed(request.param, folder, {"CARRIERS": carriers}))
        port = installation.server.port
        simulator.events_url = f"http://127.0.0.1:{port}/carriers/fast/events"
        try:
            simulator.start()
            yield Shipping(installation.server, installation.outbox, simulator, slow)
        finally:
            simulator.stop()


@pytest.fixture
def shipping(module_shipping: Shipping) -> Iterator[Shipping]:
    """Installation whose carrier works until a test changes its behaviour."""
    module_shipping.shipped(module_shipping.server.client())
    yield module_shipping
    module_shipping.simulator.behave()


@pytest.fixture
def client(shipping: Shipping) -> Client:
    return shipping.server.client()
