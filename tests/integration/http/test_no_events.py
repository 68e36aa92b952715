from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.integration.cli.import_export import exported, imported
from tests.integration.http.operations import (
    CANCEL,
    CHANGES,
    FULFILL,
    STATUS,
    Operation,
    Subject,
    subject_for,
    subject_on,
)
from tests.support import order_requests
from tests.support.domain_rows import DomainRows
from tests.support.http_client import Client, to_json
from tests.support.server_process import Server


@pytest.fixture(scope="module")
def shared(server: Server) -> Subject:
    return subject_on(server)


@contextmanager
def no_messages(stored: DomainRows, client: Client) -> Iterator[None]:
    """Assert that the block creates no message in any channel."""

    def ids() -> list[str]:
        channels = ("event", "log", "payment")
        return [
            row.message_id
            for channel in channels
            for row in stored.messages(client.domain_id, channel)
        ]

    before = ids()
    yield
    assert ids() == before


@pytest.mark.parametrize("key", [{}, {"Idempotency_Key": "key-of-{}"}], ids=["no key", "a key"])
@pytest.mark.parametrize("operation", CHANGES, ids=str)
def test_refusals_create_no_event(
    shared: Subject, stored: DomainRows, operation: Operation, key: dict[str, str]
):
    headers = {name: value.format(operation) for name, value in key.items()}

    with no_messages(stored, shared.client):
        answers = [shared.send_good(operation, If_Match='"1"', **headers) for _ in range(2)]

    assert [answer.status for answer in answers] == [412, 412]


@pytest.mark.parametrize("operation", [STATUS, FULFILL, CANCEL], ids=str)
def test_dry_runs_create_no_event(server: Server, stored: DomainRows, operation: Operation):
    subject = subject_for(server, operation)
    more = {"refund": True, "restock": True} if operation is CANCEL else {}
    body = to_json(operation.body | more | {"notify_customer": True})

    with no_messages(stored, subject.client):
        path = f"{subject.path(operation)}?dry_run=true"
        answer = subject.client.call(operation.method, path, body)

    assert answer.status == 200


def test_unchanged_orders_create_no_event(client: Client, stored: DomainRows):
    order = order_requests.create_order(client, tags=["gift"], order_id="ord_1")
    refund = order_requests.create_refund(client, order, 1)
    shipment = order_requests.create_fulfillment(client, order)
    refund_path = f"/orders/ord_1/refunds/{refund['id']}"
    shipment_path = f"/orders/ord_1/fulfillments/{shipment['id']}"
    assert client.patch(refund_path, {"status": "failed"}).status == 200
    assert client.post(f"{shipment_path}/cancel", {}).status == 200
    version = order_requests.get_order(client, order)["version"]
    tags = {"order_ids": ["ord_1"], "action": "add_tags", "data": {"tags": ["gift"]}}

    with no_messages(stored, client):
        answers = [
            client.patch("/orders/ord_1/status", {"status": "pending", "notify_customer": True}),
            client.patch("/orders/ord_1/payment", {"status": "paid"}),
            client.patch(refund_path, {"status": "failed"}),
            client.patch(shipment_path, {"awb": None}),
            client.post(f"{shipment_path}/cancel", {}),
            client.patch("/orders/bulk", tags),
        ]

    assert [answer.status for answer in answers] == [200] * 6
    assert order_requests.get_order(client, order)["version"] == version


def test_failed_atomic_bulk_creates_no_event(client: Client, stored: DomainRows):
    order_requests.create_order(client, order_id="ord_1")
    body: dict[str, Any] = {"order_ids": ["ord_1", "missing"], "atomic": True}
    body |= {"action": "update_status", "data": {"status": "shipped", "notify_customers": True}}

    with no_messages(stored, client):
        answers = [
            client.patch("/orders/bulk", body, **headers)
            for headers in ({}, {"Idempotency_Key": "key-1"})
        ]

    assert [answer.status for answer in answers] == [409, 409]


def test_import_creates_no_event_but_first_change_does(
    server: Server, client: Client, other: Client, stored: DomainRows
):
    for id in ("a", "b"):
        order_requests.create_refund(other, order_requests.create_order(other, order_id=id), 5)
    lines = exported(server.url, other.domain_id)

    with no_messages(stored, client):
        outcome, _ = imported(server.url, lines, client.domain_id)
        history = order_requests.get_order(client, {"order_id": "b"})["timeline"]
    changed = client.patch("/orders/b/status", {"status": "processing"})

    assert (outcome, len(history), changed.json["version"]) == (0, 2, 3)
    [event] = stored.messages(client.domain_id)
    assert (event.order_id, event.version, event.about) == ("b", 3, "order.status_changed")
    # A refund that was requested elsewhere is not requested again.
    assert stored.messages(client.domain_id, "payment") == []
