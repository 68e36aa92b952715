"""Request bodies with every field of their operation."""

from typing import Any, Final

from tests.support import order_requests

_PERSON: Final = {"name": "Rider Rahul", "phone": "+919876543210"}
SHIPMENT: Final = {
    "shipping_method": "Courier",
    "awb": "1Z999",
    "tracking_url": "https://courier.example/1Z999",
    "delivery_person": _PERSON,
    "customer": {**_PERSON, "address": order_requests.ADDRESS},
    "pickup_address": order_requests.ADDRESS,
}
ITEM: Final = {"id": "iid_001", "quantity": 1}

_ADDRESS: Final = {**order_requests.ADDRESS, "company": "Doe Foods"}
_CUSTOMER: Final = {
    **order_requests.order_document()["customer"],
    "company": "Patel Foods",
    "language": "hi-IN",
}

CREATE: Final = order_requests.order_document(
    customer=_CUSTOMER,
    order_id="ord_full",
    order_number="F-1",
    created_at="2026-01-01T00:00:00Z",
    status="processing",
    shipping_address=_ADDRESS,
    billing_address=_ADDRESS,
    tags=["gift"],
    note="Ring twice",
    fulfillments=[
        {
            **SHIPMENT,
            "id": "ful_full",
            "status": "pending",
            "items": [ITEM],
            "provider_id": "courier",
            "created_at": "2026-01-01T00:00:00Z",
            "updated_at": "2026-01-02T00:00:00Z",
        }
    ],
)

STATUS: Final = {"status": "processing", "note": "Soon", "notify_customer": True}
FULFILL: Final = {
    **SHIPMENT,
    "items": [{**ITEM, "name": "Alfredo Pasta", "selling_price": 100}],
    "provider_id": None,
    "notify_customer": True,
}
UPDATE_FULFILLMENT: Final = {
    "status": "in_transit",
    "awb": "1Z9",
    "tracking_url": "https://courier.example/1Z9",
}
CANCEL: Final = {
    "reason": "other",
    "cancel_reason_details": "Moved",
    "refund": True,
    "refund_amount": 10,
    "restock": True,
    "notify_customer": True,
}
REFUND: Final = {"amount": 10, "reason": "Broken"}

_BULK: Final = {"order_ids": ["ord_1"], "atomic": True}
BULK: Final[tuple[dict[str, Any], ...]] = (
    {
        **_BULK,
        "action": "update_status",
        "data": {"status": "processing", "note": "Soon", "notify_customers": True},
    },
    {**_BULK, "action": "add_tags", "data": {"tags": ["gift"]}},
    {**_BULK, "action": "remove_tags", "data": {"tags": ["gift"]}},
    {
        **_BULK,
        "action": "fulfill",
        "data": {
            "shipping_method": "Courier",
            "awb": "1Z9",
            "tracking_url": "https://courier.example/1Z9",
            "notify_customers": True,
        },
    },
)
