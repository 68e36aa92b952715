from typing import Any

import pytest

from tests.support import order_requests
from tests.support.http_client import Answer, Client


def pay(client: Client, order: dict[str, Any], **body: Any) -> Answer:
    return client.patch(f"/orders/{order['order_id']}/payment", body)


@pytest.mark.parametrize("status", ["delivered", "cancelled", "refunded", "shipped"])
def test_cash_on_delivery_is_captured_on_closed_orders(client: Client, status: str):
    order = order_requests.create_order(client, payment=order_requests.UNPAID, status=status)

    answer = pay(client, order, status="paid")

    assert answer.status == 200
    assert answer.json == order_requests.get_order(client, order)
    assert (answer.json["payment_status"], answer.json["financial_status"]) == ("paid", "paid")
    assert answer.json["totals"]["captured"] == 250
    assert answer.json["timeline"][-1]["type"] == "order.payment_updated"


def test_captures_lead_to_partially_paid_then_paid(client: Client):
    order = order_requests.create_order(client, payment=order_requests.AUTHORIZED)

    part = pay(client, order, status="paid", amount_captured=100.5).json
    whole = pay(client, order, status="paid", amount_captured=250).json

    assert order["financial_status"] == "authorized"
    assert (part["financial_status"], str(part["totals"]["captured"])) == (
        "partially_paid",
        "100.5",
    )
    assert (whole["financial_status"], whole["version"]) == ("paid", 3)


def test_same_payment_is_no_change(client: Client):
    order = order_requests.create_order(client)

    answer = pay(client, order, status="paid", amount_captured=250)

    assert answer.status == 200
    assert answer.json == order
    assert order_requests.get_order(client, order) == order


@pytest.mark.parametrize("status", ["authorized", "failed", "voided"])
def test_pending_payment_can_take_any_status(client: Client, status: str):
    order = order_requests.create_order(client, payment=order_requests.UNPAID)

    answer = pay(client, order, status=status)

    assert answer.status == 200
    assert answer.json["payment_status"] == status
    assert answer.json["payment"]["status"] == status


@pytest.mark.parametrize("amount", [250.01, 1_000, 999_999_999_999])
def test_capture_cannot_exceed_the_total(client: Client, amount: float):
    order = order_requests.create_order(client, payment=order_requests.UNPAID)

    answer = pay(client, order, status="paid", amount_captured=amount)

    assert answer.status == 422
    assert answer.pointers == ["/amount_captured"]
    assert order_requests.get_order(client, order) == order


@pytest.mark.parametrize("status", ["pending", "authorized", "failed", "voided"])
def test_unpaid_payment_has_nothing_captured(client: Client, status: str):
    order = order_requests.create_order(client, payment=order_requests.UNPAID)

    answer = pay(client, order, status=status, amount_captured=10)

    assert answer.status == 422
    assert answer.pointers == ["/amount_captured"]
    assert order_requests.get_order(client, order) == order


@pytest.mark.parametrize(
    "body",
    [{"status": "pending"}, {"status": "voided"}, {"status": "paid", "amount_captured": 10}],
)
def test_captured_amount_cannot_decrease(client: Client, body: dict[str, Any]):
    order = order_requests.create_order(client)

    answer = pay(client, order, **body)

    assert answer.status == 409
    assert order_requests.get_order(client, order) == order


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/status"),
        ({"amount_captured": 10}, "/status"),
        ({"status": "paid", "amount": 10}, "/amount"),
        ({"status": "paid", "method": "cash"}, "/method"),
        ({"status": "paid", "refunds": []}, "/refunds"),
    ],
)
def test_invalid_field_is_422_with_pointer(client: Client, body: dict[str, Any], pointer: str):
    order = order_requests.create_order(client, payment=order_requests.UNPAID)

    answer = pay(client, order, **body)

    assert answer.status == 422
    assert answer.pointers == [pointer]
