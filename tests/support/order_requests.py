"""Documents of orders, and requests that create and change them."""

from typing import Any, Final

from tests.support.http_client import Client

ADDRESS: Final = {
    "type": "HOME",
    "name": "John Doe",
    "phone": "+919999999999",
    "line1": "123 Main Street",
    "line2": "Apartment 4B",
    "city": "Mumbai",
    "state": "Maharashtra",
    "postal_code": "400001",
    "country": "India",
    "country_code": "IN",
    "coordinates": {"latitude": 19.076, "longitude": 72.8777},
}

UNPAID: Final = {"status": "pending", "method": "cash", "amount_paid": 0}
AUTHORIZED: Final = {"status": "authorized", "method": "card", "amount_paid": 0}


def order_document(**changes: Any) -> dict[str, Any]:
    """Return a new order's document: two lines, three units, 250 INR in total, paid."""
    return {
        "store_id": "store_1",
        "currency": "INR",
        "customer": {
            "id": "cus_1",
            "name": "Anjali Patel",
            "email": "anjali@example.com",
            "phone": "+918765432109",
        },
        "items": [
            line_document("iid_001", "Alfredo Pasta", 2, 100),
            line_document("iid_002", "Garlic Bread", 1, 50.5),
        ],
        "shipping_total": 10,
        "tax_total": 5.25,
        "discount_total": 15.75,
        "payment": {"status": "paid", "method": "card", "amount_paid": 250},
    } | changes


def line_document(id: str, name: str, quantity: int, selling_price: float) -> dict[str, Any]:
    """Return a line of an order's document."""
    return {
        "id": id,
        "product_id": f"prd_{id}",
        "sku": f"SKU-{id}",
        "name": name,
        "quantity": quantity,
        "selling_price": selling_price,
    }


def create_order(client: Client, **changes: Any) -> dict[str, Any]:
    """Create an order and return it."""
    answer = client.post("/orders", order_document(**changes))
    assert answer.status == 201, answer.body
    order: dict[str, Any] = answer.json
    return order


def create_fulfillment(
    client: Client, order: dict[str, Any], *items: tuple[str, int]
) -> dict[str, Any]:
    """Create a fulfillment, by default of one unit of the first line, and return it."""
    wanted = [{"id": id, "quantity": quantity} for id, quantity in items or [("iid_001", 1)]]
    answer = client.post(f"/orders/{order['order_id']}/fulfillments", {"items": wanted})
    assert answer.status == 201, answer.body
    fulfillment: dict[str, Any] = answer.json["fulfillment"]
    return fulfillment


def update_fulfillment(
    client: Client, order: dict[str, Any], fulfillment: dict[str, Any], status: str
) -> None:
    """Update a fulfillment's status."""
    path = f"/orders/{order['order_id']}/fulfillments/{fulfillment['id']}"
    assert client.patch(path, {"status": status}).status == 200


def create_refund(client: Client, order: dict[str, Any], amount: float) -> dict[str, Any]:
    """Create a refund and return it; it is pending."""
    answer = client.post(f"/orders/{order['order_id']}/refunds", {"amount": amount})
    assert answer.status == 201, answer.body
    refund: dict[str, Any] = answer.json["refund"]
    return refund


def get_order(client: Client, order: dict[str, Any]) -> dict[str, Any]:
    """Get an order."""
    answer = client.get(f"/orders/{order['order_id']}")
    assert answer.status == 200, answer.body
    current: dict[str, Any] = answer.json
    return current


def set_status(client: Client, order: dict[str, Any], status: str, **more: Any) -> dict[str, Any]:
    """Set an order's status and return the order."""
    body = {"status": status, **more}
    answer = client.patch(f"/orders/{order['order_id']}/status", body)
    assert answer.status == 200, answer.body
    after: dict[str, Any] = answer.json
    return after


def set_status_and_notify(
    client: Client, order: dict[str, Any], status: str = "shipped", **more: Any
) -> dict[str, Any]:
    """Set an order's status, notify its customer, and return the order."""
    return set_status(client, order, status, notify_customer=True, **more)
