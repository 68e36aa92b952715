"""Refused returns, receipts and statuses change nothing."""

from typing import Any

import pytest

from tests.integration.http.return_requests import create_return, delivered_order, update_return
from tests.support import order_requests
from tests.support.http_client import Client


@pytest.fixture
def order(client: Client) -> dict[str, Any]:
    return delivered_order(client)


def items(*wanted: dict[str, Any]) -> dict[str, Any]:
    return {"items": list(wanted)}


ONE: dict[str, Any] = {"id": "iid_001", "quantity": 1}
BACK = {**ONE, "reason": "unwanted"}
GOOD = {**ONE, "condition": "resellable"}
BAD_REQUESTS: list[tuple[dict[str, Any], str, str]] = [
    ({}, "/items", "required"),
    (items(), "/items", "out_of_range"),
    (items(ONE), "/items/0/reason", "required"),
    (items({**BACK, "reason": ""}), "/items/0/reason", "out_of_range"),
    (items({**BACK, "quantity": 0}), "/items/0/quantity", "out_of_range"),
    (items({**BACK, "quantity": 0.5}), "/items/0/quantity", "wrong_type"),
    (items({**BACK, "id": "iid_009"}), "/items/0/id", "unknown_item"),
    (items(BACK, BACK), "/items/1/id", "duplicate_item"),
    (items({**BACK, "received": []}), "/items/0/received", "unknown_field"),
    ({**items(BACK), "tracking": [{"awb": ""}]}, "/tracking/0/awb", "out_of_range"),
    ({**items(BACK), "notify_customer": True}, "/notify_customer", "unknown_field"),
]
BAD_RECEIPTS: list[tuple[dict[str, Any], str, str]] = [
    ({}, "/items", "required"),
    (items(), "/items", "out_of_range"),
    (items(ONE), "/items/0/condition", "required"),
    (items({**GOOD, "condition": "eaten"}), "/items/0/condition", "unknown_condition"),
    (items({**GOOD, "quantity": 0}), "/items/0/quantity", "out_of_range"),
    (items({**GOOD, "id": "iid_002"}), "/items/0/id", "unknown_item"),
    (items(GOOD, GOOD), "/items/1/id", "duplicate_item"),
]


@pytest.mark.parametrize(("body", "pointer", "code"), BAD_REQUESTS)
def test_a_bad_return_changes_nothing(
    client: Client, order: dict[str, Any], body: dict[str, Any], pointer: str, code: str
):
    answer = client.post(f"/orders/{order['order_id']}/returns", body)

    assert (answer.status, answer.pointers) == (422, [pointer])
    assert answer.json["errors"][0]["code"] == code
    assert order_requests.get_order(client, order) == order


@pytest.mark.parametrize(("body", "pointer", "code"), BAD_RECEIPTS)
def test_a_bad_receipt_changes_nothing(
    client: Client, order: dict[str, Any], body: dict[str, Any], pointer: str, code: str
):
    made = create_return(client, order).json

    answer = client.post(
        f"/orders/{order['order_id']}/returns/{made['return']['id']}/receive", body
    )

    assert (answer.status, answer.pointers) == (422, [pointer])
    assert answer.json["errors"][0]["code"] == code
    assert order_requests.get_order(client, order) == made["order"]


def test_more_than_expected_is_refused_with_figures(client: Client, order: dict[str, Any]):
    made = create_return(client, order).json
    return_ = made["return"]

    answer = update_return(
        client,
        order,
        return_,
        "receive",
        ("iid_001", 1, "damaged"),
        *[("iid_001", 2, "resellable")],
    )

    assert (answer.status, answer.code) == (409, "quantity_exceeds_expected")
    assert answer.pointers == ["/items/1/quantity"]
    facts = {"id": "iid_001", "expected": 1, "received": 2}
    assert answer.json["errors"][0].items() >= facts.items()
    assert order_requests.get_order(client, order) == made["order"]


def test_units_that_were_not_handed_over_stay(client: Client):
    order = order_requests.create_order(client)
    order_requests.create_fulfillment(client, order, ("iid_001", 2))

    answer = create_return(client, order)

    assert (answer.status, answer.code) == (409, "quantity_exceeds_returnable")
    assert answer.json["errors"][0].items() >= {"shipped": 0, "returnable": 0}.items()


@pytest.mark.parametrize(
    ("before", "action", "code"),
    [
        ((), "close", "transition_not_allowed"),
        (("receive",), "reject", "transition_not_allowed"),
        (("receive",), "approve", "transition_not_allowed"),
        (("receive", "close"), "cancel", "return_is_final"),
        (("reject",), "approve", "return_is_final"),
    ],
)
def test_a_status_that_does_not_follow_is_409(
    client: Client, order: dict[str, Any], before: tuple[str, ...], action: str, code: str
):
    return_ = create_return(client, order).json["return"]
    for each in before:
        came = [("iid_001", 1, "resellable")] * (each == "receive")
        assert update_return(client, order, return_, each, *came).status == 200

    answer = update_return(client, order, return_, action)

    assert (answer.status, answer.code) == (409, code)
    assert answer.json["detail"]
