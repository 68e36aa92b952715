import pytest

from tests.support import order_requests
from tests.support.http_client import Client
from tests.support.server_process import Server


@pytest.fixture(scope="module")
def shop(server: Server) -> Client:
    """A domain with five different orders, a to e."""
    client = server.client()
    order_requests.create_order(
        client,
        order_id="a",
        order_number="NW-1001",
        created_at="2026-01-01T00:00:00Z",
        shipping_address=order_requests.ADDRESS | {"country_code": "DE"},
        tags=["gift"],
    )
    order_requests.create_order(
        client,
        order_id="b",
        order_number="nw-2001",
        created_at="2026-01-31T23:59:59.999999Z",
        payment=order_requests.UNPAID,
        store_id="store_2",
        status="confirmed",
        tags=["gift", "rush"],
        assignee="usr_7",
        ship_by="2026-02-03T00:00:00Z",
    )
    order_requests.create_order(
        client,
        order_id="c",
        order_number="1001-X",
        created_at="2026-02-01T00:00:00Z",
        payment=order_requests.AUTHORIZED,
        customer={
            "id": "cus_2",
            "name": "Zoë O'Brien",
            "email": "zoe@shop.example",
            "phone": "+91 98765 43210",
        },
    )
    order_requests.create_order(
        client,
        order_id="d",
        order_number="%_",
        created_at="2026-02-01T00:00:00+05:30",
        payment={"status": "paid", "method": "card", "amount_paid": 100},
        status="shipped",
        assignee="usr_8",
        ship_by="9999-01-01T00:00:00Z",
    )
    last = order_requests.create_order(
        client, order_id="e", order_number="7", created_at="2026-03-01T00:00:00Z"
    )
    answer = client.post(
        "/orders/a/fulfillments", {"items": [{"id": "iid_001", "quantity": 1}], "awb": "1Z A&B"}
    )
    assert answer.status == 201
    order_requests.create_fulfillment(client, last, ("iid_001", 2), ("iid_002", 1))
    cancel = {"reason": "fraud", "refund": True, "refund_amount": 1}
    assert client.post("/orders/a/cancel", cancel).status == 200
    return client


@pytest.mark.parametrize(
    ("repeated", "commas"),
    [
        ("status=confirmed&status=shipped", "status=confirmed,shipped"),
        ("status=confirmed,shipped&status=pending", "status=confirmed,shipped,pending"),
        ("payment_status=paid&payment_status=authorized", "payment_status=paid,authorized"),
        ("fulfillment_status=partial&fulfillment_status=fulfilled",) * 2,
        ("financial_status=paid&financial_status=paid&status=pending",) * 2,
    ],
)
def test_repeated_list_is_one_list(shop: Client, repeated: str, commas: str):
    first, second = (shop.get(f"/orders?{query}") for query in (repeated, commas))

    assert first.status == second.status == 200, first.body
    found = [[each["order_id"] for each in one.json["orders"]] for one in (first, second)]
    assert found[0] == found[1] != []
    assert first.json["pagination"] == second.json["pagination"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=pending", "ce"),
        ("status=cancelled,shipped", "ad"),
        ("status=refunded", ""),
        ("payment_status=paid", "ade"),
        ("payment_status=pending,authorized", "bc"),
        ("fulfillment_status=fulfilled", "e"),
        ("fulfillment_status=unfulfilled", "abcd"),
        ("fulfillment_status=partial,fulfilled", "e"),
        ("financial_status=paid", "e"),
        ("financial_status=partially_refunded", "a"),
        ("financial_status=partially_paid,authorized", "cd"),
        ("financial_status=pending", "b"),
        ("customer_id=cus_2", "c"),
        ("customer_id=CUS_2", ""),
        ("customer_id=null", ""),
        ("store_id=store_2", "b"),
        ("tag=gift", "ab"),
        ("tag=rush", "b"),
        ("tag=gif", ""),
        ("awb=1Z%20A%26B", "a"),
        ("awb=1Z", ""),
        ("date_from=2026-02-01", "ce"),
        ("date_to=2026-01-31", "abd"),
        ("date_from=2026-01-31&date_to=2026-01-31", "bd"),
        ("date_from=2026-01-31T18:30:00Z&date_to=2026-01-31T18:30:00Z", "d"),
        ("date_from=2026-02-01T00:00:00%2B05:30&date_to=2026-02-01T00:00:00Z", "bcd"),
        ("date_from=2026-03-02", ""),
        ("search=nw-", "ab"),
        ("search=NW-1001", "a"),
        ("search=1001", "ac"),
        ("search=001", "ab"),
        ("search=%20001%20", "ab"),
        ("search=00", ""),
        ("search=%25", "d"),
        ("search=_", "d"),
        ("search=x", "c"),
        ("search=X%CC%88", "c"),
        ("q=zoe", "c"),
        ("q=ZOE%CC%88+obr", "c"),
        ("q=98765+43210", "c"),
        ("q=%2B91+98765", "c"),
        ("q=zoe@shop", "c"),
        ("q=1001", "ac"),
        ("q=nw-1", "a"),
        ("q=nw-1+zoe", ""),
        ("q=1z", "a"),
        ("country=DE", "a"),
        ("country=FR", ""),
        ("updated_to=2020-01-01", ""),
        ("updated_from=2020-01-01", "abcde"),
        ("total_min=0&total_max=0.01", ""),
        ("total_min=0.01", "abcde"),
        ("assignee=usr_7", "b"),
        ("assignee=usr", ""),
        ("assignee=none", "ace"),
        ("late=true", "b"),
        ("late=false", "acde"),
        ("late=true&assignee=usr_8", ""),
        ("late=true&sort_by=ship_by", "b"),
        ("held=true", ""),
        ("held=false", "abcde"),
        ("held=false&late=true&assignee=usr_7&return_status=none", "b"),
        ("return_status=none", "abcde"),
        ("return_status=requested,in_progress", ""),
        ("return_status=none&return_status=returned", "abcde"),
        ("status=pending&payment_status=paid&store_id=store_1", "e"),
        ("tag=gift&store_id=store_2&search=2001&date_to=2026-01-31", "b"),
    ],
)
def test_filter_finds_and_counts_orders(shop: Client, query: str, expected: str):
    answer = shop.get(f"/orders?{query}")

    assert answer.status == 200
    assert sorted(order["order_id"] for order in answer.json["orders"]) == sorted(expected)
    assert answer.json["pagination"]["total"] == len(expected)


