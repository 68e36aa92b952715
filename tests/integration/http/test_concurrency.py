from collections import Counter
from functools import partial
from typing import Any

import pytest

from tests.integration.http.races import Call, at_once, fulfillment_of
from tests.support import order_requests
from tests.support.http_client import Client


def cancellation_of(client: Client, order: dict[str, Any]) -> Call:
    body = {"reason": "fraud", "refund": True, "restock": True}
    return lambda: client.post(f"/orders/{order['order_id']}/cancel", body)


def tagging(client: Client, ids: list[str], tag: str) -> Call:
    body = {"order_ids": ids, "action": "add_tags", "data": {"tags": [tag]}}
    return lambda: client.patch("/orders/bulk", body)


@pytest.mark.parametrize("attempt", range(3))
def test_concurrent_fulfillments_ship_the_last_unit_once(client: Client, attempt: int):
    order = order_requests.create_order(client)
    order_requests.create_fulfillment(client, order, ("iid_001", 1))

    answers = at_once(*[fulfillment_of(client, order)] * 8)

    assert Counter(answer.status for answer in answers) == {201: 1, 409: 7}
    assert {a.code for a in answers if a.status == 409} == {"quantity_exceeds_remaining"}
    after = order_requests.get_order(client, order)
    assert after["items"][0]["fulfilled_quantity"] == 2
    assert (len(after["fulfillments"]), after["version"]) == (2, 3)


@pytest.mark.parametrize("attempt", range(6))
def test_cancel_during_fulfillments_leaves_none_active(client: Client, attempt: int):
    order = order_requests.create_order(client)
    ships = [fulfillment_of(client, order)] * 3

    *answers, cancelled = at_once(*ships, cancellation_of(client, order))

    assert cancelled.status == 200
    assert {answer.status for answer in answers} <= {201, 409}
    after = order_requests.get_order(client, order)
    made = [answer.json["fulfillment"]["id"] for answer in answers if answer.status == 201]
    assert sorted(made) == sorted(cancelled.json["cancelled_fulfillments"])
    assert {each["status"] for each in after["fulfillments"]} <= {"cancelled"}
    assert (after["status"], after["fulfillment_status"]) == ("cancelled", "unfulfilled")


@pytest.mark.parametrize("attempt", range(3))
def test_concurrent_cancels_refund_and_restock_once(client: Client, attempt: int):
    order = order_requests.create_order(client)

    answers = at_once(*[cancellation_of(client, order)] * 2)

    assert sorted(answer.status for answer in answers) == [200, 409]
    after = order_requests.get_order(client, order)
    assert len(after["payment"]["refunds"]) == 1
    assert (after["totals"]["refunded"], after["version"]) == (250, 2)


@pytest.mark.parametrize("attempt", range(3))
def test_a_unit_is_either_shipped_or_cancelled(client: Client, attempt: int):
    order = order_requests.create_order(client)
    one = [{"id": "iid_001", "quantity": 1}]
    body = {"items": one, "reason": "out_of_stock", "refund": True, "restock": True}
    cancels = [lambda: client.post(f"/orders/{order['order_id']}/items/cancel", body)] * 3

    answers = at_once(*cancels, *[fulfillment_of(client, order)] * 3)

    done = [answer for answer in answers if answer.status in (200, 201)]
    assert {a.code for a in answers if a not in done} == {"quantity_exceeds_remaining"}
    after = order_requests.get_order(client, order)
    line = after["items"][0]
    assert (line["cancelled_quantity"] + line["fulfilled_quantity"], len(done)) == (2, 2)
    refunds = [answer.json["refund"]["id"] for answer in done if "refund" in answer.json]
    assert sorted(refunds) == sorted(each["id"] for each in after["payment"]["refunds"])
    assert after["version"] == 3


@pytest.mark.parametrize("attempt", range(3))
def test_concurrent_refunds_credit_a_unit_once(client: Client, attempt: int):
    order = order_requests.create_order(client)
    order_requests.create_fulfillment(client, order, ("iid_001", 2))
    order_requests.set_status(client, order, "shipped")
    body = {"items": [{"id": "iid_001", "quantity": 1}]}

    answers = at_once(*[lambda: client.post(f"/orders/{order['order_id']}/refunds", body)] * 4)

    assert Counter(answer.status for answer in answers) == {201: 2, 409: 2}
    assert {a.code for a in answers if a.status == 409} == {"units_already_refunded"}
    after = order_requests.get_order(client, order)
    assert after["items"][0]["refunded_quantity"] == 2
    assert str(after["totals"]["refunded"]) == "191.45"
    made = [answer.json["refund"]["id"] for answer in answers if answer.status == 201]
    assert sorted(made) == sorted(each["id"] for each in after["payment"]["refunds"])


def test_bulk_and_single_updates_lose_nothing(client: Client):
    made = [order_requests.create_order(client) for _ in range(3)]
    ids = [order["order_id"] for order in made]
    bulks = [tagging(client, ids if n % 2 else ids[::-1], f"tag_{n}") for n in range(6)]
    singles = [fulfillment_of(client, order) for order in made for _ in range(2)]

    answers = at_once(*bulks, *singles)

    assert Counter(answer.status for answer in answers) == {200: 6, 201: 6}
    assert all(answer.json["success"] for answer in answers[:6])
    for order in made:
        after = order_requests.get_order(client, order)
        assert sorted(after["tags"]) == [f"tag_{n}" for n in range(6)]
        assert after["items"][0]["fulfilled_quantity"] == 2
        # One version per change: created, tagged six times, shipped twice.
        assert after["version"] == 9
        assert [entry["version"] for entry in after["timeline"]] == list(range(1, 10))


def test_only_one_writer_of_a_version_succeeds(client: Client):
    order = order_requests.create_order(client)
    path = f"/orders/{order['order_id']}/status"
    statuses = ["confirmed", "processing", "shipped", "refunded"]

    set_status = partial(client.patch, path, If_Match='"1"')
    answers = at_once(*(partial(set_status, {"status": status}) for status in statuses))

    assert Counter(answer.status for answer in answers) == {200: 1, 412: 3}
    [winner] = [answer.json for answer in answers if answer.status == 200]
    assert order_requests.get_order(client, order) == winner


def test_forty_writers_never_meet_a_locked_database(client: Client):
    made = [order_requests.create_order(client) for _ in range(40)]

    answers = at_once(*(fulfillment_of(client, order) for order in made))

    assert Counter(answer.status for answer in answers) == {201: 40}


def test_concurrent_orders_get_distinct_numbers(client: Client):
    answers = at_once(*[lambda: client.post("/orders", order_requests.order_document())] * 12)

    assert {answer.status for answer in answers} == {201}
    numbers = sorted(int(answer.json["order_number"]) for answer in answers)
    assert numbers == list(range(1001, 1013))


def test_concurrent_orders_with_one_id_create_one(client: Client):
    document = order_requests.order_document(order_id="ord_1", order_number="A-1")

    answers = at_once(*[lambda: client.post("/orders", document)] * 6)

    assert Counter(answer.status for answer in answers) == {201: 1, 409: 5}
    assert client.get("/orders").json["pagination"]["total"] == 1


def test_read_after_write_is_never_stale(client: Client):
    order = order_requests.create_order(client)
    path = f"/orders/{order['order_id']}"

    for n in range(20):
        status = "processing" if n % 2 == 0 else "pending"
        write = partial(client.patch, f"{path}/status", {"status": status})

        written, *read = at_once(write, *[partial(client.get, path)] * 3)

        assert {answer.status for answer in (written, *read)} == {200}
        assert client.get(path).json == written.json
