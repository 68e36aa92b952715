"""An order as a line of an export, which imports as the same order."""

from typing import Any, Final

from seller_orders.adapters.shared.wire.imported_order import import_document
from seller_orders.adapters.shared.wire.order_codec import order_detail
from seller_orders.domain.order import Order

_RARE_IN_ADDRESSES: Final = frozenset({"phone", "line2", "coordinates", "company"})


def exported(order: Order) -> dict[str, Any]:
    """Return the order document, without the optional fields that are empty."""
    document = import_document(order_detail(order))
    restocks = document["restocks"]
    for address in ("shipping_address", "billing_address"):
        document[address] = _address(document[address])
    document["customer"] = _without_empty(document["customer"])
    document["payment"] = _without_empty(document["payment"])
    document["fulfillments"] = [_fulfillment(each) for each in document["fulfillments"]]
    # Without the key, the import derives the restocks from the cancellation.
    kept = {"restocks": restocks} if order.cancellation or order.restocks else {}
    return _without_empty(document) | kept


def _fulfillment(fulfillment: dict[str, Any]) -> dict[str, Any]:
    # Without the key, the import derives the time of the hand-over from the statuses.
    handed_over = {"handed_over_at": fulfillment["handed_over_at"]}
    return _without_empty(fulfillment) | handed_over


def _address(address: dict[str, Any] | None) -> dict[str, Any] | None:
    if address is None:
        return None
    return {k: v for k, v in address.items() if v is not None or k not in _RARE_IN_ADDRESSES}


def _without_empty(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if value not in (None, [])}
