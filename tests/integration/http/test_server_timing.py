import re

import pytest

from tests.support import order_requests
from tests.support.http_client import Client

# Section 5 of the contract: 1 + 3 + 5 + 5 + 7 + 5 steps.
LIST = ["search_orders"]
GET = ["check_cache", "get_order", "cache_order"]
STATUS = [
    "get_order",
    "validate_transition",
    "update_status",
    "send_notification",
    "invalidate_cache",
]
FULFILL = [
    "validate_items",
    "create_shipment",
    "update_fulfillment_status",
    "send_notification",
    "invalidate_cache",
]
CANCEL = [
    "get_order",
    "validate_cancellation",
    "set_cancelled",
    "restore_inventory",
    "cancel_fulfillments",
    "send_notification",
    "invalidate_cache",
]
BULK = [
    "validate_order_ids",
    "apply_action",
    "invalidate_caches",
    "send_notifications",
    "report_result",
]


def test_list_has_one_step(client: Client):
    assert client.get("/orders").steps == LIST


def test_get_has_three_steps_and_a_cache_hit_one(client: Client):
    path = f"/orders/{order_requests.create_order(client)['order_id']}"

    assert client.get(path).steps == GET
    assert client.get(path).steps == GET[:1]


@pytest.mark.parametrize("notify", [False, True])
@pytest.mark.parametrize("status", ["processing", "pending"], ids=["a change", "no change"])
def test_status_change_always_has_five_steps(client: Client, status: str, notify: bool):
    order = order_requests.create_order(client)

    body = {"status": status, "notify_customer": notify}
    answer = client.patch(f"/orders/{order['order_id']}/status", body)

    assert answer.steps == STATUS


@pytest.mark.parametrize("notify", [False, True])
def test_fulfill_has_five_steps(client: Client, notify: bool):
    order = order_requests.create_order(client)

    body = {"items": [{"id": "iid_001", "quantity": 1}], "notify_customer": notify}
    answer = client.post(f"/orders/{order['order_id']}/fulfillments", body)

    assert answer.steps == FULFILL


@pytest.mark.parametrize("everything", [False, True])
def test_cancel_has_seven_steps(client: Client, everything: bool):
    order = order_requests.create_order(client)
    order_requests.create_fulfillment(client, order)

    asked = dict.fromkeys(["refund", "restock", "notify_customer"], everything)
    answer = client.post(f"/orders/{order['order_id']}/cancel", {"reason": "fraud", **asked})

    assert answer.steps == CANCEL


@pytest.mark.parametrize("id", ["ord_1", "missing"])
def test_bulk_has_five_steps(client: Client, id: str):
    order_requests.create_order(client, order_id="ord_1")

    body = {"order_ids": [id], "action": "add_tags", "data": {"tags": ["gift"]}}
    answer = client.patch("/orders/bulk", body)

    assert answer.steps == BULK


def test_all_operations_have_26_steps():
    assert len(LIST + GET + STATUS + FULFILL + CANCEL + BULK) == 26


def test_server_timing_has_milliseconds(client: Client):
    header = client.get("/orders").headers["Server-Timing"]

    assert re.fullmatch(r"search_orders;dur=\d+(\.\d+)?", header)
