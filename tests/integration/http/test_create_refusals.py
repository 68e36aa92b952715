from typing import Any

import pytest

from tests.support import order_requests
from tests.support.http_client import Client

REQUIRED = "store_id currency customer items shipping_total tax_total discount_total payment"
READ_ONLY = (
    "version domain_id total totals subtotal fulfillment_status financial_status payment_status "
    "item_count updated_at timeline cancellation"
)


def refuse(client: Client, document: Any) -> list[str]:
    """Send a document that is refused without effect; return the pointers."""
    answer = client.post("/orders", document)
    assert (answer.status, answer.code) == (422, "invalid_fields")
    assert client.get("/orders").json["pagination"]["total"] == 0
    return answer.pointers


@pytest.mark.parametrize("name", REQUIRED.split())
def test_missing_required_field_is_reported(client: Client, name: str):
    document = order_requests.order_document()
    del document[name]

    assert refuse(client, document) == [f"/{name}"]


@pytest.mark.parametrize("name", REQUIRED.split())
def test_required_field_cannot_be_null(client: Client, name: str):
    assert refuse(client, order_requests.order_document(**{name: None})) == [f"/{name}"]


@pytest.mark.parametrize("name", READ_ONLY.split())
def test_read_only_field_is_reported(client: Client, name: str):
    assert refuse(client, order_requests.order_document(**{name: 1})) == [f"/{name}"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"adjustments": [{"kind": "other", "amount": -265.76}]}, "/adjustments"),
        ({"tax_lines": [{"title": "GST", "rate": "NaN", "amount": 1}]}, "/tax_lines/0/rate"),
        ({"tax_lines": [{"title": "GST", "rate": 1, "amount": -1}]}, "/tax_lines/0/amount"),
        ({"adjustments": [{"kind": "bribe", "amount": 1}]}, "/adjustments/0/kind"),
        ({"discount_total": 260.51}, "/discount_total"),
    ],
)
def test_sums_that_cannot_be_are_refused(client: Client, changes: dict[str, Any], pointer: str):
    changes = {"payment": order_requests.UNPAID, "discount_total": 0} | changes

    assert refuse(client, order_requests.order_document(**changes)) == [pointer]


def test_a_discount_above_its_line_is_refused(client: Client):
    line = order_requests.line_document("iid_001", "Alfredo Pasta", 2, 0.125)
    document = order_requests.order_document(items=[line | {"discount": 0.26}])
    document |= {"payment": order_requests.UNPAID, "discount_total": 0}

    assert refuse(client, document) == ["/items/0/discount"]


@pytest.mark.parametrize(
    ("outer", "inner", "pointer"),
    [
        ("customer", "name", "/customer/name"),
        ("payment", "status", "/payment/status"),
        ("payment", "method", "/payment/method"),
        ("payment", "amount_paid", "/payment/amount_paid"),
    ],
)
def test_missing_nested_field_is_reported(client: Client, outer: str, inner: str, pointer: str):
    document = order_requests.order_document()
    document[outer] = {name: value for name, value in document[outer].items() if name != inner}

    assert refuse(client, document) == [pointer]


@pytest.mark.parametrize("name", "id name quantity selling_price".split())
def test_line_fields_are_required(client: Client, name: str):
    document = order_requests.order_document()
    del document["items"][1][name]

    assert refuse(client, document) == [f"/items/1/{name}"]


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        (("items", 0), "/items/0/total"),
        (("items", 0), "/items/0/fulfilled_quantity"),
        (("customer",), "/customer/orders"),
        (("payment",), "/payment/refunds"),
        (("payment",), "/payment/captured"),
    ],
)
def test_unknown_nested_field_is_reported(client: Client, path: tuple[Any, ...], pointer: str):
    document = order_requests.order_document()
    holder = document
    for step in path:
        holder = holder[step]
    holder[pointer.rpartition("/")[2]] = []

    assert refuse(client, document) == [pointer]


def fulfillment(*items: tuple[str, int], **fields: Any) -> dict[str, Any]:
    return {"items": [{"id": id, "quantity": quantity} for id, quantity in items], **fields}


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        (
            {
                "items": [
                    order_requests.line_document("i", "A", 1, 1),
                    order_requests.line_document("i", "B", 1, 1),
                ]
            },
            "/items/1/id",
        ),
        ({"discount_total": 265.76, "payment": order_requests.UNPAID}, "/discount_total"),
        (
            {"payment": {"status": "pending", "method": "x", "amount_paid": 1}},
            "/payment/amount_paid",
        ),
        (
            {"payment": {"status": "failed", "method": "x", "amount_paid": 1}},
            "/payment/amount_paid",
        ),
        ({"items": [order_requests.line_document("i", "A", 10, 999_999_999_999)]}, "/items"),
        ({"fulfillments": [fulfillment(("iid_009", 1))]}, "/fulfillments/0/items/0/id"),
        ({"fulfillments": [fulfillment(("iid_001", 3))]}, "/fulfillments/0/items/0/quantity"),
        (
            {"fulfillments": [fulfillment(("iid_001", 1)), fulfillment(("iid_001", 2))]},
            "/fulfillments/1/items/0/quantity",
        ),
        (
            {"fulfillments": [fulfillment(("iid_001", 1), ("iid_001", 1))]},
            "/fulfillments/0/items/1/id",
        ),
        ({"fulfillments": [fulfillment()]}, "/fulfillments/0/items"),
        (
            {
                "fulfillments": [
                    fulfillment(("iid_001", 1), id="f"),
                    fulfillment(("iid_002", 1), id="f"),
                ]
            },
            "/fulfillments/1/id",
        ),
        (
            {"status": "cancelled", "fulfillments": [fulfillment(("iid_001", 1))]},
            "/fulfillments/0/status",
        ),
        (
            {"fulfillments": [fulfillment(("iid_001", 1), tracking_url="x")]},
            "/fulfillments/0/tracking_url",
        ),
        ({"tags": ["gift", ""]}, "/tags/1"),
        ({"tags": "gift"}, "/tags"),
        ({"order_number": ""}, "/order_number"),
        ({"shipping_address": {"line1": ""}}, "/shipping_address/line1"),
    ],
    ids=lambda value: str(value)[:48],
)
def test_broken_rule_is_reported_with_pointer(client: Client, change: dict[str, Any], pointer: str):
    assert pointer in refuse(client, order_requests.order_document(**change))


def test_all_invalid_amounts_are_reported_together(client: Client):
    pointers = refuse(client, order_requests.order_document(shipping_total=0.001, tax_total=-1))

    assert {"/shipping_total", "/tax_total"} <= set(pointers)


def test_returned_units_do_not_count_as_fulfilled(client: Client):
    ended = [fulfillment(("iid_001", 2), status=s) for s in ("failed", "returned", "cancelled")]

    order = order_requests.create_order(client, fulfillments=[*ended, fulfillment(("iid_001", 2))])

    assert order["items"][0]["fulfilled_quantity"] == 2
