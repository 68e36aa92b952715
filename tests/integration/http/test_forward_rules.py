import pytest

from tests.support import order_requests
from tests.support.http_client import Client
from tests.support.server_process import Server

# The contract's transitions as a table.
FORWARD = {
    "pending": "confirmed processing shipped delivered cancelled",
    "confirmed": "processing shipped delivered cancelled refunded",
    "processing": "shipped delivered cancelled refunded",
    "shipped": "delivered refunded",
    "delivered": "refunded",
    "cancelled": "",
    "refunded": "",
}


@pytest.fixture
def client(forward: Server) -> Client:
    return forward.client()


@pytest.mark.parametrize("target", FORWARD)
@pytest.mark.parametrize("status", FORWARD)
def test_status_only_moves_forward(client: Client, status: str, target: str):
    order = order_requests.create_order(client, status=status)

    answer = client.patch(f"/orders/{order['order_id']}/status", {"status": target})

    if not FORWARD[status]:
        assert (answer.status, answer.code) == (409, "order_is_closed")
    elif target == status:
        assert (answer.status, answer.json["version"]) == (200, 1)
    elif target in FORWARD[status].split():
        assert (answer.status, answer.json["status"]) == (200, target)
    else:
        assert (answer.status, answer.code) == (409, "transition_not_allowed")


def test_actions_and_bulk_follow_the_forward_rules(client: Client):
    order = order_requests.create_order(client, status="shipped")

    actions = client.get(f"/orders/{order['order_id']}/actions").json["status"]
    bulk = client.patch(
        "/orders/bulk",
        {
            "order_ids": [order["order_id"]],
            "action": "update_status",
            "data": {"status": "pending"},
        },
    ).json

    assert {status for status in actions if actions[status]["allowed"]} == {
        "shipped",
        "delivered",
        "refunded",
    }
    assert actions["pending"]["code"] == "transition_not_allowed"
    assert bulk["failed"][0]["code"] == "transition_not_allowed"


def test_transition_is_checked_before_the_payment(client: Client):
    order = order_requests.create_order(client, status="refunded", payment=order_requests.UNPAID)

    cancel = {"reason": "fraud", "refund": True}
    answer = client.post(f"/orders/{order['order_id']}/cancel", cancel)

    assert (answer.status, answer.code) == (409, "transition_not_allowed")


def test_already_shipped_is_checked_before_the_transition(client: Client):
    order = order_requests.create_order(client, status="shipped")

    answer = client.post(f"/orders/{order['order_id']}/cancel", {"reason": "fraud"})

    assert (answer.status, answer.code) == (409, "already_shipped")
