from typing import Any

import pytest

from tests.support import order_requests
from tests.support.http_client import Client

ONE_UNIT = [order_requests.line_document("iid_001", "Alfredo Pasta", 1, 300)]
ACTIONS = "cancel items_cancel fulfill refund hold edit comment assign".split()
STATUSES = "pending confirmed processing shipped delivered cancelled refunded".split()


def actions(client: Client, order: dict[str, Any]) -> dict[str, Any]:
    answer = client.get(f"/orders/{order['order_id']}/actions")
    assert answer.status == 200
    found: dict[str, Any] = answer.json
    return found


def test_actions_cover_every_status_and_action(client: Client):
    found = actions(client, order_requests.create_order(client))

    assert found["status"].keys() == set(STATUSES)
    nothing_to_return, nothing_to_release = found.pop("return"), found.pop("release")
    assert nothing_to_return["code"] == "quantity_exceeds_returnable"
    assert nothing_to_return["reason"].startswith("No unit can be returned")
    assert nothing_to_release == {
        "allowed": False,
        "code": "hold_not_found",
        "reason": "The order has no open hold.",
    }
    answers = [*found["status"].values(), *(found[name] for name in ACTIONS)]
    assert answers == [{"allowed": True, "code": None, "reason": None}] * len(answers)
    assert found["cancel_reasons"] == ["customer_request", "out_of_stock", "fraud", "other"]
    assert found.keys() == {"order_id", "version", "status", *ACTIONS, "cancel_reasons"}


@pytest.mark.parametrize("status", ["delivered", "cancelled"])
def test_closed_order_gives_reasons(client: Client, status: str):
    found = actions(client, order_requests.create_order(client, status=status))

    refused = [*found["status"].values(), found["fulfill"], found["edit"]]
    assert {each["code"] for each in refused} == {"order_is_closed"}
    assert all(each["allowed"] is False and each["reason"] for each in refused)


@pytest.mark.parametrize(
    ("name", "changes", "code"),
    [
        ("cancel", {"status": "shipped"}, "already_shipped"),
        ("cancel", {"status": "delivered"}, "already_delivered"),
        ("refund", {"payment": order_requests.UNPAID}, "payment_not_refundable"),
        ("refund", {"payment": order_requests.AUTHORIZED}, "payment_not_refundable"),
        ("fulfill", {"status": "refunded"}, "order_is_closed"),
        ("edit", {"status": "refunded"}, "order_is_closed"),
        ("items_cancel", {"items": ONE_UNIT}, "nothing_would_remain"),
    ],
)
def test_refused_action_has_the_operations_code(
    client: Client, name: str, changes: dict[str, Any], code: str
):
    found = actions(client, order_requests.create_order(client, **changes))

    assert found[name]["allowed"] is False
    assert found[name]["code"] == code
    assert found[name]["reason"]


def test_fulfilled_order_cannot_be_fulfilled_again(client: Client):
    order = order_requests.create_order(client)
    order_requests.create_fulfillment(client, order, ("iid_001", 2), ("iid_002", 1))

    assert actions(client, order)["fulfill"]["code"] == "nothing_to_fulfill"

    assert actions(client, order)["items_cancel"]["code"] == "nothing_to_cancel"


def test_units_can_be_returned_once(client: Client):
    order = order_requests.create_order(client)
    order_requests.create_fulfillment(client, order)
    before = actions(client, order)["return"]
    order_requests.set_status(client, order, "shipped")
    shipped = actions(client, order)["return"]

    one = [{"id": "iid_001", "quantity": 1, "reason": "unwanted"}]
    assert client.post(f"/orders/{order['order_id']}/returns", {"items": one}).status == 201

    after = actions(client, order)["return"]
    assert before["code"] == after["code"] == "quantity_exceeds_returnable"
    assert shipped == {"allowed": True, "code": None, "reason": None}


def test_shipped_units_of_an_unpaid_order_can_be_refunded(client: Client):
    order = order_requests.create_order(client, payment=order_requests.UNPAID)
    before = actions(client, order)["refund"]
    order_requests.create_fulfillment(client, order)
    order_requests.set_status(client, order, "shipped")

    assert before["code"] == "payment_not_refundable"
    assert actions(client, order)["refund"]["allowed"] is True


def test_order_set_to_cancelled_can_be_cancelled(client: Client):
    order = order_requests.create_order(client)
    order_requests.set_status(client, order, "cancelled")
    before = actions(client, order)
    client.post(f"/orders/{order['order_id']}/cancel", {"reason": "fraud", "refund": True})
    after = actions(client, order)

    assert (before["cancel"]["allowed"], before["refund"]["allowed"]) == (True, True)
    assert after["cancel"]["code"] == "already_cancelled"
    assert after["refund"]["code"] == "payment_not_refundable"


def test_a_voided_payment_that_is_paid_can_be_refunded(client: Client):
    order = order_requests.create_order(client, payment=order_requests.AUTHORIZED)
    path = f"/orders/{order['order_id']}"
    client.post(f"{path}/cancel", {"reason": "fraud"})
    before = actions(client, order)["refund"]

    client.patch(f"{path}/payment", {"status": "paid", "amount_captured": 250})

    assert (before["allowed"], before["code"]) == (False, "payment_not_refundable")
    assert actions(client, order)["refund"]["allowed"] is True


@pytest.mark.parametrize("status", ["pending", "shipped", "delivered", "refunded"])
def test_allowed_actions_match_the_operations(client: Client, status: str):
    order = order_requests.create_order(client, status=status)
    said = actions(client, order)
    path = f"/orders/{order['order_id']}"

    dry = {
        target: client.patch(f"{path}/status?dry_run=true", {"status": target})
        for target in STATUSES
    }
    cancel = client.post(f"{path}/cancel?dry_run=true", {"reason": "fraud"})
    one = {"items": [{"id": "iid_001", "quantity": 1}], "reason": "fraud"}
    units = client.post(f"{path}/items/cancel?dry_run=true", one)
    edit = client.post(f"{path}/edits?dry_run=true", {"shipping_total": 20})

    assert {target: answer.status == 200 for target, answer in dry.items()} == {
        target: each["allowed"] for target, each in said["status"].items()
    }
    assert (cancel.status == 200) is said["cancel"]["allowed"]
    assert (units.status == 200) is said["items_cancel"]["allowed"]
    assert (edit.status == 200) is said["edit"]["allowed"]
