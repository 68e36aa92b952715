"""An order as a line of an export, which imports as the same order."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from msgspec import NODEFAULT
from msgspec.structs import fields

from seller_orders.adapters.shared.wire.imported_order import import_document
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.adapters.shared.wire.order_codec import ImportedLine, order_detail
from seller_orders.adapters.shared.wire.payment_codec import (
    ImportedPayment,
    RefundDocument,
)
from seller_orders.domain.order import Order

_RARE_IN_ADDRESSES: Final = frozenset({"phone", "line2", "coordinates", "company"})


def exported(order: Order) -> dict[str, Any]:
    """Return the order document, without the optional fields that are empty."""
    document = import_document(order_detail(order))
    restocks = document["restocks"]
    for address in ("shipping_address", "billing_address"):
        document[address] = _address(document[address])
    document["customer"] = _without_empty(document["customer"])
    document["items"] = [_without_defaults(ImportedLine, each) for each in document["items"]]
    document["payment"] = _payment(document["payment"])
    document["fulfillments"] = [_fulfillment(each) for each in document["fulfillments"]]
    # Without the key, the import derives the restocks from the cancellation.
    kept = {"restocks": restocks} if order.cancellation or order.restocks else {}
    return _without_empty(document) | kept


def _payment(payment: dict[str, Any]) -> dict[str, Any]:
    refunds = [_without_defaults(RefundDocument, each) for each in payment["refunds"]]
    return _without_empty(_without_defaults(ImportedPayment, {**payment, "refunds": refunds}))


def _fulfillment(fulfillment: dict[str, Any]) -> dict[str, Any]:
    # Without the key, the import derives the time of the hand-over from the statuses.
    handed_over = {"handed_over_at": fulfillment["handed_over_at"]}
    return _without_empty(fulfillment) | handed_over


def _address(address: dict[str, Any] | None) -> dict[str, Any] | None:
    if address is None:
        return None
    return {k: v for k, v in address.items() if v is not None or k not in _RARE_IN_ADDRESSES}


def _without_empty(document: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value
        for key, value in document.items()
        if value not in (None, [], {}) and value is not False
    }


def _without_defaults(kind: type[Document], document: dict[str, Any]) -> dict[str, Any]:
    return {
        k: v for k, v in document.items() if k not in (usual := _defaults(kind)) or v != usual[k]
    }


@cache
def _defaults(kind: type[Document]) -> Mapping[str, Any]:
    """Return the values of optional fields that a document may leave out, by key."""
    return {
        each.encode_name: each.default
        if each.default_factory is NODEFAULT
        else each.default_factory()
        for each in fields(kind)
        if not each.required
    }
