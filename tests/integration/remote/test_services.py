"""External inventory and notification services of a complete installation."""

import json
import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from jsonschema_rs import Draft202012Validator

from tests.integration.layers.topology import three_layers
from tests.integration.webhook.receiver import Delivery, Receiver, receiving
from tests.support import order_requests
from tests.support.domain_rows import domain_rows_at
from tests.support.http_client import Client
from tests.support.outbox_rows import UNDELIVERED, OutboxRows
from tests.support.server_process import Server, free_port, process, serving
from tests.support.servers import fresh_database
from tests.support.waiting import wait_until

RESTOCK = {"reason": "out_of_stock", "restock": True}
DESCRIPTION = json.loads(
    Path(__file__).parents[3].joinpath("docs/services-openapi.json").read_text()
)


@frozen
class Installation:
    """Server, its external services and its outbox."""

    server: Server
    inventory: Receiver
    notifications: Receiver
    outbox: OutboxRows


@pytest.fixture(
    scope="module", params=["sqlite", "postgresql", "sqlite, in layers", "postgresql, in layers"]
)
def installation(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("remote")
    with receiving() as inventory, receiving() as notifications, fresh_database() as postgresql:
        settings: Any = remote_settings(inventory, notifications)
        url = postgresql if request.param.startswith("postgresql") else None
        if request.param.endswith("in layers"):
            with three_layers(folder, url, **settings) as layers:
                outbox = OutboxRows(layers.server.url)
                yield Installation(layers.server, inventory, notifications, outbox)
            return
        with serving(folder, url, **settings) as server:
            yield Installation(server, inventory, notifications, OutboxRows(server.url))


def remote_settings(inventory: Receiver, notifications: Receiver) -> dict[str, str]:
    return {
        "INVENTORY_URL": f"http://127.0.0.1:{inventory.port}/stock/",
        "INVENTORY_TOKEN": "hunter2",
        "NOTIFICATIONS_URL": f"http://127.0.0.1:{notifications.port}",
    }


@pytest.fixture
def client(installation: Installation) -> Client:
    installation.inventory.deliveries.clear()
    installation.notifications.deliveries.clear()
    return installation.server.client()


def cancelled(client: Client, order: dict[str, Any], **more: Any) -> None:
    answer = client.post(f"/orders/{order['order_id']}/cancel", RESTOCK | more)
    assert answer.status == 200, answer.body


def of(receiver: Receiver, client: Client, number: int) -> list[Delivery]:
    def is_mine(each: Delivery) -> bool:
        return each.headers["X-Domain-Id"] == client.domain_id

    receiver.wait_for(lambda so_far: sum(map(is_mine, so_far)) >= number)
    return [each for each in receiver.deliveries if is_mine(each)]


def due_now(installation: Installation) -> None:
    """Skip the backoff."""
    installation.outbox.change(UNDELIVERED, due_at=datetime.now(UTC))


def ensure_described(schema: str, delivery: Delivery) -> Any:
    document = json.loads(delivery.body)
    components = {"components": DESCRIPTION["components"]}
    reference = {"$ref": f"#/components/schemas/{schema}"}
    Draft202012Validator(reference | components).validate(document)
    return document


def test_units_are_restored_once_under_one_key(installation: Installation, client: Client):
    order = order_requests.create_order(client)
    cancelled(client, order)

    [asked] = of(installation.inventory, client, 1)

    assert asked.path == "/stock/inventory/restore"
    assert ensure_described("UnitsToRestore", asked) == {
        "order_id": order["order_id"],
        "items": [
            {"id": "iid_001", "sku": "SKU-iid_001", "quantity": 2},
            {"id": "iid_002", "sku": "SKU-iid_002", "quantity": 1},
        ],
    }
    installation.outbox.wait_until_delivered()
    assert len(of(installation.inventory, client, 1)) == 1
    with domain_rows_at(installation.server.url) as stored:
        assert len(stored.restocks(client.domain_id)) == 2


def test_cancellation_without_restock_calls_nothing(installation: Installation, client: Client):
    cancelled(client, order_requests.create_order(client), restock=False)

    installation.outbox.wait_until_delivered()

    assert not [
        each
        for each in installation.inventory.deliveries
        if each.headers["X-Domain-Id"] == client.domain_id
    ]


def test_inventory_outage_delays_only_the_restock(installation: Installation, client: Client):
    made = [order_requests.create_order(client) for _ in range(3)]
    installation.inventory.stop()
    for order in made:
        cancelled(client, order)
    installation.inventory.start()
    due_now(installation)

    asked = of(installation.inventory, client, 3)

    assert {json.loads(each.body)["order_id"] for each in asked} == {
        order["order_id"] for order in made
    }
    installation.outbox.wait_until_delivered()
    assert len({each.headers["Idempotency-Key"] for each in installation.inventory.deliveries}) == 3


def test_failed_request_is_repeated_under_its_key(installation: Installation, client: Client):
    statuses = [500, 204]
    installation.inventory.answer = lambda _: statuses.pop(0)
    cancelled(client, order_requests.create_order(client))

    first, second = of(installation.inventory, client, 2)

    installation.inventory.answer = lambda _: 204
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]
    assert first.body == second.body


