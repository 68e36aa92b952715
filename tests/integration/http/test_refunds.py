from collections import Counter
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from tests.integration.http.races import at_once
from tests.support import order_requests
from tests.support.http_client import Answer, Client


def refund(client: Client, order: dict[str, Any], amount: Any, **more: Any) -> Answer:
    return client.post(f"/orders/{order['order_id']}/refunds", {"amount": amount, **more})


def test_create_refund_is_201_with_refund_and_order(client: Client):
    order = order_requests.create_order(client)

    answer = refund(client, order, 66.17, reason="One was burnt")

    assert answer.status == 201
    assert answer.json.keys() == {"refund", "order"}
    made, after = answer.json["refund"], answer.json["order"]
    assert made == {
        "id": made["id"],
        "amount": Decimal("66.17"),
        "items": [],
        "shipping": 0,
        "adjustment": 0,
        "return_id": None,
        "parts": [],
        "owed": 0,
        "status": "pending",
        "reason": "One was burnt",
        "created_at": after["updated_at"],
    }
    assert made["id"].startswith("rfd_")
    assert after == order_requests.get_order(client, order)
    assert after["payment"]["refunds"] == [made]
    assert (after["version"], answer.headers["ETag"]) == (2, '"2"')
    path = f"/orders/{order['order_id']}/refunds/{made['id']}"
    assert answer.headers["Location"].endswith(f"/domains/{client.domain_id}{path}")
    assert client.patch(path, {"status": "succeeded"}).status == 200


def test_refund_changes_only_payment_and_timeline(client: Client):
    order = order_requests.create_order(client, tags=["gift"], note="Ring twice")

    answer = refund(client, order, 100)

    after, made = answer.json["order"], answer.json["refund"]
    entry = after["timeline"][-1]
    assert entry == {
        "id": entry["id"],
        "type": "order.refund_created",
        "at": after["updated_at"],
        "by": order["timeline"][0]["by"],
        "version": 2,
        "from": None,
        "to": "pending",
        "note": None,
        "notified": [],
        "data": {"refund_id": made["id"]},
    }
    changed = {"version", "updated_at", "timeline", "payment", "totals", "financial_status"}
    assert {name: after[name] for name in after.keys() - changed} == {
        name: order[name] for name in order.keys() - changed
    }
    assert after["totals"] == order["totals"] | {"refunded": 100}
    assert after["payment"] | {"refunds": []} == order["payment"]


def test_refunds_add_up_to_the_captured_amount(client: Client):
    order = order_requests.create_order(client)

    answers = [refund(client, order, amount) for amount in (100, "49.75", 100.25)]
    one_more = refund(client, order, 0.01)

    assert [answer.status for answer in answers] == [201, 201, 201]
    states = [answer.json["order"] for answer in answers]
    assert [state["financial_status"] for state in states] == [
        "partially_refunded",
        "partially_refunded",
        "refunded",
    ]
    assert [str(state["totals"]["refunded"]) for state in states] == ["100", "149.75", "250"]
    assert {state["status"] for state in states} == {"pending"}
    assert {state["payment_status"] for state in states} == {"paid"}
    assert (one_more.status, one_more.code) == (409, "payment_not_refundable")
    assert order_requests.get_order(client, order) == states[-1]


@pytest.mark.parametrize("amount", [100.01, 250, 999_999_999_999])
def test_excess_refund_is_409_and_changes_nothing(client: Client, amount: float):
    order = order_requests.create_order(client)
    order_requests.create_refund(client, order, 150)
    before = order_requests.get_order(client, order)

    answer = refund(client, order, amount)

    assert (answer.status, answer.code) == (409, "refund_exceeds_captured")
    assert "100" in answer.json["detail"]
    assert order_requests.get_order(client, order) == before


@pytest.mark.parametrize("captured", [0, 99.5])
def test_refund_limit_is_the_captured_amount(client: Client, captured: float):
    payment = {"status": "paid", "method": "card", "amount_paid": captured}
    order = order_requests.create_order(client, payment=payment)

    whole, part = refund(client, order, 250), refund(client, order, 99.5)

    assert whole.status == 409
    assert part.status == (201 if captured else 409)


@pytest.mark.parametrize("payment", [order_requests.UNPAID, order_requests.AUTHORIZED])
def test_uncaptured_payment_cannot_be_refunded(client: Client, payment: dict[str, Any]):
    order = order_requests.create_order(client, payment=payment)

    answer = refund(client, order, 1)

    assert (answer.status, answer.code) == (409, "payment_not_refundable")
    assert order_requests.get_order(client, order) == order


@pytest.mark.parametrize("status", ["shipped", "delivered", "cancelled", "refunded"])
def test_refund_works_in_any_status_and_keeps_it(client: Client, status: str):
    order = order_requests.create_order(client, status=status)

    answer = refund(client, order, 250)

    assert answer.status == 201
    assert (answer.json["order"]["status"], answer.json["order"]["version"]) == (status, 2)
    assert answer.json["order"]["financial_status"] == "refunded"


def test_cancelled_refund_cannot_be_repeated(client: Client):
    order = order_requests.create_order(client)
    body = {"reason": "fraud", "refund": True, "refund_amount": 200}
    client.post(f"/orders/{order['order_id']}/cancel", body)

    answers = [refund(client, order, amount) for amount in (50.01, 50)]

    assert [answer.status for answer in answers] == [409, 201]
    assert answers[1].json["order"]["totals"]["refunded"] == 250


@pytest.mark.parametrize("attempt", range(3))
def test_concurrent_refunds_never_exceed_captured(client: Client, attempt: int):
    order = order_requests.create_order(client)

    answers = at_once(*[partial(refund, client, order, 70)] * 8)

    assert Counter(answer.status for answer in answers) == {201: 3, 409: 5}
    assert {a.code for a in answers if a.status == 409} == {"refund_exceeds_captured"}
    after = order_requests.get_order(client, order)
    assert (after["totals"]["refunded"], after["version"]) == (210, 4)
    assert len({made["id"] for made in after["payment"]["refunds"]}) == 3
