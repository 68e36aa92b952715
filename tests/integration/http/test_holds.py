"""Holds over HTTP: of an order or of lines, by handle, and in bulk."""

from typing import Any

import pytest

from tests.support import order_requests
from tests.support.http_client import Answer, Client

FAR = "2100-01-01T00:00:00Z"


def hold(client: Client, order: dict[str, Any], **body: Any) -> Answer:
    return client.post(f"/orders/{order['order_id']}/holds", {"reason": "fraud_risk", **body})


def release(client: Client, order: dict[str, Any], id: str) -> Answer:
    return client.call("DELETE", f"/orders/{order['order_id']}/holds/{id}", b"{}")


def bulk(client: Client, order: dict[str, Any], action: str, **data: Any) -> Answer:
    body = {"order_ids": [order["order_id"]], "action": action, "data": data}
    return client.patch("/orders/bulk", body)


def test_a_hold_answers_with_itself_and_the_order(client: Client):
    order = order_requests.create_order(client)

    answer = hold(client, order, items=["iid_002"], note="Call", until=FAR, handle="a")

    made = answer.json["hold"]
    assert (answer.status, answer.headers["ETag"]) == (201, '"2"')
    assert answer.headers["Location"].endswith(f"/holds/{made['id']}")
    assert made == {
        "id": made["id"],
        "reason": "fraud_risk",
        "note": "Call",
        "items": ["iid_002"],
        "until": FAR,
        "handle": "a",
        "created_at": made["created_at"],
    }
    assert answer.json["order"] == order_requests.get_order(client, order)
    assert answer.json["order"]["holds"] == [made]


def test_a_held_line_is_refused_until_its_release(client: Client):
    order = order_requests.create_order(client)
    made = hold(client, order, items=["iid_002"], handle="a").json["hold"]
    path = f"/orders/{order['order_id']}/fulfillments"
    both = {"items": [{"id": "iid_001", "quantity": 1}, {"id": "iid_002", "quantity": 1}]}

    refused = client.post(path, both)

    assert (refused.status, refused.json["code"]) == (409, "on_hold")
    (problem,) = refused.json["errors"]
    assert problem == {
        "pointer": "/items/1/id",
        "code": "on_hold",
        "detail": f"Hold {made['id']} (fraud_risk) holds iid_002: "
        "release it, or fulfill other lines.",
        "hold_id": made["id"],
        "reason": "fraud_risk",
        "handle": "a",
        "item": "iid_002",
    }
    answer = release(client, order, made["id"])
    assert (answer.status, answer.json["hold"], answer.json["order"]["holds"]) == (200, made, [])
    assert client.post(path, both).status == 201
    again = release(client, order, made["id"])
    assert (again.status, again.json["code"]) == (404, "hold_not_found")


def test_the_same_handle_is_the_same_hold(client: Client):
    order = order_requests.create_order(client)
    first = hold(client, order, handle="a")

    again = hold(client, order, handle="a", reason="other")

    assert (again.status, again.json) == (200, first.json)
    assert "Location" not in again.headers


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"items": ["iid_009"]}, "/items/0", "unknown_item"),
        ({"items": ["iid_001", "iid_001"]}, "/items/1", "duplicate_item"),
        ({"until": "2020-01-01T00:00:00Z"}, "/until", "is_past"),
        ({"items": []}, "/items", "out_of_range"),
        ({"until": "tomorrow"}, "/until", "invalid"),
        ({"reason": "because"}, "/reason", "unknown_value"),
        ({"handle": ""}, "/handle", "out_of_range"),
        ({"ends": FAR}, "/ends", "unknown_field"),
    ],
)
def test_a_wrong_hold_names_its_field(
    client: Client, body: dict[str, Any], pointer: str, code: str
):
    order = order_requests.create_order(client)

    answer = hold(client, order, **body)

    assert (answer.status, answer.pointers) == (422, [pointer])
    assert [each["code"] for each in answer.json["errors"]] == [code]
    assert order_requests.get_order(client, order) == order


def test_a_cancelled_order_is_not_held(client: Client):
    order = order_requests.create_order(client, status="cancelled")

    answer = hold(client, order)

    assert (answer.status, answer.json["code"]) == (409, "order_is_closed")


@pytest.mark.parametrize("by_status", [True, False])
def test_cancelling_releases_the_holds(client: Client, by_status: bool):
    order = order_requests.create_order(client)
    ids = [hold(client, order, **more).json["hold"]["id"] for more in ({}, {"items": ["iid_001"]})]

    if by_status:
        order_requests.set_status(client, order, "cancelled")
    else:
        client.post(f"/orders/{order['order_id']}/cancel", {"reason": "fraud"})

    after = order_requests.get_order(client, order)
    assert (after["version"], after["holds"]) == (4, [])
    assert after["timeline"][-1]["data"]["released_holds"] == ids


def test_held_orders_are_listed(client: Client):
    order = order_requests.create_order(client)
    assert client.get("/orders?held=true").json["orders"] == []
    made = hold(client, order).json["hold"]

    assert len(client.get("/orders?held=true").json["orders"]) == 1
    release(client, order, made["id"])
    assert client.get("/orders?held=true").json["orders"] == []


def test_bulk_hold_and_release(client: Client):
    order = order_requests.create_order(client)

    held = bulk(client, order, "hold", reason="out_of_stock", until=FAR, handle="flood")
    refused = bulk(client, order, "fulfill")
    released = bulk(client, order, "release", handle="flood")
    shipped = bulk(client, order, "fulfill")

    assert [each.json["success"] for each in (held, refused, released, shipped)] == [
        True,
        False,
        True,
        True,
    ]
    (failed,) = refused.json["failed"]
    assert failed["code"] == "nothing_to_fulfill"
    assert "is not on hold: release its hold" in failed["message"]
    types = [each["type"] for each in order_requests.get_order(client, order)["timeline"]]
    assert types[-3:] == ["order.held", "order.released", "order.fulfillment_created"]


def test_bulk_fulfill_leaves_held_lines(client: Client):
    order = order_requests.create_order(client)
    hold(client, order, items=["iid_001"])

    assert bulk(client, order, "fulfill").json["success"]

    lines = order_requests.get_order(client, order)["items"]
    assert [line["remaining_quantity"] for line in lines] == [2, 0]
