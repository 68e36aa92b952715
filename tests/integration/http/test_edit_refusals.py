"""Edits that are refused: wrong fields, and the rules of an order."""

from typing import Any

import pytest

from tests.support import order_requests
from tests.support.http_client import Answer, Client
from tests.support.openapi_parts import schemas

MOVED = {"line1": "9 Hill Road", "city": "Pune", "country_code": "IN"}


def edit(client: Client, order: dict[str, Any], query: str = "", **named: Any) -> Answer:
    return client.post(f"/orders/{order['order_id']}/edits{query}", named)


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
    assert error.keys() <= schemas()["FieldError"]["properties"].keys()
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
