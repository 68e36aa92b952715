"""Values as other systems have them: their ids, guests, partial addresses, former currencies."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.support import order_requests
from tests.support.http_client import Client

FOREIGN_IDS = ["gid://shopify/Customer/1", "ana@example.com", "#1 Ö", "x" * 255]


def unknown_goods(**changes: Any) -> dict[str, Any]:
    """Return the document of a line without product and SKU."""
    line = order_requests.line_document("l1", "Thing", 1, 250)
    return line | {"product_id": None, "sku": None} | changes


@pytest.mark.parametrize("id", FOREIGN_IDS)
def test_ids_of_other_systems_are_kept(client: Client, id: str):
    line = unknown_goods(product_id=id, sku=id)
    customer = {"id": id, "name": "Ana Example"}
    made = order_requests.create_order(
        client, customer=customer, items=[line], shipping_total=0, tax_total=0, discount_total=0
    )

    order = order_requests.get_order(client, made)

    assert order == made
    assert order["customer"]["id"] == id
    assert (order["items"][0]["product_id"], order["items"][0]["sku"]) == (id, id)
    listed = client.get(f"/orders?customer_id={quote(id)}").json["orders"]
    assert [each["customer"] for each in listed] == [customer]


def test_the_list_finds_one_customer(client: Client):
    for id in (FOREIGN_IDS[0], None, "1"):
        order_requests.create_order(client, customer={"id": id, "name": "Ana"})

    found = client.get(f"/orders?customer_id={quote(FOREIGN_IDS[0])}").json

    assert [each["customer"]["id"] for each in found["orders"]] == [FOREIGN_IDS[0]]
    assert found["pagination"]["total"] == 1


def test_a_guests_order_is_handled_like_any_other(client: Client):
    """Without customer id, product, SKU and address: shipped, cancelled, restocked, listed."""
    made = order_requests.create_order(
        client,
        customer={"name": "A Guest", "email": "guest@example.com"},
        items=[unknown_goods(quantity=2, selling_price=125)],
        shipping_total=0,
        tax_total=0,
        discount_total=0,
        shipping_address=None,
    )
    path = f"/orders/{made['order_id']}"
    order_requests.create_fulfillment(client, made, ("l1", 1))

    answer = client.post(
        f"{path}/cancel",
        {"reason": "fraud", "refund": True, "restock": True, "notify_customer": True},
    )

    assert (answer.status, answer.json["restocked"]) == (
        200,
        [{"id": "l1", "sku": None, "quantity": 2}],
    )
    order = order_requests.get_order(client, made)
    assert order == answer.json["order"]
    assert order["restocks"][0]["items"] == answer.json["restocked"]
    assert order["customer"]["id"] is None
    (listed,) = client.get("/orders").json["orders"]
    assert listed["customer"] == {"id": None, "name": "A Guest"}


@pytest.mark.parametrize(
    ("field", "id"),
    [
        (field, id)
        for field in ("customer/id", "items/0/product_id", "items/0/sku")
        for id in ("", "x" * 256, "a\tb", "a\n", "\x7f", "\x85", 7, True)
    ],
)
def test_other_ids_are_refused_with_their_field(client: Client, field: str, id: object):
    document = order_requests.order_document()
    place: Any = document["customer"] if field == "customer/id" else document["items"][0]
    place[field.rpartition("/")[2]] = id

    answer = client.post("/orders", document)

    assert (answer.status, answer.pointers) == (422, [f"/{field}"])


@pytest.mark.parametrize(
    "address",
    [
        {"line1": "House 5, Road 6", "city": None, "country_code": "BD"},
        {"city": "Prishtina", "country_code": "XK"},
        {"name": "Ana Example"},
        {"company": "Patel Foods"},
        {"coordinates": {"latitude": 1, "longitude": 2}},
    ],
)
def test_partial_addresses_are_kept(client: Client, address: dict[str, Any]):
    made = order_requests.create_order(
        client,
        shipping_address=address,
        billing_address=address,
        fulfillments=[
            {
                "items": [{"id": "iid_001", "quantity": 1}],
                "customer": {"name": "Ana", "address": address},
                "pickup_address": address,
            }
        ],
    )

    (fulfillment,) = made["fulfillments"]
    for kept in (
        made["shipping_address"],
        made["billing_address"],
        fulfillment["pickup_address"],
        fulfillment["customer"]["address"],
    ):
        assert {name: value for name, value in kept.items() if value is not None} == {
            name: value for name, value in address.items() if value is not None
        }
    assert order_requests.get_order(client, made) == made
    assert order_requests.set_status_and_notify(client, made)["status"] == "shipped"


@pytest.mark.parametrize("address", [{}, {"line1": None}, {"city": None, "country_code": None}])
@pytest.mark.parametrize("field", ["shipping_address", "billing_address"])
def test_an_address_without_any_field_is_refused(
    client: Client, field: str, address: dict[str, Any]
):
    answer = client.post("/orders", order_requests.order_document(**{field: address}))

    assert (answer.status, answer.pointers) == (422, [f"/{field}"])
    assert answer.json["errors"][0]["detail"] == (
        "It must have at least one field that is not null."
    )


@pytest.mark.parametrize("currency", ["HRK", "BGN", "DEM", "ZWL"])
def test_withdrawn_currencies_are_taken(client: Client, currency: str):
    made = order_requests.create_order(client, currency=currency)

    assert (made["currency"], made["totals"]["total"]) == (currency, 250)


@pytest.mark.parametrize("currency", ["XAU", "XXX", "hrk", "EURO"])
def test_other_currencies_are_refused(client: Client, currency: str):
    answer = client.post("/orders", order_requests.order_document(currency=currency))

    assert (answer.status, answer.pointers) == (422, ["/currency"])


def test_a_company_and_a_language_are_kept(client: Client):
    customer = {"id": "c", "name": "Ana", "company": "Ana & Co.", "language": "de-CH"}
    made = order_requests.create_order(client, customer=customer)

    assert order_requests.get_order(client, made)["customer"] == customer | {
        "email": None,
        "phone": None,
    }


@pytest.mark.parametrize("language", ["de_CH", "Swiss German", "", "x" * 36, 1])
def test_other_languages_are_refused(client: Client, language: object):
    customer = {"name": "Ana", "language": language}
    answer = client.post("/orders", order_requests.order_document(customer=customer))

    assert (answer.status, answer.pointers) == (422, ["/customer/language"])


def test_product_names_have_500_characters(client: Client):
    longest = order_requests.line_document("l1", "n" * 500, 1, 250)
    made = order_requests.create_order(
        client, items=[longest], shipping_total=0, tax_total=0, discount_total=0
    )
    too_long = client.post(
        "/orders", order_requests.order_document(items=[longest | {"name": "n" * 501}])
    )
    long_person = client.post(
        "/orders", order_requests.order_document(customer={"name": "n" * 201})
    )

    assert made["items"][0]["name"] == "n" * 500
    assert (too_long.status, too_long.pointers) == (422, ["/items/0/name"])
    assert (long_person.status, long_person.pointers) == (422, ["/customer/name"])


def test_half_a_unit_is_refused_and_one_point_zero_is_one(client: Client):
    def document(quantity: float) -> dict[str, Any]:
        line = order_requests.line_document("l1", "Thing 1", 1, 10) | {"quantity": quantity}
        paid = {"status": "paid", "method": "card", "amount_paid": 10 * quantity}
        more = {"shipping_total": 0, "tax_total": 0, "discount_total": 0}
        return order_requests.order_document(items=[line], payment=paid, **more)

    half = client.post("/orders", document(0.5))
    whole = client.post("/orders", document(1.0))

    assert (half.status, half.pointers) == (422, ["/items/0/quantity"])
    assert half.json["errors"][0]["detail"] == "It must be a whole number, not a fraction."
    assert (whole.status, whole.json["items"][0]["quantity"]) == (201, 1)
    assert whole.json["totals"]["total"] == 10


def test_a_shipment_of_two_point_zero_units_is_two(client: Client):
    order = order_requests.create_order(client)
    path = f"/orders/{order['order_id']}/fulfillments"

    half = client.post(path, {"items": [{"id": "iid_001", "quantity": 1.5}]})
    both = client.post(path, {"items": [{"id": "iid_001", "quantity": 2.0}]})

    assert (half.status, half.pointers) == (422, ["/items/0/quantity"])
    assert both.json["fulfillment"]["items"] == [{"id": "iid_001", "quantity": 2}]


def test_two_stores_share_a_number(client: Client):
    for store_id in ("shop_de", "shop_fr"):
        order_requests.create_order(client, store_id=store_id, order_number="#1001")

    again = client.post(
        "/orders", order_requests.order_document(store_id="shop_fr", order_number="#1001")
    )

    assert (again.status, again.code) == (409, "order_number_taken")
    assert again.json["detail"].startswith("Order number #1001 is taken in store shop_fr:")
    assert client.get("/orders?search=%231001").json["pagination"]["total"] == 2


@pytest.mark.parametrize("same", ["A1 ", " A1", "\u00a0A1\t"])
def test_a_number_with_blanks_is_the_same_number(client: Client, same: str):
    order_requests.create_order(client, order_number="A1")

    answer = client.post("/orders", order_requests.order_document(order_number=same))

    assert (answer.status, answer.code) == (409, "order_number_taken")


def test_a_number_is_stored_composed_and_trimmed(client: Client):
    made = order_requests.create_order(client, order_number=" Cafe\u0301-1 ")
    composed = client.post("/orders", order_requests.order_document(order_number="Caf\u00e9-1"))

    assert made["order_number"] == "Caf\u00e9-1"
    assert composed.code == "order_number_taken"


@pytest.mark.parametrize("number", ["", " ", "\t\n", "\u0958" * 251])
def test_an_empty_or_too_long_number_is_refused(client: Client, number: str):
    answer = client.post("/orders", order_requests.order_document(order_number=number))

    assert (answer.status, answer.pointers) == (422, ["/order_number"])
