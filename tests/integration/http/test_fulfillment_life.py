from typing import Any

import pytest

from tests.support import order_requests
from tests.support.http_client import Answer, Client

FORWARD = ["pending", "in_transit", "out_for_delivery", "delivered"]
FINAL = ["delivered", "failed", "returned", "cancelled"]


def fulfillment_at(client: Client, status: str) -> tuple[dict[str, Any], str]:
    """Make an order with a fulfillment of one unit in that status; return it and the path."""
    order = order_requests.created(client)
    fulfillment = order_requests.shipped(client, order)
    if status != "pending":
        order_requests.moved(client, order, fulfillment, status)
    return order, f"/orders/{order['order_id']}/fulfillments/{fulfillment['id']}"


def cancel(client: Client, path: str) -> Answer:
    return client.call("POST", f"{path}/cancel")


@pytest.mark.parametrize(
    ("status", "target"),
    [(a, b) for n, a in enumerate(FORWARD) for b in [*FORWARD[n + 1 :], *FINAL] if a not in FINAL],
)
def test_a_fulfillment_goes_forward_and_may_skip(client: Client, status: str, target: str):
    order, path = fulfillment_at(client, status)

    answer = client.patch(path, {"status": target})

    assert answer.status == 200
    assert answer.json.keys() == {"fulfillment", "order"}
    assert answer.json["fulfillment"]["status"] == target
    assert answer.json["order"] == order_requests.now_is(client, order)


@pytest.mark.parametrize(
    ("status", "target"),
    [(a, b) for n, a in enumerate(FORWARD[:3]) for b in FORWARD[:n]],
)
def test_a_fulfillment_never_goes_back(client: Client, status: str, target: str):
    order, path = fulfillment_at(client, status)
    before = order_requests.now_is(client, order)

    answer = client.patch(path, {"status": target})

    assert (answer.status, answer.code) == (409, "transition_not_allowed")
    assert order_requests.now_is(client, order) == before


@pytest.mark.parametrize(
    ("status", "target"),
    [
        (a, b)
        for a in FINAL
        for b in [*FORWARD, *FINAL]
        if a != b and (a, b) != ("failed", "returned")
    ],
)
def test_a_fulfillment_that_has_ended_stays_as_it_is(client: Client, status: str, target: str):
    order, path = fulfillment_at(client, status)
    before = order_requests.now_is(client, order)

    answer = client.patch(path, {"status": target})

    assert (answer.status, answer.code) == (409, "fulfillment_is_final")
    assert order_requests.now_is(client, order) == before


def test_a_parcel_that_was_lost_may_come_back(client: Client):
    order, path = fulfillment_at(client, "failed")

    answer = client.patch(path, {"status": "returned"})

    assert (answer.status, answer.json["fulfillment"]["status"]) == (200, "returned")
    assert order_requests.now_is(client, order)["fulfillments"] == [answer.json["fulfillment"]]


@pytest.mark.parametrize("status", [*FORWARD, *FINAL[1:]])
def test_its_own_status_again_makes_no_version(client: Client, status: str):
    order, path = fulfillment_at(client, status)
    before = order_requests.now_is(client, order)

    answer = client.patch(path, {"status": status})

    assert answer.status == 200
    assert order_requests.now_is(client, order) == before


@pytest.mark.parametrize(
    ("status", "remaining"),
    [(status, 1) for status in FORWARD] + [(status, 2) for status in FINAL[1:]],
)
def test_only_one_that_ends_without_delivery_gives_its_units_back(
    client: Client, status: str, remaining: int
):
    order, _ = fulfillment_at(client, status)

    line = order_requests.now_is(client, order)["items"][0]

    assert line["remaining_quantity"] == remaining
    assert line["fulfilled_quantity"] == 2 - remaining


@pytest.mark.parametrize("status", ["pending", "in_transit", "out_for_delivery"])
def test_cancelling_gives_the_units_back_once_and_is_no_change_the_second_time(
    client: Client, status: str
):
    order, path = fulfillment_at(client, status)

    first, second = cancel(client, path), cancel(client, path)

    assert (first.status, second.status) == (200, 200)
    assert first.json == second.json
    assert first.json["fulfillment"]["status"] == "cancelled"
    assert first.json["order"]["items"][0]["remaining_quantity"] == 2
    assert first.json["order"]["timeline"][-1]["type"] == "order.fulfillment_cancelled"
    assert order_requests.now_is(client, order) == first.json["order"]


@pytest.mark.parametrize("status", ["delivered", "failed", "returned"])
def test_cancelling_one_that_has_ended_otherwise_is_refused(client: Client, status: str):
    order, path = fulfillment_at(client, status)
    before = order_requests.now_is(client, order)

    answer = cancel(client, path)

    assert (answer.status, answer.code) == (409, "fulfillment_is_final")
    assert order_requests.now_is(client, order) == before


def test_units_that_came_back_can_be_shipped_again(client: Client):
    order, path = fulfillment_at(client, "pending")
    cancel(client, path)

    order_requests.shipped(client, order, ("iid_001", 2), ("iid_002", 1))

    assert order_requests.now_is(client, order)["fulfillment_status"] == "fulfilled"
