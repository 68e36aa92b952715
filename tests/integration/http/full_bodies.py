"""For each operation a body with every field that it knows, and where each kind of field is."""

from typing import Any, Final

from tests.integration.http.operations import (
    BULK,
    CANCEL,
    CANCEL_FULFILLMENT,
    CREATE,
    FULFILL,
    PAYMENT,
    REFUND,
    STATUS,
    UPDATE_FULFILLMENT,
    UPDATE_REFUND,
    Operation,
)
from tests.support import order_requests

Path = tuple[str | int, ...]

_PERSON: Final = {"name": "Rider Rahul", "phone": "+919876543210"}
_SHIPMENT: Final = {
    "shipping_method": "Courier",
    "awb": "1Z999",
    "tracking_url": "https://courier.example/1Z999",
    "delivery_person": _PERSON,
    "customer": {**_PERSON, "address": order_requests.ADDRESS},
    "pickup_address": order_requests.ADDRESS,
}
_ITEM: Final = {"id": "iid_001", "quantity": 1}

_CREATE: Final = order_requests.document(
    order_id="ord_full",
    order_number="F-1",
    created_at="2026-01-01T00:00:00Z",
    status="processing",
    shipping_address=order_requests.ADDRESS,
    billing_address=order_requests.ADDRESS,
    tags=["gift"],
    note="Ring twice",
    fulfillments=[
        {
            **_SHIPMENT,
            "id": "ful_full",
            "status": "pending",
            "items": [_ITEM],
            "provider_id": "courier",
            "created_at": "2026-01-01T00:00:00Z",
            "updated_at": "2026-01-02T00:00:00Z",
        }
    ],
)

_BULK: Final = {"order_ids": ["ord_1"], "atomic": True}

FULL: Final[tuple[tuple[Operation, dict[str, Any]], ...]] = (
    (STATUS, {"status": "processing", "note": "Soon", "notify_customer": True}),
    (PAYMENT, PAYMENT.body),
    (
        FULFILL,
        {
            **_SHIPMENT,
            "items": [{**_ITEM, "name": "Alfredo Pasta", "selling_price": 100}],
            "provider_id": None,
            "notify_customer": True,
        },
    ),
    (
        UPDATE_FULFILLMENT,
        {"status": "in_transit", "awb": "1Z9", "tracking_url": "https://courier.example/1Z9"},
    ),
    (CANCEL_FULFILLMENT, {}),
    (
        CANCEL,
        {
            "reason": "other",
            "cancel_reason_details": "Moved",
            "refund": True,
            "refund_amount": 10,
            "restock": True,
            "notify_customer": True,
        },
    ),
    (REFUND, {"amount": 10, "reason": "Broken"}),
    (UPDATE_REFUND, UPDATE_REFUND.body),
    (CREATE, _CREATE),
    (
        BULK,
        {
            **_BULK,
            "action": "update_status",
            "data": {"status": "processing", "note": "Soon", "notify_customers": True},
        },
    ),
    (BULK, {**_BULK, "action": "add_tags", "data": {"tags": ["gift"]}}),
    (BULK, {**_BULK, "action": "remove_tags", "data": {"tags": ["gift"]}}),
    (
        BULK,
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
    ),
)

NAMES: Final = [
    f"{operation}-{body['action']}" if operation is BULK else str(operation)
    for operation, body in FULL
]


def nodes(value: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    """Return every value of a document and where it is, the document itself first."""
    inner: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return [(path, value), *(node for key, each in inner for node in nodes(each, (*path, key)))]
