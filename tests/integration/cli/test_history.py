from typing import Any

import pytest
from attrs import frozen

from tests.integration.cli.import_export import exported, imported
from tests.support import order_requests
from tests.support.http_client import Client
from tests.support.server_process import Server


def eventful(client: Client) -> list[dict[str, Any]]:
    """Create orders with all kinds of changes."""
    plain = order_requests.create_order(client, note="Ring twice\r\n\u2028😀", tags=["gift", "é"])

    cancelled = order_requests.create_order(client, shipping_address=order_requests.ADDRESS)
    order_requests.create_fulfillment(client, cancelled)
    body = {"reason": "other", "cancel_reason_details": "Rain", "refund": True, "restock": True}
    client.post(f"/orders/{cancelled['order_id']}/cancel", {**body, "refund_amount": 66.17})

    shipped = order_requests.create_order(
        client, billing_address=order_requests.ADDRESS, payment=order_requests.UNPAID
    )
    path = f"/orders/{shipped['order_id']}"
    fulfillment = client.post(
        f"{path}/fulfillments",
        {
            "items": [{"id": "iid_001", "quantity": 1}],
            "awb": "1Z",
            "delivery_person": {"name": "Rider Rahul"},
            "customer": {"name": "Anjali", "address": order_requests.ADDRESS},
            "pickup_address": order_requests.ADDRESS,
            "notify_customer": True,
        },
    ).json["fulfillment"]
    client.patch(f"{path}/fulfillments/{fulfillment['id']}", {"awb": None, "status": "delivered"})
    client.patch(f"{path}/payment", {"status": "paid", "amount_captured": 99.99})
    note = {"status": "delivered", "note": "Left at the door", "notify_customer": True}
    client.patch(f"{path}/status", note)
    ids = [plain["order_id"], shipped["order_id"]]
    body = {"action": "remove_tags", "data": {"tags": ["gift", "x"]}}
    client.patch("/orders/bulk", {"order_ids": ids, **body})

    yen = order_requests.create_order(
        client,
        currency="JPY",
        items=[order_requests.line_document("iid_001", "Tea", 1_000_000, 999_999)],
        payment={"status": "failed", "method": "x", "amount_paid": 0},
        **dict.fromkeys(["shipping_total", "tax_total", "discount_total"], 0),
    )
    made = [plain, cancelled, shipped, yen]
    return [order_requests.get_order(client, order) for order in made]


@frozen
class Moved:
    """Orders of one domain, and a second domain that has imported their export."""

    before: list[dict[str, Any]]
    lines: bytes
    there: Client
    outcome: tuple[int, list[str]]
    lines_again: bytes


@pytest.fixture(scope="module")
def moved(server: Server) -> Moved:
    here, there = server.client(), server.client()
    before = eventful(here)
    lines = exported(server.url, here.domain_id)
    outcome = imported(server.url, lines, there.domain_id)
    return Moved(before, lines, there, outcome, exported(server.url, there.domain_id))


def test_export_and_import_keep_every_detail(moved: Moved):
    after = [order_requests.get_order(moved.there, order) for order in moved.before]

    code, lines = moved.outcome
    # Other lines may be about other domains' secrets, for which this command has no key.
    assert (code, lines[-1]) == (0, "4 imported, 0 already there, 0 failed")
    assert after == [order | {"domain_id": moved.there.domain_id} for order in moved.before]


def test_an_imported_order_exports_the_same_bytes(moved: Moved):
    assert moved.lines_again == moved.lines != b""


def test_an_imported_order_continues_its_timeline(moved: Moved):
    path = f"/orders/{moved.before[0]['order_id']}/status?dry_run=true"

    after = moved.there.patch(path, {"status": "shipped"}).json

    assert after["version"] == moved.before[0]["version"] + 1
    assert after["timeline"][:-1] == moved.before[0]["timeline"]


def test_an_imported_cancellation_is_not_repeated(moved: Moved):
    cancelled = moved.before[1]

    again = {"reason": "fraud", "refund": True, "restock": True}
    answer = moved.there.post(f"/orders/{cancelled['order_id']}/cancel", again)

    assert (answer.status, answer.code) == (409, "already_cancelled")
