from typing import Any

from tests.support import order_requests
from tests.support.http_client import Answer, Client, exact

# The contract's request, with the units of the sample order.
SEED: dict[str, Any] = {
    "items": [{"id": "iid_001", "name": "Alfredo Pasta", "quantity": 2, "selling_price": 100}],
    "awb": "1Z999AA10123456784",
    "tracking_url": "https://www.ups.com/track?tracknum=1Z999AA10123456784",
    "provider_id": None,
    "shipping_method": "Self-Delivery",
    "notify_customer": True,
    "customer": {
        "name": "Anjali Patel",
        "phone": "+918765432109",
        "address": order_requests.ADDRESS,
    },
    "delivery_person": {"name": "Rider Rahul", "phone": "+919876543210"},
    "pickup_address": {
        "type": "OFFICE",
        "name": "Central Kitchen",
        "phone": "+919999999999",
        "line1": "456 Business Hub",
        "city": "Mumbai",
        "state": "Maharashtra",
        "postal_code": "400001",
        "country": "India",
        "country_code": "IN",
    },
}


def fulfill(client: Client, order: dict[str, Any], **body: Any) -> Answer:
    return client.post(f"/orders/{order['order_id']}/fulfillments", body)


def test_fulfillment_keeps_all_fields_of_the_request(client: Client):
    order = order_requests.create_order(client)

    answer = fulfill(client, order, **SEED)

    assert answer.status == 201
    assert answer.json.keys() == {"fulfillment", "order"}
    fulfillment = answer.json["fulfillment"]
    times = {"created_at": fulfillment["created_at"], "updated_at": fulfillment["updated_at"]}
    assert fulfillment.pop("id").startswith("ful_")
    assert fulfillment == exact(
        {
            "status": "pending",
            "items": [{"id": "iid_001", "quantity": 2}],
            "shipping_method": "Self-Delivery",
            "provider_id": None,
            "awb": SEED["awb"],
            "tracking_url": SEED["tracking_url"],
            "delivery_person": SEED["delivery_person"],
            "tracking": [],
            "customer": SEED["customer"]
            | {"address": SEED["customer"]["address"] | {"company": None}},
            "pickup_address": SEED["pickup_address"]
            | {"line2": None, "coordinates": None, "company": None},
            "handed_over_at": None,
            "report_count": 0,
            **times,
        }
    )


def test_fulfill_returns_the_order_and_location(client: Client):
    order = order_requests.create_order(client)

    answer = fulfill(client, order, **SEED)

    assert answer.json["order"] == order_requests.get_order(client, order)
    assert answer.json["order"]["fulfillments"] == [answer.json["fulfillment"]]
    assert answer.headers["Location"].endswith(
        f"/merchant/api/v1/domains/{client.domain_id}/orders/{order['order_id']}"
        f"/fulfillments/{answer.json['fulfillment']['id']}"
    )


def test_shipments_lead_to_partial_then_fulfilled(client: Client):
    order = order_requests.create_order(client)

    seen = []
    for item in (("iid_001", 1), ("iid_002", 1), ("iid_001", 1)):
        order_requests.create_fulfillment(client, order, item)
        current = order_requests.get_order(client, order)
        left = [line["remaining_quantity"] for line in current["items"]]
        seen.append((current["fulfillment_status"], left, current["version"]))

    assert seen == [
        ("partial", [1, 1], 2),
        ("partial", [1, 0], 3),
        ("fulfilled", [0, 0], 4),
    ]


def test_fulfillment_does_not_change_order_status(client: Client):
    order = order_requests.create_order(client)
    fulfillment = order_requests.create_fulfillment(client, order, ("iid_001", 2), ("iid_002", 1))
    order_requests.update_fulfillment(client, order, fulfillment, "delivered")

    assert order_requests.get_order(client, order)["status"] == "pending"


def test_item_name_and_price_are_ignored(client: Client):
    order = order_requests.create_order(client)
    item = {"id": "iid_001", "quantity": 1, "name": "Caviar", "selling_price": 0.01}

    answer = fulfill(client, order, items=[item])

    assert answer.status == 201
    assert answer.json["order"]["items"][0]["name"] == "Alfredo Pasta"
    assert answer.json["order"]["items"][0]["selling_price"] == 100
    assert answer.json["order"]["totals"] == order["totals"]
