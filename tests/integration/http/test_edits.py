"""Edits of an order over HTTP: what is named changes, and nothing else."""

from typing import Any

import pytest

from tests.support import order_requests
from tests.support.http_client import Answer, Client

MOVED = {"line1": "9 Hill Road", "city": "Pune", "country_code": "IN"}


def edit(client: Client, order: dict[str, Any], query: str = "", **named: Any) -> Answer:
    return client.post(f"/orders/{order['order_id']}/edits{query}", named)


def parts(order: dict[str, Any]) -> dict[str, Any]:
    """Return an order without what every change changes."""
    return {
        name: value
        for name, value in order.items()
        if name not in {"version", "updated_at", "timeline"}
    }


def test_an_edit_answers_with_order_and_balance(client: Client):
    order = order_requests.create_order(client)

    answer = edit(client, order, items=[{"id": "iid_001", "quantity": 3}], reason="One more")

    assert answer.status == 200
    assert answer.json.keys() == {"order", "balance"}
    assert answer.json["order"] == order_requests.get_order(client, order)
    assert answer.headers["ETag"] == '"2"'
    assert answer.json["order"]["totals"]["total"] == 350
    assert answer.json["balance"] == answer.json["order"]["totals"]["balance"] == 100
    entry = answer.json["order"]["timeline"][-1]
    assert (entry["type"], entry["from"], entry["to"]) == ("order.edited", None, None)
    assert entry["data"] == {
        "reason": "One more",
        "items": [{"id": "iid_001", "quantity": {"from": 2, "to": 3}}],
        "changes": {"total": {"from": 250, "to": 350}},
    }


def test_a_negative_balance_is_refunded_by_asking(client: Client):
    order = order_requests.create_order(client)

    less = edit(client, order, items=[{"id": "iid_001", "quantity": 1}])
    refund = client.post(f"/orders/{order['order_id']}/refunds", {"amount": 100})

    assert (less.json["balance"], less.json["order"]["totals"]["refunded"]) == (-100, 0)
    assert refund.status == 201
    assert refund.json["order"]["totals"]["balance"] == 0


@pytest.mark.parametrize(
    ("named", "changed"),
    [
        ({"note": "Ring twice"}, {"note": "Ring twice"}),
        ({"note": None}, {"note": None}),
        ({"ship_by": "2099-12-01T10:00:00+05:30"}, {"ship_by": "2099-12-01T04:30:00Z"}),
        ({"ship_by": None}, {"ship_by": None}),
        ({"billing_address": None}, {"billing_address": None}),
        ({"tax_lines": []}, {"tax_lines": []}),
        (
            {"tax_lines": [{"title": "VAT", "rate": 5, "amount": 5.25}]},
            {"tax_lines": [{"title": "VAT", "rate": 5, "amount": 5.25}]},
        ),
    ],
)
def test_only_what_is_named_changes(client: Client, named: dict[str, Any], changed: dict[str, Any]):
    order = order_requests.create_order(
        client,
        note="Before noon",
        ship_by="2099-11-30T00:00:00Z",
        shipping_address=order_requests.ADDRESS,
        billing_address=order_requests.ADDRESS,
        tax_lines=[{"title": "GST", "rate": 0.021, "amount": 5.25}],
    )

    answer = edit(client, order, **named)

    assert answer.status == 200
    assert parts(answer.json["order"]) == parts(order) | changed
    assert answer.json["order"]["version"] == 2


def test_an_address_is_replaced_whole(client: Client):
    order = order_requests.create_order(client, shipping_address=order_requests.ADDRESS)

    after = edit(client, order, shipping_address=MOVED).json["order"]

    given = {name: each for name, each in after["shipping_address"].items() if each is not None}
    assert given == MOVED
    changes = after["timeline"][-1]["data"]["changes"]["shipping_address"]
    assert changes["line1"] == {"from": "123 Main Street", "to": "9 Hill Road"}
    assert "country_code" not in changes


def test_parcels_keep_the_address_that_they_were_packed_for(client: Client):
    order = order_requests.create_order(client, shipping_address=order_requests.ADDRESS)
    order_requests.create_fulfillment(client, order)

    after = edit(client, order, shipping_address=MOVED, customer={"phone": None}).json["order"]
    later = order_requests.create_fulfillment(client, order)

    (packed,) = after["fulfillments"]
    assert packed["customer"]["address"]["line1"] == "123 Main Street"
    assert packed["customer"]["phone"] == order["customer"]["phone"]
    assert later["customer"] is None


def test_a_customer_is_changed_field_by_field(client: Client):
    order = order_requests.create_order(client)

    answer = edit(client, order, customer={"email": None, "company": "Patel Foods"})

    expected = order["customer"] | {"email": None, "company": "Patel Foods"}
    assert answer.json["order"]["customer"] == expected
    assert answer.json["order"]["timeline"][-1]["data"]["changes"] == {
        "customer": {
            "email": {"from": "anjali@example.com", "to": None},
            "company": {"from": None, "to": "Patel Foods"},
        }
    }


def test_the_tax_of_a_line_is_kept_set_or_unknown(client: Client):
    taxed = [
        order_requests.line_document("iid_001", "Alfredo Pasta", 2, 100) | {"tax": 4},
        order_requests.line_document("iid_002", "Garlic Bread", 1, 50.5) | {"tax": 1.25},
    ]
    order = order_requests.create_order(client, items=taxed)
    one = {"id": "iid_001", "quantity": 2}

    kept = edit(client, order, "?dry_run=true", items=[one]).json["order"]
    set_ = edit(client, order, "?dry_run=true", items=[one | {"tax": 5}]).json["order"]
    unknown = edit(client, order, "?dry_run=true", items=[one | {"tax": None}]).json["order"]

    assert [each["items"][0]["tax"] for each in (kept, set_, unknown)] == [4, 5, None]
    assert [each["totals"]["tax"] for each in (kept, set_, unknown)] == [5.25, 6.25, 5.25]


def test_lines_are_added_and_removed(client: Client):
    order = order_requests.create_order(client)
    soup = order_requests.line_document("iid_003", "Tomato Soup", 2, 30) | {"discount": 5}

    answer = edit(client, order, items=[{"id": "iid_002", "quantity": 0}], add_items=[soup])

    after = answer.json["order"]
    assert [line["id"] for line in after["items"]] == ["iid_001", "iid_003"]
    added = {name: each for name, each in after["items"][1].items() if name in soup}
    assert added == soup
    assert (after["items"][1]["remaining_quantity"], after["items"][1]["total"]) == (2, 55)
    # 250 without 50.50, and with 55.
    assert (after["totals"]["total"], answer.json["balance"]) == (254.5, 4.5)


@pytest.mark.parametrize(
    "named",
    [
        {},
        {"items": [], "add_items": []},
        {"reason": "Nothing"},
        {"items": [{"id": "iid_001", "quantity": 2}], "shipping_total": 10, "note": None},
        {"customer": {}},
        {"customer": {"name": "Anjali Patel"}, "shipping_address": None},
    ],
)
def test_an_edit_without_difference_is_no_change(client: Client, named: dict[str, Any]):
    order = order_requests.create_order(client)

    answer = edit(client, order, **named)

    assert (answer.status, answer.json) == (200, {"order": order, "balance": 0})


def test_an_edited_contact_is_searched_for(client: Client):
    order = order_requests.create_order(client)

    edit(client, order, customer={"name": "Zora Neale"})

    assert [each["order_id"] for each in client.get("/orders?q=zora").json["orders"]] == [
        order["order_id"]
    ]
    assert client.get("/orders?q=anjali%20patel").json["orders"] == []
