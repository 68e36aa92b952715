"""Request bodies with every field of their operation."""

from typing import Any, Final

from tests.support import order_requests

_PERSON: Final = {"name": "Rider Rahul", "phone": "+919876543210"}
SHIPMENT: Final = {
    "shipping_method": "Courier",
    "awb": "1Z999",
    "tracking_url": "https://courier.example/1Z999",
    "tracking": [{"awb": "1Z998", "url": "https://courier.example/1Z998"}],
    "delivery_person": _PERSON,
    "customer": {**_PERSON, "address": order_requests.ADDRESS},
    "pickup_address": order_requests.ADDRESS,
}
ITEM: Final = {"id": "iid_001", "quantity": 1}

_TENDER: Final = {
    "method": "card",
    "reference": "ch_1",
    "provider_id": "stripe",
    "status": "captured",
}

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
    payment={
        "status": "paid",
        "method": "card",
        "amount_paid": 250,
        "tenders": [
            {**_TENDER, "id": "tnd_1", "amount": 100},
            {**_TENDER, "id": "tnd_2", "amount": 150},
        ],
    },
    tags=["gift"],
    note="Ring twice",
    external_ids={"erp": "SO-full"},
    attributes={"gift_wrap": "red"},
    ship_by="2099-01-03T00:00:00Z",
    assignee="usr_1",
    replaces="ord_0",
    items=[
        {
            **order_requests.line_document("iid_001", "Alfredo Pasta", 2, 100.000025),
            "discount": 1.5,
            "tax": 4.25,
            "requires_shipping": True,
            "attributes": {"spicy": "no"},
        },
        order_requests.line_document("iid_002", "Garlic Bread", 1, 50.5),
    ],
    prices_include_tax=False,
    tax_lines=[{"title": "GST", "rate": 0.021, "amount": 5.25}],
    adjustments=[{"kind": "tip", "label": "For the rider", "amount": 1.5}],
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
    "notify_customer": True,
    "status": "in_transit",
    "awb": "1Z9",
    "tracking_url": "https://courier.example/1Z9",
    "tracking": [{"awb": "1Z8", "url": None}],
}
CANCEL: Final = {
    "reason": "other",
    "cancel_reason_details": "Moved",
    "refund": True,
    "refund_amount": 10,
    "restock": True,
    "notify_customer": True,
}
PAYMENT: Final = {
    "status": "paid",
    "amount_captured": 260,
    "tenders": [{**_TENDER, "id": "tnd_1", "amount": 260}],
    "overpayment": True,
}
CANCEL_ITEMS: Final = {**CANCEL, "items": [ITEM]}
REFUND: Final = {
    "amount": 10,
    "tenders": [{"id": "tnd_1", "amount": 10}],
    "return_id": "ret_1",
    "reason": "Broken",
    "notify_customer": True,
}
REFUND_BY_UNITS: Final = {
    "items": [{**ITEM, "id": "iid_002"}],
    "shipping": 1.5,
    "adjustment": -0.5,
    "return_id": "ret_1",
    # The credit is 49.34; the order of the tests has refunded 5 already.
    "tenders": [{"id": "tnd_1", "amount": 44.34}],
    "reason": "Sent back",
    "notify_customer": True,
}

