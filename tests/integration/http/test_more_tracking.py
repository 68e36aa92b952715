"""Tracking numbers of a fulfillment beyond the first."""

from typing import Any
from urllib.parse import urlencode

import pytest

from tests.support import order_requests
from tests.support.http_client import Answer, Client

MORE = [{"awb": "1Z-2", "url": "https://courier.example/1Z-2"}, {"awb": "1Z-3", "url": None}]


def ship(client: Client, order: dict[str, Any], **fields: Any) -> Answer:
    items = [{"id": "iid_001", "quantity": 1}]
    return client.post(f"/orders/{order['order_id']}/fulfillments", {"items": items, **fields})


def found_by(client: Client, awb: str) -> list[str]:
    return [
        each["order_id"] for each in client.get(f"/orders?{urlencode({'awb': awb})}").json["orders"]
    ]


def test_each_tracking_number_finds_its_order(client: Client):
    order = order_requests.create_order(client)

    shipped = ship(client, order, awb="1Z-1", tracking=MORE).json["fulfillment"]

    assert (shipped["awb"], shipped["tracking"]) == ("1Z-1", MORE)
    for awb in ("1Z-1", "1Z-2", "1Z-3"):
        assert found_by(client, awb) == [order["order_id"]]
    assert found_by(client, "1Z-4") == []


def test_former_tracking_numbers_are_on_the_timeline(client: Client):
    order = order_requests.create_order(client)
    shipped = ship(client, order, awb="1Z-1", tracking=MORE).json["fulfillment"]
    path = f"/orders/{order['order_id']}/fulfillments/{shipped['id']}"

    kept = client.patch(path, {"awb": "1Z-9"}).json["order"]
    changed = client.patch(path, {"tracking": [{"awb": "1Z-4"}]}).json["order"]
    cleared = client.patch(path, {"tracking": []}).json["order"]

    assert kept["fulfillments"][0]["tracking"] == MORE
    assert kept["timeline"][-1]["data"]["previous_tracking"] == {
        "awb": "1Z-1",
        "tracking_url": None,
    }
    assert changed["fulfillments"][0]["tracking"] == [{"awb": "1Z-4", "url": None}]
    first = {"awb": "1Z-9", "tracking_url": None}
    assert changed["timeline"][-1]["data"]["previous_tracking"] == {**first, "tracking": MORE}
    assert cleared["fulfillments"][0]["tracking"] == []
    assert [found_by(client, awb) for awb in ("1Z-2", "1Z-4")] == [[], []]
    again = client.patch(path, {"tracking": []}).json["order"]
    assert again["version"] == cleared["version"]


@pytest.mark.parametrize(
    ("tracking", "pointer"),
    [
        ([{"url": "https://a.example"}], "/tracking/0/awb"),
        ([{"awb": ""}], "/tracking/0/awb"),
        ([{"awb": "1", "url": "ftp://a.example"}], "/tracking/0/url"),
        ([{"awb": str(n)} for n in range(51)], "/tracking"),
        ("1Z", "/tracking"),
    ],
)
def test_wrong_tracking_is_named(client: Client, tracking: Any, pointer: str):
    order = order_requests.create_order(client)

    answer = ship(client, order, tracking=tracking)

    assert (answer.status, answer.pointers) == (422, [pointer])
    assert order_requests.get_order(client, order) == order


def test_a_new_order_brings_its_tracking_numbers(client: Client):
    shipped = {"items": [{"id": "iid_001", "quantity": 1}], "tracking": MORE}

    order = order_requests.create_order(client, fulfillments=[shipped])

    assert order["fulfillments"][0]["tracking"] == MORE
    assert found_by(client, "1Z-3") == [order["order_id"]]
