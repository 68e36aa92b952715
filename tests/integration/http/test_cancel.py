from decimal import Decimal
from typing import Any

import pytest

from tests.support import order_requests
from tests.support.http_client import Answer, Client


def cancel(client: Client, order: dict[str, Any], **body: Any) -> Answer:
    return client.post(f"/orders/{order['order_id']}/cancel", {"reason": "fraud", **body})


def paid(amount: float) -> dict[str, Any]:
    return {"status": "paid", "method": "card", "amount_paid": amount}


def test_cancel_refunds_and_restocks(client: Client):
    order = order_requests.create_order(client)

    answer = client.post(
        f"/orders/{order['order_id']}/cancel",
        {
            "reason": "customer_request",
            "cancel_reason_details": "Customer requested cancellation via phone",
            "refund": True,
            "refund_amount": 66.17,
            "restock": True,
            "notify_customer": True,
        },
    )

    assert answer.status == 200
    assert answer.json.keys() == {"order", "refund", "restocked", "cancelled_fulfillments"}
    refund = answer.json["refund"]
    assert refund["id"].startswith("rfd_")
    assert (refund["amount"], refund["status"]) == (Decimal("66.17"), "pending")
    after = answer.json["order"]
    assert after == order_requests.get_order(client, order)
    assert (after["status"], after["financial_status"]) == ("cancelled", "partially_refunded")
    assert after["payment"]["refunds"] == [refund]
    assert after["totals"]["refunded"] == Decimal("66.17")
    record = after["cancellation"]
    assert record["by"].startswith("key:")
    assert record == {
        "reason": "customer_request",
        "details": "Customer requested cancellation via phone",
        "at": after["updated_at"],
        "by": record["by"],
        "refund_id": refund["id"],
        "restocked": True,
    }
    assert after["timeline"][-1]["notified"]


def test_cancel_alone_does_not_refund_restock_or_notify(client: Client):
    order = order_requests.create_order(client)

    answer = cancel(client, order)

    assert (answer.json["refund"], answer.json["restocked"]) == (None, [])
    after = answer.json["order"]
    assert after["totals"] == order["totals"]
    assert (after["payment_status"], after["financial_status"]) == ("paid", "paid")
    assert after["timeline"][-1]["notified"] == []
    assert after["cancellation"]["restocked"] is False


@pytest.mark.parametrize("captured", [250, 100, 0.01])
def test_refund_defaults_to_the_captured_amount(client: Client, captured: float):
    order = order_requests.create_order(client, payment=paid(captured))

    answer = cancel(client, order, refund=True)

    assert answer.json["refund"]["amount"] == Decimal(str(captured))
    assert answer.json["order"]["financial_status"] == "refunded"


@pytest.mark.parametrize("payment", [order_requests.AUTHORIZED, order_requests.UNPAID])
def test_uncaptured_payment_is_voided(client: Client, payment: dict[str, Any]):
    order = order_requests.create_order(client, payment=payment)

    after = cancel(client, order).json["order"]

    assert (after["payment_status"], after["financial_status"]) == ("voided", "voided")
    assert after["payment"]["status"] == "voided"


@pytest.mark.parametrize("amount", [{}, {"refund_amount": 10}])
def test_cancel_succeeds_with_authorized_payment(client: Client, amount: dict[str, int]):
    order = order_requests.create_order(client, payment=order_requests.AUTHORIZED)

    answer = cancel(client, order, refund=True, **amount)

    assert answer.status == 200
    assert answer.json["refund"] is None
    assert answer.json["order"]["payment_status"] == "voided"


def test_cancel_succeeds_with_a_total_of_zero(client: Client):
    free = [order_requests.line_document("iid_001", "Sample", 1, 0)]
    totals = {"shipping_total": 0, "tax_total": 0, "discount_total": 0}
    order = order_requests.create_order(client, items=free, payment=paid(0), **totals)

    answer = cancel(client, order, refund=True)

    assert order["financial_status"] == "paid"
    assert (answer.status, answer.json["refund"]) == (200, None)


def test_restock_returns_all_units(client: Client):
    order = order_requests.create_order(client)
    order_requests.create_fulfillment(client, order)

    answer = cancel(client, order, restock=True)

    assert answer.json["restocked"] == [
        {"id": "iid_001", "sku": "SKU-iid_001", "quantity": 2},
        {"id": "iid_002", "sku": "SKU-iid_002", "quantity": 1},
    ]


def test_cancel_cancels_pending_fulfillments_only(client: Client):
    order = order_requests.create_order(client)
    failed, pending = (
        order_requests.create_fulfillment(client, order),
        order_requests.create_fulfillment(client, order),
    )
    order_requests.update_fulfillment(client, order, failed, "failed")

    answer = cancel(client, order)

    assert answer.json["cancelled_fulfillments"] == [pending["id"]]
    statuses = [each["status"] for each in answer.json["order"]["fulfillments"]]
    assert statuses == ["failed", "cancelled"]
    assert answer.json["order"]["fulfillment_status"] == "unfulfilled"


def test_cancel_completes_a_cancelled_status_once(client: Client):
    order = order_requests.create_order(client)
    order_requests.create_fulfillment(client, order)
    order_requests.set_status(client, order, "cancelled")

    first = cancel(client, order, refund=True, restock=True)
    second = cancel(client, order, refund=True, restock=True)

    assert first.status == 200
    assert first.json["refund"]["amount"] == 250
    assert len(first.json["restocked"]) == 2
    assert first.json["cancelled_fulfillments"] == []
    assert first.json["order"]["version"] == 4
    assert (second.status, second.code) == (409, "already_cancelled")


def test_earlier_refund_counts_and_is_final(client: Client):
    order = order_requests.create_order(client)
    cancel(client, order, refund=True, refund_amount=100)

    # A recorded cancellation is final, even if money is left to refund.
    answer = cancel(client, order, refund=True, refund_amount=100)

    assert (answer.status, answer.code) == (409, "already_cancelled")
    assert order_requests.get_order(client, order)["totals"]["refunded"] == 100
