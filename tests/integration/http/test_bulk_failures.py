from typing import Any

import pytest

from tests.support import order_requests
from tests.support.http_client import Client

SHIP = {"action": "update_status", "data": {"status": "shipped"}}


def mixed(client: Client, other: Client) -> list[str]:
    """Create two orders that accept the new status and three that do not; return the ids."""
    order_requests.create_order(client, order_id="open_1")
    order_requests.create_order(client, order_id="closed", status="delivered")
    order_requests.create_order(other, order_id="theirs")
    order_requests.create_order(client, order_id="open_2")
    return ["closed", "open_2", "theirs", "missing", "open_1"]


def details(client: Client) -> dict[str, Any]:
    found = client.get("/orders?limit=100").json["orders"]
    return {order["order_id"]: order_requests.get_order(client, order) for order in found}


def test_refused_orders_are_in_failed_others_updated(client: Client, other: Client):
    ids = mixed(client, other)

    answer = client.patch("/orders/bulk", {"order_ids": ids, **SHIP})

    assert answer.status == 200
    assert answer.json.keys() == {"success", "updated_count", "failed", "updated_orders"}
    assert answer.json["success"] is False
    assert answer.json["updated_count"] == 2
    assert answer.json["updated_orders"] == ["open_2", "open_1"]
    assert all(
        failure.keys() == {"order_id", "code", "message"} for failure in answer.json["failed"]
    )
    assert {failure["order_id"]: failure["code"] for failure in answer.json["failed"]} == {
        "closed": "order_is_closed",
        "theirs": "order_not_found",
        "missing": "order_not_found",
    }
    assert order_requests.get_order(client, {"order_id": "open_1"})["status"] == "shipped"
    assert order_requests.get_order(other, {"order_id": "theirs"})["version"] == 1


def test_atomic_bulk_with_a_failure_changes_nothing(client: Client, other: Client):
    ids = mixed(client, other)
    before = details(client)

    atomic = client.patch("/orders/bulk", {"order_ids": ids, **SHIP, "atomic": True})
    unchanged = details(client)
    each = client.patch("/orders/bulk", {"order_ids": ids, **SHIP})

    assert (atomic.status, atomic.code) == (409, "bulk_failed")
    assert atomic.headers["Content-Type"] == "application/problem+json"
    assert unchanged == before
    assert atomic.json["failed"] == each.json["failed"]


def test_atomic_bulk_without_failure_updates_all(client: Client):
    order_requests.create_order(client, order_id="a")
    order_requests.create_order(client, order_id="b")

    answer = client.patch("/orders/bulk", {"order_ids": ["b", "a"], **SHIP, "atomic": True})

    assert answer.json["updated_orders"] == ["b", "a"]
    assert {order["status"] for order in details(client).values()} == {"shipped"}


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("pending", "nothing_to_fulfill"),
        ("cancelled", "order_is_closed"),
        ("delivered", "order_is_closed"),
        ("refunded", "order_is_closed"),
    ],
)
def test_bulk_fulfill_gives_reason_for_nothing_to_ship(client: Client, status: str, code: str):
    order = order_requests.create_order(client)
    shipment = order_requests.create_fulfillment(client, order, ("iid_001", 2), ("iid_002", 1))
    if status != "pending":
        order_requests.update_fulfillment(client, order, shipment, "delivered")
        order_requests.set_status(client, order, status)

    body = {"order_ids": [order["order_id"]], "action": "fulfill", "data": {}}
    answer = client.patch("/orders/bulk", body)

    assert answer.json["success"] is False
    assert [failure["code"] for failure in answer.json["failed"]] == [code]


@pytest.mark.parametrize("is_warm", [False, True], ids=["cold cache", "warm cache"])
@pytest.mark.parametrize(
    "action",
    [
        SHIP,
        {"action": "add_tags", "data": {"tags": ["x"]}},
        {"action": "remove_tags", "data": {"tags": ["x"]}},
        {"action": "fulfill", "data": {}},
    ],
    ids=lambda action: action["action"],
)
def test_other_domains_order_fails_like_a_missing_one(
    client: Client, other: Client, action: dict[str, Any], is_warm: bool
):
    body = {"order_ids": ["ord_1"], **action}
    missing = client.patch("/orders/bulk", body)
    theirs = order_requests.create_order(other, order_id="ord_1", tags=["x"])
    if is_warm:
        order_requests.get_order(other, theirs)

    answer = client.patch("/orders/bulk", body)

    assert answer.body == missing.body
    assert answer.json["failed"][0]["code"] == "order_not_found"
    assert order_requests.get_order(other, theirs) == theirs
