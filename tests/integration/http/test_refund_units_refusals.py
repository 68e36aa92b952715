"""Refused refunds of units, shipping and adjustments change nothing."""

from typing import Any

import pytest

from tests.support import order_requests
from tests.support.http_client import Answer, Client

ONE = [{"id": "iid_001", "quantity": 1}]
TENDERS = [
    {"id": "gift", "method": "gift_card", "amount": 150},
    {"id": "card", "method": "card", "amount": 100},
]
PAYMENT = {"status": "paid", "method": "card", "amount_paid": 250, "tenders": TENDERS}


@pytest.fixture
def order(client: Client) -> dict[str, Any]:
    """An order whose first line is shipped, paid by two tenders."""
    made = order_requests.create_order(client, payment=PAYMENT)
    order_requests.create_fulfillment(client, made, ("iid_001", 2))
    return order_requests.set_status(client, made, "shipped")


def refund(client: Client, order: dict[str, Any], body: dict[str, Any]) -> Answer:
    return client.post(f"/orders/{order['order_id']}/refunds", body)


def one(quantity: Any, id: Any = "iid_001") -> list[dict[str, Any]]:
    return [{"id": id, "quantity": quantity}]


@pytest.mark.parametrize(
    ("body", "pointers", "code"),
    [
        ({}, ["/amount"], "required"),
        ({"amount": None}, ["/amount"], "required"),
        ({"return_id": "ret_1", "reason": "late"}, ["/amount"], "required"),
        ({"items": []}, ["/items"], "out_of_range"),
        ({"items": one(0)}, ["/items/0/quantity"], "out_of_range"),
        ({"items": one(-1)}, ["/items/0/quantity"], "out_of_range"),
        ({"items": one(0.5)}, ["/items/0/quantity"], "wrong_type"),
        ({"items": one(1, "iid_009")}, ["/items/0/id"], "unknown_item"),
        ({"items": [*ONE, *ONE]}, ["/items/1/id"], "duplicate_item"),
        ({"items": [{**ONE[0], "worth": 5}]}, ["/items/0/worth"], "unknown_field"),
        ({"shipping": -1}, ["/shipping"], "amount_out_of_range"),
        ({"shipping": 0.001}, ["/shipping"], "too_many_decimals"),
        ({"adjustment": 0.001}, ["/adjustment"], "too_many_decimals"),
        ({"adjustment": "much"}, ["/adjustment"], "invalid"),
        ({"items": ONE, "adjustment": -100}, ["/adjustment"], "amount_out_of_range"),
        ({"items": ONE, "return_id": "ret 1"}, ["/return_id"], "bad_characters"),
        ({"items": ONE, "return_id": "ret_1"}, ["/return_id"], "unknown_return"),
        ({"amount": 5, "return_id": "ret_1"}, ["/return_id"], "unknown_return"),
        ({"items": ONE, "parts": []}, ["/parts"], "unknown_field"),
        (
            {"amount": 5, "tenders": [{"id": "cash", "amount": 5}]},
            ["/tenders/0/id"],
            "tender_not_found",
        ),
        (
            {"amount": 5, "tenders": [{"id": "card", "amount": 4}]},
            ["/tenders"],
            "tenders_do_not_add_up",
        ),
        ({"amount": 5, "tenders": []}, ["/tenders"], "tenders_do_not_add_up"),
        (
            {"items": ONE, "tenders": [{"id": "card", "amount": 4}]},
            ["/tenders"],
            "tenders_do_not_add_up",
        ),
    ],
)
def test_bad_input_is_422_with_pointer(
    client: Client,
    order: dict[str, Any],
    body: dict[str, Any],
    pointers: list[str],
    code: str,
):
    answer = refund(client, order, body)

    assert (answer.status, answer.pointers) == (422, pointers)
    assert answer.json["errors"][0]["code"] == code
    assert order_requests.get_order(client, order) == order


@pytest.mark.parametrize("other", [{"items": ONE}, {"shipping": 1}, {"adjustment": 1}])
def test_an_amount_excludes_units(client: Client, order: dict[str, Any], other: dict[str, Any]):
    answer = refund(client, order, {"amount": 5, **other})

    assert answer.status == 422
    assert order_requests.get_order(client, order) == order


def test_units_that_were_not_shipped_are_409(client: Client, order: dict[str, Any]):
    answer = refund(client, order, {"items": [*ONE, *one(1, "iid_002")]})

    assert (answer.status, answer.code) == (409, "units_not_shipped")
    assert answer.pointers == ["/items/1/quantity"]
    figures = {"id": "iid_002", "ordered": 1, "shipped": 0, "refundable": 0, "requested": 1}
    assert answer.json["errors"][0].items() >= figures.items()
    assert order_requests.get_order(client, order) == order


def test_refunded_units_are_409_with_figures(client: Client, order: dict[str, Any]):
    refund(client, order, {"items": ONE})
    before = order_requests.get_order(client, order)

    answer = refund(client, order, {"items": one(2)})

    assert (answer.status, answer.code) == (409, "units_already_refunded")
    figures = {"id": "iid_001", "shipped": 2, "refunded": 1, "refundable": 1, "requested": 2}
    assert answer.json["errors"][0].items() >= figures.items()
    assert order_requests.get_order(client, order) == before


def test_shipping_is_refunded_up_to_its_worth(client: Client, order: dict[str, Any]):
    taken = refund(client, order, {"shipping": "10.21"})
    before = order_requests.get_order(client, order)

    answer = refund(client, order, {"shipping": "0.01"})

    assert taken.status == 201
    assert (answer.status, answer.code) == (409, "shipping_already_refunded")
    assert answer.pointers == ["/shipping"]
    assert order_requests.get_order(client, order) == before


def test_more_than_a_tender_has_is_409(client: Client, order: dict[str, Any]):
    body = {"amount": 101, "tenders": [{"id": "card", "amount": 101}]}

    answer = refund(client, order, body)

    assert (answer.status, answer.code) == (409, "refund_exceeds_captured")
    assert order_requests.get_order(client, order) == order


def test_shipping_of_a_customer_in_debt_is_409(client: Client):
    payment = {"status": "paid", "method": "card", "amount_paid": 100}
    order = order_requests.create_order(client, payment=payment)

    answer = refund(client, order, {"shipping": 5})

    assert (answer.status, answer.code) == (409, "nothing_is_owed")
    assert order_requests.get_order(client, order) == order


def test_a_settled_part_is_409(client: Client, order: dict[str, Any]):
    made = refund(client, order, {"items": one(2)}).json["refund"]
    path = f"/orders/{order['order_id']}/refunds/{made['id']}"

    settled = client.patch(path, {"status": "succeeded", "tender_id": "card"})
    again = client.patch(path, {"status": "succeeded", "tender_id": "card"})
    other = client.patch(path, {"status": "failed", "tender_id": "card"})
    unknown = client.patch(path, {"status": "failed", "tender_id": "cash"})

    assert again.json == settled.json
    assert (other.status, other.code) == (409, "refund_is_settled")
    assert (unknown.status, unknown.code) == (422, "tender_not_found")
    assert unknown.pointers == ["/tender_id"]
