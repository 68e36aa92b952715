"""Returns of units that were handed over."""

from typing import Any

import pytest

from tests.integration.http.return_requests import create_return, delivered_order, update_return
from tests.support import order_requests
from tests.support.http_client import Client


@pytest.fixture
def order(client: Client) -> dict[str, Any]:
    return delivered_order(client)


def test_a_return_is_a_part_of_the_order(client: Client, order: dict[str, Any]):
    numbers = [{"awb": "1Z9", "url": "https://courier.example/1Z9"}]

    answer = create_return(client, order, note="Rings twice", tracking=numbers)

    made, after = answer.json["return"], order_requests.get_order(client, order)
    assert (answer.status, answer.json["order"]) == (201, after)
    assert answer.headers["Location"].endswith(f"/{order['order_id']}/returns/{made['id']}")
    assert answer.headers["ETag"] == '"4"'
    (parcel,) = order["fulfillments"]
    assert made == {
        "id": made["id"],
        "status": "requested",
        "items": [
            {
                "id": "iid_001",
                "quantity": 2,
                "reason": "too_small",
                "shipped": [{"fulfillment_id": parcel["id"], "quantity": 2}],
                "received": [],
            }
        ],
        "note": "Rings twice",
        "tracking": numbers,
        "created_at": after["updated_at"],
        "updated_at": after["updated_at"],
    }
    assert made["id"].startswith("ret_")
    assert after["returns"] == [made]
    changed = {"return_status", "returns", "timeline", "updated_at", "version"}
    kept = order.keys() - changed
    assert {name: after[name] for name in kept} == {name: order[name] for name in kept}


def test_a_return_is_received_in_parts(client: Client, order: dict[str, Any]):
    return_ = create_return(client, order).json["return"]

    answers = [
        update_return(client, order, return_, "approve"),
        update_return(client, order, return_, "receive", ("iid_001", 1, "damaged")),
        update_return(client, order, return_, "receive", ("iid_001", 1, "resellable")),
        update_return(client, order, return_, "close"),
    ]

    states = [
        (each.status, each.json["return"]["status"], each.json["order"]["return_status"])
        for each in answers
    ]
    assert states == [
        (200, "approved", "in_progress"),
        (200, "received", "in_progress"),
        (200, "received", "in_progress"),
        (200, "closed", "returned"),
    ]
    assert answers[-1].json["return"]["items"][0]["received"] == [
        {"quantity": 1, "condition": "damaged", "arrived": True},
        {"quantity": 1, "condition": "resellable", "arrived": True},
    ]
    after = order_requests.get_order(client, order)
    assert answers[-1].json["order"] == after
    units = [{"id": "iid_001", "sku": "SKU-iid_001", "quantity": 1}]
    assert [(each["cause"], each["items"]) for each in after["restocks"]] == [("return", units)]
    steps = [(each["type"], each["from"], each["to"]) for each in after["timeline"][3:]]
    assert steps == [
        ("order.return_created", None, "requested"),
        ("order.return_updated", "requested", "approved"),
        ("order.return_updated", "approved", "received"),
        ("order.return_updated", None, None),
        ("order.return_updated", "received", "closed"),
    ]
    assert (after["totals"], after["payment"]) == (order["totals"], order["payment"])


def test_receiving_approves(client: Client, order: dict[str, Any]):
    return_ = create_return(client, order).json["return"]

    answer = update_return(client, order, return_, "receive", ("iid_001", 2, "resellable"))

    assert (answer.status, answer.json["return"]["status"]) == (200, "received")


def test_units_that_did_not_come_can_be_returned_again(client: Client, order: dict[str, Any]):
    return_ = create_return(client, order).json["return"]
    came = [("iid_001", 1, "resellable"), ("iid_001", 1, "missing")]
    update_return(client, order, return_, "receive", *came)
    update_return(client, order, return_, "close")

    both = create_return(client, order)
    one = create_return(client, order, ("iid_001", 1, "unwanted"))

    facts = {"shipped": 2, "in_returns": 1, "returnable": 1, "requested": 2}
    assert (both.status, both.code) == (409, "quantity_exceeds_returnable")
    assert both.json["errors"][0].items() >= facts.items()
    assert one.status == 201


@pytest.mark.parametrize("action", ["reject", "cancel"])
def test_an_ended_return_binds_nothing(client: Client, order: dict[str, Any], action: str):
    return_ = create_return(client, order).json["return"]

    ended = update_return(client, order, return_, action)
    again = update_return(client, order, return_, action)
    late = update_return(client, order, return_, "receive", ("iid_001", 1, "resellable"))

    assert (ended.status, again.status, late.code) == (200, 200, "return_is_final")
    assert ended.json == again.json
    assert ended.json["order"]["return_status"] == "none"
    assert create_return(client, order).status == 201


def test_a_return_keeps_its_parcel(client: Client, order: dict[str, Any]):
    """Of a parcel that is not delivered yet, a courier may still report that it comes back."""
    other = order_requests.create_order(client)
    parcel = order_requests.create_fulfillment(client, other, ("iid_001", 2))
    order_requests.update_fulfillment(client, other, parcel, "in_transit")
    return_ = create_return(client, other).json["return"]
    path = f"/orders/{other['order_id']}"

    refused = client.patch(f"{path}/fulfillments/{parcel['id']}", {"status": "failed"})
    cancelled = client.post(f"{path}/cancel", {"reason": "fraud"})
    update_return(client, other, return_, "cancel")
    lost = client.patch(f"{path}/fulfillments/{parcel['id']}", {"status": "failed"})

    assert (refused.status, refused.code) == (409, "units_in_return")
    assert return_["id"] in refused.json["detail"]
    assert (cancelled.status, cancelled.code) == (409, "already_shipped")
    assert lost.status == 200


def test_a_refund_names_its_return(client: Client, order: dict[str, Any]):
    return_ = create_return(client, order).json["return"]
    path = f"/orders/{order['order_id']}/refunds"
    units = {"items": [{"id": "iid_001", "quantity": 1}], "reason": "Sent back"}

    made = client.post(path, {**units, "return_id": return_["id"]})
    unknown = client.post(path, {**units, "return_id": "ret_9"})

    assert (made.status, made.json["refund"]["return_id"]) == (201, return_["id"])
    assert (unknown.status, unknown.code) == (422, "unknown_return")
    assert unknown.pointers == ["/return_id"]


@pytest.mark.parametrize("action", ["approve", "reject", "close", "cancel"])
def test_a_status_needs_no_body(client: Client, order: dict[str, Any], action: str):
    return_ = create_return(client, order).json["return"]
    if action == "close":
        update_return(client, order, return_, "receive", ("iid_001", 1, "resellable"))
    path = f"/orders/{order['order_id']}/returns/{return_['id']}/{action}"

    assert client.call("POST", path, b"").status == 200
