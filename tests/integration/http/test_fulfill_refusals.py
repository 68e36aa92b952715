import json
from typing import Any

import pytest

from tests.support import order_requests
from tests.support.http_client import Answer, Client


def fulfill(client: Client, order: dict[str, Any], **body: Any) -> Answer:
    return client.post(f"/orders/{order['order_id']}/fulfillments", body)


def test_excess_quantity_is_refused_with_quantities(client: Client):
    order = order_requests.create_order(client)
    order_requests.create_fulfillment(client, order, ("iid_001", 1))
    before = order_requests.get_order(client, order)

    items = [{"id": "iid_002", "quantity": 2}, {"id": "iid_001", "quantity": 2}]
    answer = fulfill(client, order, items=items)

    assert (answer.status, answer.code) == (409, "quantity_exceeds_remaining")
    figures = [
        {
            name: error[name]
            for name in ("pointer", "ordered", "fulfilled", "remaining", "requested")
        }
        for error in answer.json["errors"]
    ]
    assert figures == [
        {
            "pointer": "/items/0/quantity",
            "ordered": 1,
            "fulfilled": 0,
            "remaining": 1,
            "requested": 2,
        },
        {
            "pointer": "/items/1/quantity",
            "ordered": 2,
            "fulfilled": 1,
            "remaining": 1,
            "requested": 2,
        },
    ]
    assert order_requests.get_order(client, order) == before


@pytest.mark.parametrize(
    ("items", "code", "pointer"),
    [
        (["iid_001", "iid_009"], "unknown_item", "/items/1/id"),
        (["iid_001", "iid_001"], "duplicate_item", "/items/1/id"),
    ],
)
def test_unknown_or_repeated_item_is_422(client: Client, items: list[str], code: str, pointer: str):
    order = order_requests.create_order(client)

    answer = fulfill(client, order, items=[{"id": id, "quantity": 1} for id in items])

    assert (answer.status, answer.code) == (422, code)
    assert answer.pointers == [pointer]
    assert order_requests.get_order(client, order) == order


@pytest.mark.parametrize("provider_id", ["dhl", "", "x" * 500])
def test_unknown_provider_is_422(client: Client, provider_id: str):
    order = order_requests.create_order(client)

    items = [{"id": "iid_001", "quantity": 1}]
    answer = fulfill(client, order, items=items, provider_id=provider_id)

    assert (answer.status, answer.code) == (422, "unknown_provider")
    assert answer.pointers == ["/provider_id"]
    assert order_requests.get_order(client, order) == order


@pytest.mark.parametrize("status", ["cancelled", "delivered", "refunded"])
def test_closed_order_is_refused_before_other_errors(client: Client, status: str):
    order = order_requests.create_order(client, status=status)

    answer = fulfill(client, order, items=[{"id": "iid_009", "quantity": 99}])

    assert (answer.status, answer.code) == (409, "order_is_closed")
    assert order_requests.get_order(client, order) == order


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"items": None}, "/items"),
        ({"items": [{"quantity": 1}]}, "/items/0/id"),
        ({"items": [{"id": "iid_001"}]}, "/items/0/quantity"),
        ({"items": [{"id": "iid_001", "quantity": 1, "total": 1}]}, "/items/0/total"),
        ({"status": "delivered"}, "/status"),
        ({"customer": {"phone": "1"}}, "/customer/name"),
        ({"customer": {"name": "A", "address": {"city": ""}}}, "/customer/address/city"),
        ({"customer": {"name": "A", "address": {"city": None}}}, "/customer/address"),
        ({"delivery_person": {"name": ""}}, "/delivery_person/name"),
        (
            {"pickup_address": {**order_requests.ADDRESS, "country_code": "in"}},
            "/pickup_address/country_code",
        ),
        (
            {
                "pickup_address": {
                    **order_requests.ADDRESS,
                    "coordinates": {"latitude": 91, "longitude": 0},
                }
            },
            "/pickup_address/coordinates/latitude",
        ),
    ],
    ids=lambda value: json.dumps(value)[:40],
)
def test_invalid_field_is_422_with_pointer(client: Client, change: dict[str, Any], pointer: str):
    order = order_requests.create_order(client)

    good = {"items": [{"id": "iid_001", "quantity": 1}]}
    answer = fulfill(client, order, **good | change)

    assert answer.status == 422
    assert answer.pointers[0] == pointer
    assert order_requests.get_order(client, order) == order
