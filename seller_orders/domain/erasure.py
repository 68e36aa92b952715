"""Erasure of personal data in an order: what stays, field by field, and what does not.

Names, contacts, addresses and free texts are erased. Figures, goods, identifiers, statuses and
times stay, and so do the entries of the timeline. A field without an entry in ``TREATMENTS`` cannot
be erased, so a new field needs a decision.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from attrs import evolve, fields_dict

from seller_orders.domain.adjustment import Adjustment
from seller_orders.domain.cancellation import Cancellation
from seller_orders.domain.erased_facts import ERASED, erased_code, erased_facts
from seller_orders.domain.fulfillment import Fulfillment, Shipment
from seller_orders.domain.hold import Hold
from seller_orders.domain.line_item import LineItem
from seller_orders.domain.order import Order
from seller_orders.domain.order_return import ReceivedUnits, Return, ReturnedItem, ShippedUnits
from seller_orders.domain.payment import Payment, Refund, RefundedItem, RefundPart
from seller_orders.domain.tax_line import TaxLine
from seller_orders.domain.tender import Tender
from seller_orders.domain.timeline import Change, ChangeType, TimelineEntry
from seller_orders.domain.values import (
    Address,
    Customer,
    DeliveryPerson,
    Recipient,
    Tracking,
)

Treatment = Callable[[Any], Any]


def erase(order: Order, change: Change) -> Order:
    """Erase the personal data of an order; one that has none left stays as it is."""
    erased = without_personal_data(order)
    if erased == order:
        return order
    return erased.next_version(ChangeType.ERASED, change)


def without_personal_data(order: Order) -> Order:
    """Return the order without personal data, at the same version."""
    erased: Order = _parts(order)
    return erased


def _kept(value: Any) -> Any:
    return value


def _text(value: str | None) -> str | None:
    return None if value is None else ERASED


def _always_text(_: str | None) -> str:
    # An address has at least one field.
    return ERASED


def _none(_: Any) -> None:
    return None


def _values(texts: Mapping[str, str]) -> Mapping[str, str]:
    return dict.fromkeys(texts, ERASED)


def _parts(value: Any) -> Any:
    """Erase the fields of a value, or of each value of a tuple."""
    if value is None:
        return None
    if type(value) in TREATMENTS:
        treatments = TREATMENTS[type(value)]
        changes = {
            name: treatments[name](getattr(value, name)) for name in fields_dict(type(value))
        }
        return evolve(value, **changes)
    # A timeline is no tuple if it was read from a store.
    return tuple(map(_parts, value))


def _customer_id(id: str | None) -> str | None:
    return None if id is not None and "@" in id else id


def _figures(*names: str) -> Mapping[str, Treatment]:
    return dict.fromkeys(names, _kept)


TREATMENTS: Final[Mapping[type[Any], Mapping[str, Treatment]]] = {
    Order: {
        **_figures("domain_id", "id", "number", "store_id", "version", "status", "currency"),
        **_figures("discount", "shipping", "tax", "prices_include_tax", "restocks"),
        **_figures("tags", "external_ids", "ship_by", "assignee", "replaces", "replaced_by"),
        **_figures("created_at", "updated_at"),
        "customer": _parts,
        "lines": _parts,
        "payment": _parts,
        "shipping_address": _parts,
        "billing_address": _parts,
        "fulfillments": _parts,
        "note": _text,
        "attributes": _values,
        "tax_lines": _parts,
        "adjustments": _parts,
        "cancellation": _parts,
        "returns": _parts,
        "holds": _parts,
        "timeline": _parts,
    },
    Customer: {
        "id": _customer_id,
        "name": _text,
        "email": _none,
        "phone": _none,
        "company": _none,
        "language": _none,
    },
    Address: {
        "line1": _always_text,
        "city": _text,
        "country_code": _kept,
        "type": _none,
        "name": _text,
        "phone": _none,
        "line2": _none,
        "state": _none,
        "postal_code": _none,
        "country": _none,
        "coordinates": _none,
        "company": _none,
    },
    Recipient: {"name": _text, "phone": _none, "address": _parts},
    DeliveryPerson: {"name": _text, "phone": _none},
    Tracking: {"awb": _kept, "url": _none},
    LineItem: {
        **_figures("id", "product_id", "sku", "name", "quantity", "selling_price", "discount"),
        **_figures("tax", "requires_shipping", "cancelled_quantity", "cancelled_worth"),
        **_figures("restock_requested_quantity", "set_aside_quantity"),
        "attributes": _values,
    },
    TaxLine: _figures("title", "rate", "amount"),
    Adjustment: {**_figures("kind", "amount"), "label": _text},
    Shipment: {
        **_figures("items", "shipping_method", "provider_id"),
        "tracking": _parts,
        "more_tracking": _parts,
        "delivery_person": _parts,
        "customer": _parts,
        "pickup_address": _parts,
    },
    Fulfillment: {
        **_figures("id", "status", "handed_over_at", "report_count", "created_at", "updated_at"),
        "shipment": _parts,
    },
    Payment: {
        **_figures("status", "method", "captured", "refunded_at_cancellation"),
        "tenders": _parts,
        "refunds": _parts,
    },
    Tender: _figures("id", "method", "amount", "reference", "provider_id", "status"),
    Refund: {
        **_figures("id", "amount", "shipping", "adjustment", "return_id", "owed", "status"),
        **_figures("created_at"),
        "items": _parts,
        "parts": _parts,
        "reason": _text,
    },
    RefundedItem: _figures("id", "quantity", "worth", "fulfillment_id"),
    RefundPart: _figures("tender_id", "amount", "status"),
    Cancellation: {
        **_figures("reason", "at", "by", "refund_id", "restocked"),
        "details": _text,
    },
    Return: {
        **_figures("id", "status", "created_at", "updated_at"),
        "items": _parts,
        "note": _text,
        "tracking": _parts,
    },
    ReturnedItem: {
        **_figures("id", "quantity"),
        "reason": erased_code,
        "shipped": _parts,
        "received": _parts,
    },
    ShippedUnits: _figures("fulfillment_id", "quantity"),
    ReceivedUnits: _figures("quantity", "condition", "arrived"),
    Hold: {
        **_figures("id", "reason", "items", "until", "handle", "created_at"),
        "note": _text,
    },
    TimelineEntry: {
        **_figures("id", "type", "at", "by", "version", "from_", "to", "notified"),
        "note": _text,
        "data": erased_facts,
    },
}
"""Treatment of each field of an order and of its parts."""
