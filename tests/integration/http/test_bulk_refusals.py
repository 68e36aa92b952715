from typing import Any

import pytest

from tests.support import order_requests
from tests.support.http_client import Client


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"order_ids": []}, "/order_ids"),
        ({"order_ids": [f"ord_{n}" for n in range(1_001)]}, "/order_ids"),
        ({"order_ids": [f"ord_{n}" for n in range(10_000)]}, "/order_ids"),
        ({"order_ids": ["ord_1", "a b"]}, "/order_ids/1"),
        ({"order_ids": ["ord_1", 2]}, "/order_ids/1"),
        ({"action": "delete"}, "/action"),
        ({"data": {}}, "/data/tags"),
        ({"data": {"tags": []}}, "/data/tags"),
        ({"data": {"tags": ["x"] * 51}}, "/data/tags"),
        ({"data": {"tags": ["x", ""]}}, "/data/tags/1"),
        ({"data": {"tags": ["x" * 65]}}, "/data/tags/0"),
        ({"data": {"tags": ["x"], "status": "pending"}}, "/data/status"),
        ({"action": "update_status"}, "/data/tags"),
        ({"action": "update_status", "data": {}}, "/data/status"),
        ({"action": "update_status", "data": {"status": "new"}}, "/data/status"),
        ({"action": "update_status", "data": {"notify_customer": True}}, "/data/notify_customer"),
        ({"action": "fulfill", "data": {"items": []}}, "/data/items"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_invalid_field_is_422_and_changes_nothing(
    client: Client, change: dict[str, Any], pointer: str
):
    order = order_requests.create_order(client, order_id="ord_1")
    body = {"order_ids": ["ord_1"], "action": "add_tags", "data": {"tags": ["x"]}}

    answer = client.patch("/orders/bulk", body | change)

    assert (answer.status, answer.code) == (422, "invalid_fields")
    assert answer.pointers[0] == pointer
    assert order_requests.get_order(client, order) == order


@pytest.mark.parametrize("missing", ["order_ids", "action", "data"])
def test_missing_field_is_422_with_pointer(client: Client, missing: str):
    body: dict[str, Any] = {"order_ids": ["o"], "action": "add_tags", "data": {"tags": ["x"]}}
    del body[missing]

    answer = client.patch("/orders/bulk", body)

    assert answer.status == 422
    assert answer.pointers == [f"/{missing}"]
