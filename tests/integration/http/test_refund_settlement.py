from typing import Any

import pytest

from tests.integration.http.races import at_once
from tests.support import order_requests
from tests.support.http_client import Answer, Client


def settle(
    client: Client, order: dict[str, Any], made: dict[str, Any], status: str, **headers: str
) -> Answer:
    path = f"/orders/{order['order_id']}/refunds/{made['id']}"
    return client.patch(path, {"status": status}, **headers)


@pytest.mark.parametrize(
    ("status", "refunded", "financial_status"),
    [("succeeded", 100, "partially_refunded"), ("failed", 0, "paid")],
)
def test_refund_succeeds_or_fails(
    client: Client, status: str, refunded: int, financial_status: str
):
    order = order_requests.create_order(client)
    made = order_requests.create_refund(client, order, 100)

    answer = settle(client, order, made, status)

    assert (answer.status, answer.headers["ETag"]) == (200, '"3"')
    assert answer.json.keys() == {"refund", "order"}
    assert answer.json["refund"] == made | {"status": status}
    after = answer.json["order"]
    assert after == order_requests.get_order(client, order)
    assert after["payment"]["refunds"] == [answer.json["refund"]]
    assert (after["totals"]["refunded"], after["financial_status"]) == (refunded, financial_status)
    entry = after["timeline"][-1]
    assert (entry["type"], entry["version"]) == ("order.refund_updated", 3)
    assert (entry["from"], entry["to"]) == ("pending", status)
    assert entry["data"] == {"refund_id": made["id"]}


def test_failed_refund_can_be_repeated(client: Client):
    order = order_requests.create_order(client)
    made = order_requests.create_refund(client, order, 250)
    path = f"/orders/{order['order_id']}/refunds"
    too_much = client.post(path, {"amount": 250})

    failed = settle(client, order, made, "failed")
    again = client.post(path, {"amount": 250})

    assert [answer.status for answer in (too_much, failed, again)] == [409, 200, 201]
    after = again.json["order"]
    assert [each["status"] for each in after["payment"]["refunds"]] == ["failed", "pending"]
    assert (after["totals"]["refunded"], after["financial_status"]) == (250, "refunded")


def test_succeeded_refund_counts_permanently(client: Client):
    order = order_requests.create_order(client)
    made = order_requests.create_refund(client, order, 250)

    settle(client, order, made, "succeeded")
    more = client.post(f"/orders/{order['order_id']}/refunds", {"amount": 1})

    assert (more.status, more.code) == (409, "payment_not_refundable")


@pytest.mark.parametrize("status", ["succeeded", "failed"])
def test_same_refund_status_is_no_change(client: Client, status: str):
    order = order_requests.create_order(client)
    made = order_requests.create_refund(client, order, 100)
    first = settle(client, order, made, status)

    again = settle(client, order, made, status)

    assert again.status == 200
    assert again.json == first.json
    assert order_requests.get_order(client, order) == first.json["order"]


@pytest.mark.parametrize(("status", "other"), [("succeeded", "failed"), ("failed", "succeeded")])
def test_settled_refund_cannot_change_its_outcome(client: Client, status: str, other: str):
    order = order_requests.create_order(client)
    made = order_requests.create_refund(client, order, 100)
    first = settle(client, order, made, status)

    answer = settle(client, order, made, other)

    assert (answer.status, answer.code) == (409, "refund_is_settled")
    assert status in answer.json["detail"]
    assert order_requests.get_order(client, order) == first.json["order"]


def test_concurrent_opposite_settlements_refuse_one(client: Client):
    order = order_requests.create_order(client)
    made = order_requests.create_refund(client, order, 100)

    answers = at_once(
        lambda: settle(client, order, made, "succeeded"),
        lambda: settle(client, order, made, "failed"),
    )

    assert sorted(answer.status for answer in answers) == [200, 409]
    [won] = [answer for answer in answers if answer.status == 200]
    assert order_requests.get_order(client, order) == won.json["order"]


@pytest.mark.parametrize("status", ["cancelled", "delivered", "refunded"])
def test_refund_of_a_closed_order_can_be_settled(client: Client, status: str):
    order = order_requests.create_order(client, status=status)
    made = order_requests.create_refund(client, order, 100)

    answer = settle(client, order, made, "failed")

    assert (answer.status, answer.json["order"]["status"]) == (200, status)


def test_refund_of_a_cancellation_can_be_settled(client: Client):
    order = order_requests.create_order(client)
    body = {"reason": "fraud", "refund": True}
    cancelled = client.post(f"/orders/{order['order_id']}/cancel", body).json

    after = settle(client, order, cancelled["refund"], "failed").json["order"]

    assert after["cancellation"] == cancelled["order"]["cancellation"]
    assert (after["status"], after["financial_status"]) == ("cancelled", "paid")


@pytest.mark.parametrize(
    "body", [{}, {"status": "pending"}, {"status": "done"}, {"status": None}, {"status": 1}]
)
def test_refund_status_must_be_succeeded_or_failed(client: Client, body: dict[str, Any]):
    order = order_requests.create_order(client)
    made = order_requests.create_refund(client, order, 100)
    before = order_requests.get_order(client, order)

    answer = client.patch(f"/orders/{order['order_id']}/refunds/{made['id']}", body)

    assert answer.status == 422
    assert answer.pointers == ["/status"]
    assert order_requests.get_order(client, order) == before


def test_unknown_refund_is_404(client: Client):
    order, another = order_requests.create_order(client), order_requests.create_order(client)
    theirs = order_requests.create_refund(client, another, 100)

    missing = settle(client, order, {"id": "rfd_1"}, "failed")
    elsewhere = settle(client, order, theirs, "failed")

    assert (missing.status, missing.code) == (404, "refund_not_found")
    assert (elsewhere.status, elsewhere.code) == (404, "refund_not_found")
    assert order_requests.get_order(client, another)["payment"]["refunds"] == [theirs]
