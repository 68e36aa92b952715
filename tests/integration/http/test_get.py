from datetime import datetime
from typing import Any

import pytest

from tests.support import order_requests
from tests.support.http_client import Client, exact

# The keys of the contract's example at every level, typed out.
KEYS: dict[str, str] = {
    "": "order_id order_number domain_id store_id version status payment_status fulfillment_status "
    "financial_status return_status currency customer items totals prices_include_tax tax_lines "
    "adjustments payment shipping_address billing_address fulfillments returns holds restocks "
    "timeline cancellation tags note external_ids attributes ship_by assignee replaces replaced_by "
    "created_at updated_at",
    "customer": "id name email phone company language",
    "items": "id product_id sku name quantity selling_price discount tax requires_shipping "
    "attributes cancelled_quantity cancelled_worth restock_requested_quantity set_aside_quantity "
    "fulfilled_quantity refunded_quantity remaining_quantity total",
    "totals": "subtotal discount shipping tax adjustments cancelled total captured refunded "
    "balance",
    "payment": "status method tenders refunds refunded_at_cancellation",
    "payment.refunds": "id amount items shipping adjustment return_id parts owed status reason "
    "created_at",
    "shipping_address": "type name phone line1 line2 city state postal_code country country_code "
    "coordinates company",
    "shipping_address.coordinates": "latitude longitude",
    "fulfillments": "id status items shipping_method provider_id awb tracking_url tracking "
    "delivery_person customer pickup_address handed_over_at report_count created_at updated_at",
    "fulfillments.items": "id quantity",
    "fulfillments.delivery_person": "name phone",
    "fulfillments.customer": "name phone address",
    "fulfillments.pickup_address": "type name phone line1 line2 city state postal_code country "
    "country_code coordinates company",
    "restocks": "cause cause_id at items",
    "restocks.items": "id sku quantity",
    "timeline": "id type at by version from to note notified data",
    "cancellation": "reason details at by refund_id restocked",
}


def cancelled_order(client: Client) -> dict[str, Any]:
    """Create an order with every field that an order can have."""
    order = order_requests.create_order(
        client,
        shipping_address=order_requests.ADDRESS,
        billing_address=None,
        tags=["gift"],
        note="Ring",
    )
    path = f"/orders/{order['order_id']}"
    shipment = {
        "items": [{"id": "iid_001", "quantity": 1}],
        "shipping_method": "Self-Delivery",
        "awb": "1Z999",
        "tracking_url": "https://www.ups.com/track?tracknum=1Z999",
        "delivery_person": {"name": "Rider Rahul", "phone": "+919876543210"},
        "customer": {"name": "Anjali Patel", "phone": None, "address": order_requests.ADDRESS},
        "pickup_address": order_requests.ADDRESS,
        "notify_customer": True,
    }
    assert client.post(f"{path}/fulfillments", shipment).status == 201
    cancel = {"reason": "fraud", "refund": True, "restock": True}
    assert client.post(f"{path}/cancel", cancel).status == 200
    return order_requests.get_order(client, order)


def at(value: Any, path: str) -> Any:
    """Return the value at a path; arrays stand for their first element."""
    for name in filter(None, path.split(".")):
        value = value[0] if isinstance(value, list) else value
        value = value[name]
    return value[0] if isinstance(value, list) else value


@pytest.mark.parametrize("path", KEYS)
def test_order_has_the_keys_of_the_contract(client: Client, path: str):
    order = cancelled_order(client)

    assert at(order, path).keys() == set(KEYS[path].split())


def test_order_shows_sent_and_derived_values(client: Client):
    order = cancelled_order(client)

    assert order["domain_id"] == client.domain_id
    assert (order["status"], order["version"]) == ("cancelled", 3)
    assert (order["payment_status"], order["financial_status"]) == ("paid", "refunded")
    assert order["fulfillment_status"] == "unfulfilled"
    assert order["items"][0] == order_requests.order_document()["items"][0] | {
        "discount": 0,
        "tax": None,
        "requires_shipping": True,
        "attributes": {},
        "cancelled_quantity": 0,
        "cancelled_worth": 0,
        "restock_requested_quantity": 0,
        "set_aside_quantity": 0,
        "fulfilled_quantity": 0,
        "refunded_quantity": 0,
        "remaining_quantity": 2,
        "total": 200,
    }
    assert order["shipping_address"] == exact(order_requests.ADDRESS) | {"company": None}
    assert order["billing_address"] is None
    assert (order["tags"], order["note"]) == (["gift"], "Ring")
    assert order["cancellation"]["refund_id"] == order["payment"]["refunds"][0]["id"]
    assert order["fulfillments"][0]["items"] == [{"id": "iid_001", "quantity": 1}]
    assert order["fulfillments"][0]["status"] == "cancelled"


def test_order_totals_are_exact(client: Client):
    answer = client.get(f"/orders/{order_requests.create_order(client)['order_id']}")

    # 2 × 100 + 50.50 + 10 + 5.25 − 15.75
    expected = {"subtotal": "250.5", "discount": "15.75", "shipping": "10", "tax": "5.25"}
    expected |= {
        "adjustments": "0",
        "cancelled": "0",
        "total": "250",
        "captured": "250",
        "refunded": "0",
        "balance": "0",
    }
    assert {name: str(amount) for name, amount in answer.json["totals"].items()} == expected


def test_timeline_has_actor_type_time_and_version(client: Client):
    order = cancelled_order(client)

    entries = order["timeline"]

    assert [entry["type"] for entry in entries] == [
        "order.created",
        "order.fulfillment_created",
        "order.cancelled",
    ]
    assert [entry["version"] for entry in entries] == [1, 2, 3]
    assert len({entry["id"] for entry in entries}) == 3
    assert all(entry["id"].startswith("evt_") for entry in entries)
    assert all(entry["by"].startswith("key:") for entry in entries)
    assert (entries[2]["from"], entries[2]["to"]) == ("pending", "cancelled")


def test_times_are_utc_and_omit_zero_fractions(client: Client):
    order = order_requests.create_order(client, created_at="2026-03-01T12:30:00+05:30")

    times = [order["updated_at"], order["timeline"][0]["at"]]

    assert order["created_at"] == "2026-03-01T07:00:00Z"
    assert all(time.endswith("Z") for time in times)
    assert all(datetime.fromisoformat(time).tzinfo for time in times)


@pytest.mark.parametrize("suffix", ["?dry_run=true", "?x=1", "/actions?x=1"])
def test_get_order_accepts_no_parameter(client: Client, suffix: str):
    order = order_requests.create_order(client)

    answer = client.get(f"/orders/{order['order_id']}{suffix}")

    assert answer.status == 422
    assert len(answer.pointers) == 1
