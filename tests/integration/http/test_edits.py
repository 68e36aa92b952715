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
        ({"ship_by": "2026-12-01T10:00:00+05:30"}, {"ship_by": "2026-12-01T04:30:00Z"}),
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
        ship_by="2026-11-30T00:00:00Z",
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


@pytest.mark.parametrize(
    ("named", "pointer"),
    [
        ({"status": "shipped"}, "/status"),
        ({"items": [{"id": "iid_001"}]}, "/items/0/quantity"),
        ({"items": [{"quantity": 1}]}, "/items/0/id"),
        ({"items": [{"id": "iid_001", "quantity": -1}]}, "/items/0/quantity"),
        ({"items": [{"id": "iid_001", "quantity": 0.5}]}, "/items/0/quantity"),
        ({"items": [{"id": "iid_001", "quantity": 1, "name": "Pasta"}]}, "/items/0/name"),
        ({"items": [{"id": "iid_001", "quantity": 1, "discount": None}]}, "/items/0/discount"),
        ({"items": [{"id": "iid_001", "quantity": 1, "tax": 0.001}]}, "/items/0/tax"),
        ({"add_items": [{"name": "Soup", "quantity": 1, "selling_price": 1}]}, "/add_items/0/id"),
        (
            {"add_items": [order_requests.line_document("iid_003", "Soup", 0, 1)]},
            "/add_items/0/quantity",
        ),
        ({"shipping_total": None}, "/shipping_total"),
        ({"discount_total": -1}, "/discount_total"),
        ({"discount_total": 1000}, "/discount_total"),
        ({"tax_total": 0.001}, "/tax_total"),
        ({"tax_lines": None}, "/tax_lines"),
        ({"adjustments": [{"kind": "gift", "amount": 1}]}, "/adjustments/0/kind"),
        ({"shipping_address": {}}, "/shipping_address"),
        ({"shipping_address": {"city": "Pune", "planet": "Earth"}}, "/shipping_address/planet"),
        ({"customer": None}, "/customer"),
        ({"customer": {"name": None}}, "/customer/name"),
        ({"customer": {"id": "cus_2"}}, "/customer/id"),
        ({"customer": {"language": "?"}}, "/customer/language"),
        ({"note": "x" * 2_001}, "/note"),
        ({"ship_by": "tomorrow"}, "/ship_by"),
        ({"reason": "x" * 2_001}, "/reason"),
    ],
)
def test_a_wrong_field_is_named(client: Client, named: dict[str, Any], pointer: str):
    order = order_requests.create_order(client)

    answer = edit(client, order, **named)

    assert (answer.status, answer.code, answer.pointers) == (422, "invalid_fields", [pointer])
    assert order_requests.get_order(client, order) == order


def test_quantities_below_what_was_fulfilled_are_refused(client: Client):
    order = order_requests.create_order(client)
    order_requests.create_fulfillment(client, order, ("iid_001", 2))

    answer = edit(client, order, items=[{"id": "iid_001", "quantity": 1}])

    assert (answer.status, answer.code) == (409, "below_fulfilled")
    (error,) = answer.json["errors"]
    assert error["pointer"] == "/items/0/quantity"
    figures = {name: error[name] for name in ("id", "fulfilled", "least", "requested")}
    assert figures == {"id": "iid_001", "fulfilled": 2, "least": 2, "requested": 1}


@pytest.mark.parametrize(
    ("named", "status", "code"),
    [
        ({"items": [{"id": "iid_009", "quantity": 1}]}, 422, "unknown_item"),
        ({"items": [{"id": "iid_001", "quantity": 1}] * 2}, 422, "duplicate_item"),
        (
            {"add_items": [order_requests.line_document("iid_001", "Pasta", 1, 1)]},
            422,
            "duplicate_item",
        ),
        (
            {"items": [{"id": id, "quantity": 0} for id in ("iid_001", "iid_002")]},
            409,
            "nothing_would_remain",
        ),
        ({"adjustments": [{"kind": "other", "amount": -1000}]}, 409, "total_below_zero"),
    ],
)
def test_an_edit_that_breaks_a_rule_is_refused(
    client: Client, named: dict[str, Any], status: int, code: str
):
    order = order_requests.create_order(client)

    answer = edit(client, order, **named)

    assert (answer.status, answer.code) == (status, code)
    assert order_requests.get_order(client, order) == order


@pytest.mark.parametrize("status", ["delivered", "cancelled", "refunded"])
def test_closed_orders_take_a_note_alone(client: Client, status: str):
    order = order_requests.create_order(client, status=status)

    refused = [
        edit(client, order, shipping_total=1),
        edit(client, order, shipping_address=MOVED),
        edit(client, order, note="Late", ship_by=None),
    ]
    noted = edit(client, order, note="Late")

    assert {(answer.status, answer.code) for answer in refused} == {(409, "order_is_closed")}
    assert (noted.status, noted.json["order"]["note"]) == (200, "Late")


def test_addresses_are_fixed_once_all_is_handed_over(client: Client):
    order = order_requests.create_order(client, shipping_address=order_requests.ADDRESS)
    parcel = order_requests.create_fulfillment(client, order, ("iid_001", 2), ("iid_002", 1))
    waiting = edit(client, order, "?dry_run=true", shipping_address=MOVED)
    order_requests.update_fulfillment(client, order, parcel, "in_transit")

    answer = edit(client, order, shipping_address=MOVED)

    assert waiting.status == 200
    assert (answer.status, answer.code) == (409, "nothing_to_hand_over")


def test_an_edited_contact_is_searched_for(client: Client):
    order = order_requests.create_order(client)

    edit(client, order, customer={"name": "Zora Neale"})

    assert [each["order_id"] for each in client.get("/orders?q=zora").json["orders"]] == [
        order["order_id"]
    ]
    assert client.get("/orders?q=anjali%20patel").json["orders"] == []
