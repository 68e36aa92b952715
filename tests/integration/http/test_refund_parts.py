"""Refunds of orders that were paid with several tenders."""

from typing import Any

import pytest

from tests.integration.http.test_refunds_due import refunds_after_delivery
from tests.support import order_requests
from tests.support.domain_rows import DomainRows
from tests.support.http_client import Answer, Client

TENDERS = [
    {"id": "gift", "method": "gift_card", "amount": 100, "reference": "gc_77"},
    {"id": "card", "method": "card", "amount": 150, "reference": "ch_1", "provider_id": "stripe"},
]


def create_order(client: Client) -> dict[str, Any]:
    """Create an order of 250: 100 by gift card, then 150 by card."""
    paid = {"status": "paid", "method": "card", "amount_paid": 250, "tenders": TENDERS}
    return order_requests.create_order(client, payment=paid)


def settle(client: Client, order: dict[str, Any], refund: dict[str, Any], **body: Any) -> Answer:
    return client.patch(f"/orders/{order['order_id']}/refunds/{refund['id']}", body)


def written(refund: dict[str, Any]) -> list[str]:
    return [f"{part['tender_id']} {part['amount']} {part['status']}" for part in refund["parts"]]


def refund(client: Client, order: dict[str, Any], amount: int) -> dict[str, Any]:
    return order_requests.create_refund(client, order, amount)


def cancel(client: Client, order: dict[str, Any], amount: int) -> dict[str, Any]:
    body = {"reason": "fraud", "refund": True, "refund_amount": amount}
    made: dict[str, Any] = client.post(f"/orders/{order['order_id']}/cancel", body).json["refund"]
    return made


def cancel_items(client: Client, order: dict[str, Any], amount: int) -> dict[str, Any]:
    items = [{"id": "iid_001", "quantity": 1}]
    body = {"items": items, "reason": "fraud", "refund": True, "refund_amount": amount}
    path = f"/orders/{order['order_id']}/items/cancel"
    made: dict[str, Any] = client.post(path, body).json["refund"]
    return made


@pytest.mark.parametrize("create", [refund, cancel, cancel_items])
def test_a_refund_goes_to_the_newest_tender_first(client: Client, create: Any):
    order = create_order(client)

    made = create(client, order, 200)

    assert written(made) == ["card 150 pending", "gift 50 pending"]
    kept = order_requests.get_order(client, order)["payment"]["refunds"]
    assert kept == [made]
    [listed] = client.get("/refunds?status=pending").json["refunds"]
    assert written(listed) == written(made)


def test_each_part_has_a_message_of_its_own(client: Client, stored: DomainRows):
    order = create_order(client)
    made = refund(client, order, 200)

    found = {each.message_id: each.data for each in stored.messages(client.domain_id, "payment")}

    common = {"refund_id": made["id"], "currency": "INR", "reason": None}
    assert found == {
        f"{made['id']}.0": common
        | {"tender_id": "card", "provider_id": "stripe", "reference": "ch_1", "part_amount": 150},
        f"{made['id']}.1": common
        | {"tender_id": "gift", "provider_id": None, "reference": "gc_77", "part_amount": 50},
    }


def test_what_is_pending_is_due_by_hand(client: Client, stored: DomainRows):
    order = create_order(client)
    made = refund(client, order, 200)

    amounts = []
    for body in ({}, {"status": "failed", "tender_id": "card"}, {"status": "succeeded"}):
        if body:
            assert settle(client, order, made, **body).status == 200
        amounts.append([row.amount for row in refunds_after_delivery(client, stored)])

    assert amounts == [[2_000_000], [500_000], []]


def test_parts_are_settled_one_by_one(client: Client):
    order = create_order(client)
    made = refund(client, order, 200)

    first = settle(client, order, made, status="failed", tender_id="card").json
    again = settle(client, order, made, status="failed", tender_id="card").json
    second = settle(client, order, made, status="succeeded", tender_id="gift").json

    assert written(first["refund"]) == ["card 150 failed", "gift 50 pending"]
    assert (first["refund"]["status"], first["order"]["totals"]["refunded"]) == ("pending", 50)
    assert again == first
    assert written(second["refund"]) == ["card 150 failed", "gift 50 succeeded"]
    assert (second["refund"]["status"], second["order"]["totals"]["refunded"]) == ("succeeded", 50)
    entries = [each for each in second["order"]["timeline"] if each["type"].endswith("_updated")]
    assert [(each["from"], each["to"], each["data"]) for each in entries] == [
        (
            "pending",
            "pending",
            {
                "refund_id": made["id"],
                "parts": [{"tender_id": "card", "amount": 150, "status": "failed"}],
            },
        ),
        (
            "pending",
            "succeeded",
            {
                "refund_id": made["id"],
                "parts": [{"tender_id": "gift", "amount": 50, "status": "succeeded"}],
            },
        ),
    ]


def test_a_failed_part_can_be_refunded_again(client: Client):
    order = create_order(client)
    made = refund(client, order, 200)
    settle(client, order, made, status="failed", tender_id="card")

    path = f"/orders/{order['order_id']}/refunds"
    again = client.post(path, {"amount": 200}).json["refund"]
    more = client.post(path, {"amount": 0.01})

    assert written(again) == ["card 150 pending", "gift 50 pending"]
    assert (more.status, more.json["code"]) == (409, "payment_not_refundable")


@pytest.mark.parametrize(
    ("body", "status", "code", "pointers"),
    [
        ({"status": "succeeded", "tender_id": "card"}, 409, "refund_is_settled", None),
        ({"status": "failed", "tender_id": "cash"}, 422, "tender_not_found", ["/tender_id"]),
        ({"status": "failed", "tender_id": ""}, 422, "invalid_fields", ["/tender_id"]),
    ],
)
def test_a_wrong_part_is_refused(
    client: Client, body: dict[str, Any], status: int, code: str, pointers: list[str] | None
):
    order = create_order(client)
    made = refund(client, order, 200)
    before = settle(client, order, made, status="failed", tender_id="card").json["order"]

    refused = settle(client, order, made, **body)

    assert (refused.status, refused.json["code"]) == (status, code)
    named = refused.json.get("errors")
    assert (named and [each["pointer"] for each in named]) == pointers
    assert order_requests.get_order(client, order) == before


@pytest.mark.parametrize(
    ("tenders", "status", "code", "pointers"),
    [
        ([("gift", 60), ("card", 140)], 201, None, None),
        ([("gift", 60), ("card", 139)], 422, "tenders_do_not_add_up", ["/tenders"]),
        ([("gift", 60), ("cash", 140)], 422, "tender_not_found", ["/tenders/1/id"]),
        ([("gift", 100.01), ("card", 99.99)], 409, "refund_exceeds_captured", None),
    ],
)
def test_a_refund_may_name_its_tenders(
    client: Client,
    tenders: list[tuple[str, float]],
    status: int,
    code: str | None,
    pointers: list[str] | None,
):
    order = create_order(client)
    named = [{"id": id, "amount": amount} for id, amount in tenders]

    answer = client.post(f"/orders/{order['order_id']}/refunds", {"amount": 200, "tenders": named})

    assert (answer.status, answer.json.get("code")) == (status, code)
    if code is None:
        assert written(answer.json["refund"]) == ["gift 60 pending", "card 140 pending"]
    else:
        errors = answer.json.get("errors")
        assert (errors and [each["pointer"] for each in errors]) == pointers
