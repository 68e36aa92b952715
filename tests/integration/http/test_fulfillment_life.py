from typing import Any

import pytest

from tests.support import order_requests
from tests.support.http_client import Answer, Client

FORWARD = ["pending", "in_transit", "out_for_delivery", "delivered"]
FINAL = ["delivered", "failed", "returned", "cancelled"]


def fulfillment_at(client: Client, status: str) -> tuple[dict[str, Any], str]:
    """Create an order and a one-unit fulfillment in this status; return the order and the path."""
    order = order_requests.create_order(client)
    fulfillment = order_requests.create_fulfillment(client, order)
    if status != "pending":
        order_requests.update_fulfillment(client, order, fulfillment, status)
    return order, f"/orders/{order['order_id']}/fulfillments/{fulfillment['id']}"


def cancel(client: Client, path: str) -> Answer:
    return client.call("POST", f"{path}/cancel")


@pytest.mark.parametrize(
    ("status", "target"),
    [(a, b) for n, a in enumerate(FORWARD) for b in [*FORWARD[n + 1 :], *FINAL] if a not in FINAL],
)
def test_fulfillment_moves_forward_and_may_skip(client: Client, status: str, target: str):
    order, path = fulfillment_at(client, status)

    answer = client.patch(path, {"status": target})

    assert answer.status == 200
    assert answer.json.keys() == {"fulfillment", "order"}
    assert answer.json["fulfillment"]["status"] == target
    assert answer.json["order"] == order_requests.get_order(client, order)


@pytest.mark.parametrize(
    ("status", "target"),
    [(a, b) for n, a in enumerate(FORWARD[:3]) for b in FORWARD[:n]],
)
def test_fulfillment_never_moves_back(client: Client, status: str, target: str):
    order, path = fulfillment_at(client, status)
    before = order_requests.get_order(client, order)

    answer = client.patch(path, {"status": target})

    assert (answer.status, answer.code) == (409, "transition_not_allowed")
    assert order_requests.get_order(client, order) == before


@pytest.mark.parametrize(
    ("status", "target"),
    [
        (a, b)
        for a in FINAL
        for b in [*FORWARD, *FINAL]
        if a != b and (a, b) != ("failed", "returned")
    ],
)
def test_ended_fulfillment_cannot_change(client: Client, status: str, target: str):
    order, path = fulfillment_at(client, status)
    before = order_requests.get_order(client, order)

    answer = client.patch(path, {"status": target})

    assert (answer.status, answer.code) == (409, "fulfillment_is_final")
    assert order_requests.get_order(client, order) == before


def test_failed_fulfillment_can_be_returned(client: Client):
    order, path = fulfillment_at(client, "failed")

    answer = client.patch(path, {"status": "returned"})

    assert (answer.status, answer.json["fulfillment"]["status"]) == (200, "returned")
    assert order_requests.get_order(client, order)["fulfillments"] == [answer.json["fulfillment"]]


@pytest.mark.parametrize("status", [*FORWARD, *FINAL[1:]])
def test_same_fulfillment_status_makes_no_version(client: Client, status: str):
    order, path = fulfillment_at(client, status)
    before = order_requests.get_order(client, order)

    answer = client.patch(path, {"status": status})

    assert answer.status == 200
    assert order_requests.get_order(client, order) == before


@pytest.mark.parametrize(
    ("status", "remaining"),
    [(status, 1) for status in FORWARD] + [(status, 2) for status in FINAL[1:]],
)
def test_undelivered_end_releases_units(client: Client, status: str, remaining: int):
    order, _ = fulfillment_at(client, status)

    line = order_requests.get_order(client, order)["items"][0]

    assert line["remaining_quantity"] == remaining
    assert line["fulfilled_quantity"] == 2 - remaining


@pytest.mark.parametrize("status", ["pending", "in_transit", "out_for_delivery"])
def test_cancel_fulfillment_releases_units_once(client: Client, status: str):
    order, path = fulfillment_at(client, status)

    first, second = cancel(client, path), cancel(client, path)

    assert (first.status, second.status) == (200, 200)
    assert first.json == second.json
    assert first.json["fulfillment"]["status"] == "cancelled"
    assert first.json["order"]["items"][0]["remaining_quantity"] == 2
    assert first.json["order"]["timeline"][-1]["type"] == "order.fulfillment_cancelled"
    assert order_requests.get_order(client, order) == first.json["order"]


@pytest.mark.parametrize("status", ["delivered", "failed", "returned"])
def test_ended_fulfillment_cannot_be_cancelled(client: Client, status: str):
    order, path = fulfillment_at(client, status)
    before = order_requests.get_order(client, order)

    answer = cancel(client, path)

    assert (answer.status, answer.code) == (409, "fulfillment_is_final")
    assert order_requests.get_order(client, order) == before


def test_returned_units_can_be_shipped_again(client: Client):
    order, path = fulfillment_at(client, "pending")
    cancel(client, path)

    order_requests.create_fulfillment(client, order, ("iid_001", 2), ("iid_002", 1))

    assert order_requests.get_order(client, order)["fulfillment_status"] == "fulfilled"