_BACK: Final = [{"awb": "1Z998", "url": "https://courier.example/1Z998"}]
CREATE_RETURN: Final = {
    "items": [{**ITEM, "reason": "The colour faded"}],
    "note": "The customer prints the label",
    "tracking": _BACK,
}
APPROVE_RETURN: Final = {"tracking": _BACK, "notify_customer": True}
RECEIVE_RETURN: Final = {
    "items": [{**ITEM, "condition": "damaged"}],
    "notify_customer": True,
}
EDIT: Final = {
    "items": [{**ITEM, "quantity": 3, "discount": 1.5, "tax": 4.25}],
    "add_items": [
        {
            **order_requests.line_document("iid_003", "Tomato Soup", 1, 80.000025),
            "discount": 1.5,
            "tax": 4.25,
            "requires_shipping": True,
            "attributes": {"spicy": "no"},
        }
    ],
    "shipping_total": 12,
    "discount_total": 1,
    "tax_total": 9.5,
    "tax_lines": [{"title": "GST", "rate": 0.021, "amount": 5.25}],
    "adjustments": [{"kind": "tip", "label": "For the rider", "amount": 1.5}],
    "shipping_address": _ADDRESS,
    "billing_address": _ADDRESS,
    "customer": {name: text for name, text in _CUSTOMER.items() if name != "id"},
    "note": "Ring twice",
    "ship_by": "2099-01-03T00:00:00Z",
    "reason": "The customer called",
}
EDIT_WITH_REMOVAL: Final = {"items": [{"id": "iid_002", "quantity": 0}], "reason": "Sold out"}

_HOLD: Final = {
    "reason": "bad_address",
    "note": "Flat number?",
    "until": "2100-01-01T00:00:00Z",
    "handle": "address-7",
}
HOLD: Final = {**_HOLD, "items": ["iid_001"]}

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
    {
        **_BULK,
        "action": "items_cancel",
        "data": {
            "reason": "other",
            "cancel_reason_details": "Flooded",
            "refund": True,
            "restock": True,
            "notify_customers": True,
        },
    },
    {**_BULK, "action": "assign", "data": {"user_id": "usr_1"}},
    {**_BULK, "action": "hold", "data": _HOLD},
    {**_BULK, "action": "release", "data": {"handle": "address-7"}},
)
ENDPOINT: Final = {
    # Nobody listens at this port.
    "url": "http://127.0.0.1:9/events",
    "topics": ["order.created", "order.fulfillment_*"],
    "description": "The ERP",
    "enabled": True,
}

SETTINGS: Final = {
    "transitions": {"pending": ["delivered", "cancelled"], "delivered": [], "cancelled": []},
    "cancellation": {"reasons": ["fraud", "other"], "customer_reasons": ["other"]},
    "returns": {
        "reasons": ["unwanted"],
        "other_reasons": False,
        "conditions": {"resellable": {"restocks": True, "arrives": True}},
    },
    "time_zone": "Asia/Kolkata",
    "language": "de",
    "handling": {
        "business_days": 2,
        "cut_off": "14:00",
        "working_days": [1, 2, 3, 4, 5, 6],
        "holidays": ["2026-12-25"],
    },
    "numbering": {"prefix": "A-", "next": 2001},
    "notifications": {
        "shop_name": "Anjali's Kitchen",
        "mail_from": "orders@shop.example",
        "sms_from": "+15005550006",
        "phrases": {"status.shipped": "Off it goes: %(number)s"},
        "templates": {"status_change.sms": "{{ headline }}"},
    },
    "retention": {"erase_contacts_after_days": 365},
    "carriers": {
        "bicycle": {
            "url": "https://bridge.example",
            "token": "t0ken",
            "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "allow_private": False,
        }
    },
    "payments": {
        "main": {"kind": "stripe", "options": {"account": "acct_1"}, "secrets": {"key": "sk_1"}}
    },
}
KEY: Final = {
    "name": "ERP",
    "scopes": ["orders:read", "orders:write"],
    "expires_at": "2099-12-31T00:00:00Z",
}
USER: Final = {
    "email": "anjali@shop.example",
    "name": "Anjali Patel",
    "role": "viewer",
    "password": "correct horse battery staple",
}
UPDATE_USER: Final = {
    "name": "Ravi Kumar",
    "role": "fulfiller",
    "password": "correct horse battery staple",
    "disabled": True,
}
VIEW: Final = {
    "name": "Late orders",
    "query": "late=true&sort_by=ship_by",
    "columns": ["order_number", "ship_by"],
    "shared": True,
}
