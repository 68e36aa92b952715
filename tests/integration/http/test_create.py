import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.support import order_requests
from tests.support.http_client import Client, exact


def test_import_line_is_accepted_as_a_new_order(client: Client, past_orders: Path):
    with past_orders.open() as lines:
        document = json.loads(lines.readline())

    answer = client.post("/orders", document)

    assert answer.status == 201
    order = answer.json
    sent = exact(document)
    for name in ("order_id", "order_number", "store_id", "created_at", "currency", "status"):
        assert order[name] == sent[name]
    assert sent["customer"].items() <= order["customer"].items()
    assert order["tags"] == sent["tags"]
    assert sent["shipping_address"].items() <= order["shipping_address"].items()
    assert [
        sent_line.items() <= line.items()
        for sent_line, line in zip(sent["items"], order["items"], strict=True)
    ] == [True] * len(sent["items"])
    # The order is paid in full.
    assert order["totals"]["total"] == order["totals"]["captured"] == sent["payment"]["amount_paid"]
    assert order["fulfillments"][0]["status"] == "delivered"
    assert order["fulfillments"][0]["shipping_method"] == sent["fulfillments"][0]["shipping_method"]
    assert order["fulfillment_status"] == "fulfilled"


def test_create_returns_version_1_and_location(client: Client):
    answer = client.post("/orders", order_requests.order_document())

    order_id = answer.json["order_id"]
    assert answer.status == 201
    assert answer.json == client.get(f"/orders/{order_id}").json
    assert answer.json["version"] == 1
    assert answer.headers["Location"].endswith(
        f"/merchant/api/v1/domains/{client.domain_id}/orders/{order_id}"
    )
    assert client.send("GET", answer.headers["Location"]).status == 200


def test_create_fills_in_defaults(client: Client):
    order = order_requests.create_order(client)

    assert order["order_id"].startswith("ord_")
    assert len(order["order_id"]) == len("ord_") + 36
    assert order["order_number"] == "1001"
    assert order["status"] == "pending"
    assert order["created_at"] == order["updated_at"] == order["timeline"][0]["at"]
    assert (order["shipping_address"], order["billing_address"]) == (None, None)
    assert (order["fulfillments"], order["tags"], order["note"]) == ([], [], None)


def test_generated_ids_and_numbers_are_ascending(client: Client):
    made = [order_requests.create_order(client) for _ in range(5)]

    ids = [order["order_id"] for order in made]
    assert ids == sorted(ids)
    assert [order["order_number"] for order in made] == ["1001", "1002", "1003", "1004", "1005"]


def test_generated_number_skips_numbers_in_use(client: Client):
    order_requests.create_order(client, order_number="1001")
    order_requests.create_order(client, order_number="1003")

    made = [order_requests.create_order(client)["order_number"] for _ in range(2)]

    assert made == ["1002", "1004"]


def test_fulfillments_get_generated_ids(client: Client):
    shipment = {"items": [{"id": "iid_001", "quantity": 1}]}

    order = order_requests.create_order(
        client, fulfillments=[shipment, shipment | {"id": "ful_mine"}]
    )

    ids = [fulfillment["id"] for fulfillment in order["fulfillments"]]
    assert ids[0].startswith("ful_")
    assert ids[1] == "ful_mine"
    assert order["items"][0]["remaining_quantity"] == 0


@pytest.mark.parametrize(
    ("again", "code"),
    [
        ({"order_id": "ord_1"}, "order_exists"),
        ({"order_id": "ord_1", "order_number": "A-1"}, "order_exists"),
        ({"order_number": "A-1"}, "order_number_taken"),
    ],
)
def test_id_or_number_in_use_is_409(client: Client, again: dict[str, str], code: str):
    order = order_requests.create_order(client, order_id="ord_1", order_number="A-1")

    answer = client.post("/orders", order_requests.order_document(note="a second one", **again))

    assert (answer.status, answer.code) == (409, code)
    assert order_requests.get_order(client, order) == order
    assert client.get("/orders").json["pagination"]["total"] == 1


def test_domains_may_use_the_same_ids(client: Client, other: Client):
    ids = {"order_id": "ord_1", "order_number": "A-1"}
    shipment = {"id": "ful_1", "items": [{"id": "iid_001", "quantity": 1}]}

    ours = order_requests.create_order(client, **ids, fulfillments=[shipment], note="ours")
    theirs = order_requests.create_order(other, **ids, fulfillments=[shipment], note="theirs")

    assert order_requests.get_order(client, ours)["note"] == "ours"
    assert order_requests.get_order(other, theirs)["note"] == "theirs"


def test_orders_may_share_a_fulfillment_id(client: Client):
    shipment = {"id": "ful_1", "items": [{"id": "iid_001", "quantity": 1}]}

    order_requests.create_order(client, fulfillments=[shipment])
    second = order_requests.create_order(client, fulfillments=[shipment])

    assert order_requests.get_order(client, second)["fulfillments"][0]["id"] == "ful_1"


@pytest.mark.parametrize(
    ("currency", "price", "total"),
    [
        ("JPY", 15, "15"),
        ("INR", 15.25, "15.25"),
        ("KWD", 1.125, "1.125"),
        ("CLF", 0.0001, "0.0001"),
    ],
)
@pytest.mark.parametrize("as_text", [False, True], ids=["as a number", "as a text"])
def test_money_keeps_the_currencys_decimals(
    client: Client, currency: str, price: float, total: str, as_text: bool
):
    line: dict[str, Any] = order_requests.line_document("iid_001", "Tea", 1, price)
    if as_text:
        line["selling_price"] = f"{total}"
    nothing = dict.fromkeys(["shipping_total", "tax_total", "discount_total"], 0)

    order = order_requests.create_order(
        client, currency=currency, items=[line], payment=order_requests.UNPAID, **nothing
    )

    assert str(order["totals"]["total"]) == total


def test_large_quantity_times_price_is_exact(client: Client):
    items = [
        order_requests.line_document("iid_001", "Screw", 999_999, 0.07),
        order_requests.line_document("iid_002", "Nut", 3, 0.1),
    ]
    nothing = dict.fromkeys(["shipping_total", "tax_total", "discount_total"], 0)

    order = order_requests.create_order(
        client, items=items, payment=order_requests.UNPAID, **nothing
    )

    assert order["totals"]["total"] == Decimal("70000.23")
    assert order["items"][1]["total"] == Decimal("0.3")