def test_refused_restock_is_dead_with_its_reason(installation: Installation, client: Client):
    installation.inventory.answer = lambda _: 422
    installation.inventory.body = b'{"code": "unknown_sku"}'
    order = order_requests.create_order(client)
    cancelled(client, order)
    [asked] = of(installation.inventory, client, 1)
    id = str(asked.headers["Idempotency-Key"])

    try:
        wait_until(lambda: installation.outbox.one(id).dead_at is not None)
        row = installation.outbox.one(id)
    finally:
        installation.inventory.answer, installation.inventory.body = (lambda _: 204), b""
        installation.outbox.change(UNDELIVERED, delivered_at=datetime.now(UTC), dead_at=None)

    assert row.last_error == "422 unknown_sku"
    assert order_requests.get_order(client, order)["status"] == "cancelled"


def test_service_gets_each_channel_s_notification_once(installation: Installation, client: Client):
    order = order_requests.create_order(client)
    after = order_requests.set_status_and_notify(client, order, "processing")

    told = of(installation.notifications, client, 2)

    documents = [ensure_described("ChangeToTellOf", each) for each in told]
    assert {each["channel"] for each in documents} == {"email", "sms"}
    assert {each["template"] for each in documents} == {"status_change"}
    assert all(each["order"] == after for each in documents)
    assert all(each["snapshot"]["remaining"] == {"iid_001": 2, "iid_002": 1} for each in documents)
    installation.outbox.wait_until_delivered()
    logged = client.get(f"/orders/{order['order_id']}/notifications").json["notifications"]
    assert {(each["channel"], each["state"]) for each in logged} == {
        ("email", "sent"),
        ("sms", "sent"),
    }


def test_service_gets_the_figures_of_the_change(installation: Installation, client: Client):
    order = order_requests.create_order(client)
    installation.notifications.answer = lambda _: 503
    body = {"items": [{"id": "iid_001", "quantity": 1}], "awb": "1Z1", "notify_customer": True}
    assert client.post(f"/orders/{order['order_id']}/fulfillments", body).status == 201
    # The first attempt of each channel reads the order before its next changes.
    of(installation.notifications, client, 2)
    order_requests.create_fulfillment(client, order, ("iid_001", 1), ("iid_002", 1))
    order_requests.create_refund(client, order, 70.5)
    installation.notifications.answer = lambda _: 201
    due_now(installation)
    installation.outbox.wait_until_delivered()

    for each in of(installation.notifications, client, 2)[-2:]:
        document = ensure_described("ChangeToTellOf", each)
        assert document["order"]["fulfillment_status"] == "fulfilled"
        assert document["snapshot"] == {
            "status": "pending",
            "ordered": {"iid_001": 2, "iid_002": 1},
            "shipped": {"iid_001": 1},
            "remaining": {"iid_001": 1, "iid_002": 1},
            "under_way": {},
            "cancelled": None,
            "credited": {},
            "returned": None,
            "tracking": {"awb": "1Z1", "tracking_url": None},
            "more_tracking": [],
            "total": 250,
            "included_tax": 0,
            "captured": 250,
            "refunded": 0,
            "refund": None,
        }


def test_notifications_arrive_in_order_after_an_outage(installation: Installation, client: Client):
    order = order_requests.create_order(client)
    installation.notifications.stop()
    for status in ("confirmed", "processing", "shipped"):
        order_requests.set_status_and_notify(client, order, status)
    installation.notifications.start()
    due_now(installation)

    told = [json.loads(each.body) for each in of(installation.notifications, client, 6)]

    for channel in ("email", "sms"):
        assert [each["change"]["to"] for each in told if each["channel"] == channel] == [
            "confirmed",
            "processing",
            "shipped",
        ]


def test_next_process_sends_what_a_killed_one_left(tmp_path: Path):
    with receiving() as inventory, receiving() as notifications:
        settings: Any = remote_settings(inventory, notifications)
        with serving(tmp_path, options=["--no-relay"], **settings) as server:
            client = server.client()
            cancelled(client, order_requests.create_order(client))
            os.killpg(server.process.pid, signal.SIGKILL)
            server.process.wait()
        assert inventory.deliveries == []
        with process(
            server.url, tmp_path / "next.log", "serve", "--port", str(free_port()), **settings
        ):
            [asked] = inventory.wait_for_number(1)

    assert json.loads(asked.body)["items"]
