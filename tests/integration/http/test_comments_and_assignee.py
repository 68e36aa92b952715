"""Comments on an order and its assignee over HTTP."""

from typing import Any

import pytest

from tests.support import order_requests
from tests.support.http_client import Answer, Client

INTERNAL = {"text": "Call first", "visibility": "internal"}


def comment(client: Client, order: dict[str, Any], **changes: Any) -> Answer:
    return client.post(f"/orders/{order['order_id']}/comments", INTERNAL | changes)


def assign(client: Client, order: dict[str, Any], body: Any) -> Answer:
    return client.patch(f"/orders/{order['order_id']}/assignee", body)


@pytest.mark.parametrize("status", ["pending", "delivered", "cancelled", "refunded"])
def test_a_comment_is_an_entry_of_the_timeline(client: Client, status: str):
    order = order_requests.create_order(client, status=status)

    answer = comment(client, order, visibility="customer")

    assert answer.status == 201
    assert answer.json["order"] == order_requests.get_order(client, order)
    assert answer.headers["ETag"] == '"2"'
    entry = answer.json["order"]["timeline"][-1]
    assert (entry["type"], entry["version"]) == ("order.commented", 2)
    assert entry["data"] == {"text": "Call first", "visibility": "customer"}
    assert answer.json["comment"] == {
        **entry["data"],
        **{name: entry[name] for name in ("id", "at", "by")},
    }
    assert answer.headers["Location"].endswith(f"/comments/{entry['id']}")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"text": "Call first"}, "/visibility"),
        ({"visibility": "internal"}, "/text"),
        (INTERNAL | {"text": ""}, "/text"),
        (INTERNAL | {"text": "x" * 2_001}, "/text"),
        (INTERNAL | {"text": None}, "/text"),
        (INTERNAL | {"text": "a\x00"}, "/text"),
        (INTERNAL | {"visibility": "public"}, "/visibility"),
        (INTERNAL | {"by": "me"}, "/by"),
    ],
)
def test_a_wrong_comment_is_refused(client: Client, body: dict[str, Any], pointer: str):
    order = order_requests.create_order(client)

    answer = client.post(f"/orders/{order['order_id']}/comments", body)

    assert (answer.status, answer.code, answer.pointers) == (422, "invalid_fields", [pointer])
    assert order_requests.get_order(client, order) == order


def test_a_comment_has_up_to_2000_characters(client: Client):
    order = order_requests.create_order(client)

    answer = comment(client, order, text="é" * 2_000)

    assert answer.json["comment"]["text"] == "é" * 2_000


@pytest.mark.parametrize("status", ["pending", "delivered", "cancelled", "refunded"])
def test_an_order_is_assigned_and_freed(client: Client, status: str):
    order = order_requests.create_order(client, status=status)

    assigned = assign(client, order, {"user_id": "usr_1"})
    again = assign(client, order, {"user_id": "usr_1"})
    freed = assign(client, order, {"user_id": None})

    assert [each.status for each in (assigned, again, freed)] == [200] * 3
    assert again.json == assigned.json
    assert (assigned.json["assignee"], freed.json["assignee"]) == ("usr_1", None)
    assert freed.json == order_requests.get_order(client, order)
    assert [entry["data"] for entry in freed.json["timeline"][1:]] == [
        {"previous": None, "assignee": "usr_1"},
        {"previous": "usr_1", "assignee": None},
    ]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/user_id"),
        ({"user_id": ""}, "/user_id"),
        ({"user_id": "a b"}, "/user_id"),
        ({"user_id": 7}, "/user_id"),
        ({"user_id": "x" * 65}, "/user_id"),
        ({"user_id": "usr_1", "name": "Maria"}, "/name"),
    ],
)
def test_a_wrong_assignee_is_refused(client: Client, body: dict[str, Any], pointer: str):
    order = order_requests.create_order(client)

    answer = assign(client, order, body)
    bulk = client.patch(
        "/orders/bulk", {"order_ids": [order["order_id"]], "action": "assign", "data": body}
    )

    assert (answer.status, answer.pointers) == (422, [pointer])
    assert (bulk.status, bulk.pointers) == (422, [f"/data{pointer}"])
    assert order_requests.get_order(client, order) == order


def test_many_orders_are_assigned_at_once(client: Client):
    ids = ["a", "b", "c"]
    for id, status in zip(ids, ["pending", "delivered", "cancelled"], strict=True):
        order_requests.create_order(client, order_id=id, status=status)
    assign(client, {"order_id": "c"}, {"user_id": "usr_1"})

    answer = client.patch(
        "/orders/bulk",
        {"order_ids": [*ids, "d"], "action": "assign", "data": {"user_id": "usr_1"}},
    )

    assert (answer.json["updated_orders"], answer.json["success"]) == (ids, False)
    assert [each["code"] for each in answer.json["failed"]] == ["order_not_found"]
    kept = [order_requests.get_order(client, {"order_id": id}) for id in ids]
    assert [(each["assignee"], each["version"]) for each in kept] == [("usr_1", 2)] * 3
