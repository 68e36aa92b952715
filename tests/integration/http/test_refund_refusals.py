from typing import Any

import pytest

from seller_orders.application.access import Scope
from tests.support import order_requests
from tests.support.http_client import Client, to_json
from tests.support.server_process import Server

YEN: dict[str, Any] = {
    "currency": "JPY",
    "items": [order_requests.line_document("iid_001", "Tea", 1, 1_000)],
    "payment": {"status": "paid", "method": "card", "amount_paid": 1_000},
    **dict.fromkeys(["shipping_total", "tax_total", "discount_total"], 0),
}


@pytest.mark.parametrize(
    ("changes", "amount", "code"),
    [
        ({}, 0, "amount_out_of_range"),
        ({}, "0.00", "amount_out_of_range"),
        ({}, -1, "amount_out_of_range"),
        ({}, 10.005, "too_many_decimals"),
        ({}, "10.005", "too_many_decimals"),
        (YEN, 0.5, "too_many_decimals"),
        (YEN, "100.5", "too_many_decimals"),
        ({}, 1_000_000_000_000, "amount_out_of_range"),
        ({}, "ten", "invalid"),
        ({}, "1e1", "invalid"),
        ({}, True, "invalid"),
        ({}, None, "required"),
    ],
)
def test_invalid_amount_is_422_with_pointer(
    client: Client, changes: dict[str, Any], amount: Any, code: str
):
    order = order_requests.create_order(client, **changes)

    answer = client.post(f"/orders/{order['order_id']}/refunds", {"amount": amount})

    assert answer.status == 422
    assert answer.pointers == ["/amount"]
    assert answer.json["errors"][0]["code"] == code
    assert order_requests.get_order(client, order) == order


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/amount"),
        ({"reason": "late"}, "/amount"),
        ({"amount": 1, "currency": "INR"}, "/currency"),
        ({"amount": 1, "status": "succeeded"}, "/status"),
        ({"amount": 1, "id": "rfd_1"}, "/id"),
        ({"amount": 1, "reason": 7}, "/reason"),
        ({"amount": 1, "reason": "x" * 2_001}, "/reason"),
    ],
)
def test_invalid_field_is_422_with_pointer(client: Client, body: dict[str, Any], pointer: str):
    order = order_requests.create_order(client)

    answer = client.post(f"/orders/{order['order_id']}/refunds", body)

    assert answer.status == 422
    assert answer.pointers == [pointer]
    assert order_requests.get_order(client, order) == order


def test_amount_is_exact_in_any_notation(client: Client):
    order = order_requests.create_order(client)
    path = f"/orders/{order['order_id']}/refunds"

    bodies = [b'{"amount": 0.1}', b'{"amount": "0.20"}', b'{"amount": 3e-1}', b'{"amount": 1.0}']
    amounts = [client.call("POST", path, body).json["refund"]["amount"] for body in bodies]

    assert [str(amount) for amount in amounts] == ["0.1", "0.2", "0.3", "1"]
    assert str(order_requests.get_order(client, order)["totals"]["refunded"]) == "1.6"


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_refund_needs_the_cancel_scope(server: Server, client: Client, method: str):
    order = order_requests.create_order(client)
    made = order_requests.create_refund(client, order, 5)
    before = order_requests.get_order(client, order)
    most = server.client(Scope.READ, Scope.WRITE, Scope.FULFILL, domain_id=client.domain_id)
    cancels = server.client(Scope.CANCEL, domain_id=client.domain_id)
    path = f"/orders/{order['order_id']}/refunds"
    if method == "PATCH":
        path += f"/{made['id']}"
    body = to_json({"amount": 1} if method == "POST" else {"status": "failed"})

    refused = most.call(method, path, body)
    unchanged = order_requests.get_order(client, order)
    allowed = cancels.call(method, path, body)

    assert (refused.status, refused.code) == (403, "insufficient_scope")
    assert unchanged == before
    assert allowed.status in {200, 201}


def test_refund_action_matches_the_operation(client: Client):
    order = order_requests.create_order(client)
    path = f"/orders/{order['order_id']}"
    open_ = client.get(f"{path}/actions").json["refund"]
    order_requests.create_refund(client, order, 250)

    said = client.get(f"{path}/actions").json["refund"]
    refused = client.post(f"{path}/refunds", {"amount": 1})

    assert open_["allowed"]
    assert (said["allowed"], said["code"]) == (False, refused.code)
