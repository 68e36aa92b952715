from typing import Any

from tests.support import order_requests
from tests.support.http_client import Answer, Client

# The contract's response, typed out.
KEYS = {"success", "updated_count", "failed", "updated_orders"}


def bulk(client: Client, ids: list[str], action: str, **data: Any) -> Answer:
    return client.patch("/orders/bulk", {"order_ids": ids, "action": action, "data": data})


def several(client: Client, *ids: str, **changes: Any) -> list[dict[str, Any]]:
    return [order_requests.create_order(client, order_id=id, **changes) for id in ids]


def test_contract_example_request_gets_its_response(client: Client):
    several(client, "ord_1", "ord_2", "ord_3")

    ids = ["ord_1", "ord_2", "ord_3"]
    answer = bulk(client, ids, "update_status", status="processing", notify_customers=False)

    assert answer.status == 200
    assert answer.json == {
        "success": True,
        "updated_count": 3,
        "failed": [],
        "updated_orders": ["ord_1", "ord_2", "ord_3"],
    }


def test_updated_orders_keep_request_order_without_repeats(client: Client):
    several(client, "ord_1", "ord_2", "ord_3")

    ids = ["ord_3", "ord_1", "ord_3", "ord_2", "ord_1"]
    answer = bulk(client, ids, "add_tags", tags=["gift"])

    assert answer.json["updated_orders"] == ["ord_3", "ord_1", "ord_2"]
    assert answer.json["updated_count"] == 3
    assert order_requests.get_order(client, {"order_id": "ord_3"})["version"] == 2


def test_each_order_gets_a_version_and_timeline_entry(client: Client):
    made = several(client, "ord_1", "ord_2")

    data = {"status": "confirmed", "note": "All at once", "notify_customers": True}
    bulk(client, ["ord_1", "ord_2"], "update_status", **data)

    after = [order_requests.get_order(client, order) for order in made]
    entries = [order["timeline"][-1] for order in after]
    assert [order["version"] for order in after] == [2, 2]
    assert [(entry["from"], entry["to"]) for entry in entries] == [("pending", "confirmed")] * 2
    assert {entry["note"] for entry in entries} == {"All at once"}
    assert all(entry["notified"] for entry in entries)
    assert entries[0]["id"] != entries[1]["id"]


def test_unchanged_order_counts_as_updated(client: Client):
    several(client, "ord_1", tags=["gift"])
    several(client, "ord_2")

    answers = [
        bulk(client, ["ord_1", "ord_2"], "add_tags", tags=["gift"]),
        bulk(client, ["ord_1", "ord_2"], "remove_tags", tags=["rush"]),
        bulk(client, ["ord_1", "ord_2"], "update_status", status="pending"),
    ]

    assert {answer.json["updated_count"] for answer in answers} == {2}
    assert order_requests.get_order(client, {"order_id": "ord_1"})["version"] == 1
    assert order_requests.get_order(client, {"order_id": "ord_2"})["version"] == 2


def test_tags_can_change_on_closed_orders(client: Client):
    several(client, "ord_1", status="delivered", tags=["b", "a"])

    bulk(client, ["ord_1"], "add_tags", tags=["c", "a", "c"])
    added = order_requests.get_order(client, {"order_id": "ord_1"})
    bulk(client, ["ord_1"], "remove_tags", tags=["b", "x"])
    removed = order_requests.get_order(client, {"order_id": "ord_1"})

    assert sorted(added["tags"]) == ["a", "b", "c"]
    assert sorted(removed["tags"]) == ["a", "c"]
    assert removed["timeline"][-1]["type"] == "order.tags_changed"


def test_bulk_fulfill_ships_all_remaining_units(client: Client):
    first, second = several(client, "ord_1", "ord_2")
    order_requests.create_fulfillment(client, first)

    data = {"shipping_method": "Courier", "awb": "1Z", "tracking_url": "https://courier.example/"}
    answer = bulk(client, ["ord_1", "ord_2"], "fulfill", **data)

    after = [order_requests.get_order(client, order) for order in (first, second)]
    made = [order["fulfillments"][-1] for order in after]
    assert answer.json["updated_count"] == 2
    assert [order["fulfillment_status"] for order in after] == ["fulfilled"] * 2
    assert made[0]["items"] == [{"id": "iid_001", "quantity": 1}, {"id": "iid_002", "quantity": 1}]
    assert made[1]["items"] == [{"id": "iid_001", "quantity": 2}, {"id": "iid_002", "quantity": 1}]
    assert {(f["shipping_method"], f["awb"], f["tracking_url"]) for f in made} == {
        ("Courier", "1Z", "https://courier.example/")
    }


def test_bulk_fulfill_needs_no_data(client: Client):
    several(client, "ord_1")

    answer = client.patch("/orders/bulk", {"order_ids": ["ord_1"], "action": "fulfill"})

    assert answer.status == 200
    assert answer.json["success"] is True


def test_bulk_cancelled_status_cancels_fulfillments(client: Client):
    [order] = several(client, "ord_1")
    order_requests.create_fulfillment(client, order)

    bulk(client, ["ord_1"], "update_status", status="cancelled")

    after = order_requests.get_order(client, order)
    assert after["status"] == "cancelled"
    assert after["fulfillments"][0]["status"] == "cancelled"


def test_bulk_accepts_a_thousand_orders(client: Client):
    several(client, "ord_1")
    ids = [f"ord_{n}" for n in range(1, 1_001)]

    answer = bulk(client, ids, "update_status", status="processing")

    assert answer.status == 200
    assert answer.json.keys() == KEYS
    assert (answer.json["updated_count"], len(answer.json["failed"])) == (1, 999)