def test_awb_filter_finds_a_corrected_awb(client: Client):
    order = order_requests.create_order(client)
    fulfillment = order_requests.create_fulfillment(client, order)
    path = f"/orders/{order['order_id']}/fulfillments/{fulfillment['id']}"
    client.patch(path, {"awb": "OLD"})
    client.patch(path, {"awb": "NEW"})

    old = client.get("/orders?awb=OLD").json
    new = client.get("/orders?awb=NEW").json

    assert old["orders"] == []
    assert [found["order_id"] for found in new["orders"]] == [order["order_id"]]


def test_held_orders_are_found_until_they_are_released(client: Client):
    order = order_requests.create_order(client)
    order_requests.create_order(client)
    path = f"/orders/{order['order_id']}/holds"
    hold = client.post(path, {"reason": "fraud_risk"}).json["hold"]

    held = client.get("/orders?held=true").json
    others = client.get("/orders?held=false").json
    assert client.call("DELETE", f"{path}/{hold['id']}").status == 200

    assert [each["order_id"] for each in held["orders"]] == [order["order_id"]]
    assert held["pagination"]["total"] == others["pagination"]["total"] == 1
    assert client.get("/orders?held=true").json["orders"] == []


def test_orders_are_found_by_the_status_of_their_returns(client: Client):
    order = order_requests.create_order(client)
    order_requests.create_order(client)
    parcel = order_requests.create_fulfillment(client, order, ("iid_001", 2))
    path = f"/orders/{order['order_id']}"
    client.patch(f"{path}/fulfillments/{parcel['id']}", {"status": "delivered"})
    asked = {"items": [{"id": "iid_001", "quantity": 1, "reason": "too_small"}]}
    back = f"{path}/returns/{client.post(f'{path}/returns', asked).json['return']['id']}"
    came = {"items": [{"id": "iid_001", "quantity": 1, "condition": "damaged"}]}

    for step, body, status in (
        ("", None, "requested"),
        ("/approve", {}, "in_progress"),
        ("/receive", came, "in_progress"),
        ("/close", {}, "returned"),
    ):
        if step:
            assert client.post(f"{back}{step}", body).status == 200
        found = client.get(f"/orders?return_status={status}").json
        assert [each["order_id"] for each in found["orders"]] == [order["order_id"]], step
        assert client.get(path).json["return_status"] == status


def test_cursors_go_on_through_late_orders(client: Client):
    """Each page is as of its own time, and goes on after the last order of the page before."""
    for n in range(5):
        ship_by = f"2026-01-0{n + 1}T00:00:00Z"
        order_requests.create_order(client, order_id=f"ord_{n}", ship_by=ship_by)
    query = "late=true&held=false&return_status=none&assignee=none&limit=2&sort_by=ship_by"

    found, cursor = list[str](), ""
    while cursor is not None:
        page = client.get(f"/orders?{query}{cursor and f'&cursor={cursor}'}").json
        found += [each["order_id"] for each in page["orders"]]
        cursor = page["pagination"]["next_cursor"]

    assert found == [f"ord_{n}" for n in reversed(range(5))]


def test_filter_sees_changes_immediately(client: Client):
    order = order_requests.create_order(client, tags=["gift"])
    order_requests.set_status(client, order, "cancelled")
    bulk = {"action": "remove_tags", "data": {"tags": ["gift"]}}
    assert client.patch("/orders/bulk", {"order_ids": [order["order_id"]], **bulk}).status == 200

    assert client.get("/orders?status=pending").json["pagination"]["total"] == 0
    assert client.get("/orders?status=cancelled").json["pagination"]["total"] == 1
    assert client.get("/orders?tag=gift").json["pagination"]["total"] == 0
