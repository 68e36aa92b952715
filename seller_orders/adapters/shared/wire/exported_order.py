"""An order as a line of an export, which imports as the same order."""

from typing import Any

from seller_orders.application.queries.order_detail import (
    address_view,
    cancellation_view,
    fulfillment_view,
    refund_view,
    restock_view,
    timeline_view,
)
from seller_orders.domain.fulfillment import Fulfillment
from seller_orders.domain.order import Order


def exported(order: Order) -> dict[str, Any]:
    """Return the order document, without the optional fields that are empty."""
    document = {
        "order_id": order.id,
        "order_number": order.number,
        "store_id": order.store_id,
        "version": order.version,
        "created_at": order.created_at,
        "updated_at": order.updated_at,
        "currency": order.currency,
        "status": order.status,
        "customer": {
            "id": order.customer.id,
            "name": order.customer.name,
            "email": order.customer.email,
            "phone": order.customer.phone,
        },
        "items": [
            {
                "id": line.id,
                "product_id": line.product_id,
                "sku": line.sku,
                "name": line.name,
                "quantity": line.quantity,
                "selling_price": line.selling_price.amount,
            }
            for line in order.lines
        ],
        "shipping_total": order.shipping.amount,
        "tax_total": order.tax.amount,
        "discount_total": order.discount.amount,
        "payment": _without_empty(
            {
                "status": order.payment.status,
                "method": order.payment.method,
                "amount_paid": order.payment.captured.amount,
                "refunds": [refund_view(refund) for refund in order.payment.refunds],
            }
        ),
        "shipping_address": _address(order.shipping_address),
        "billing_address": _address(order.billing_address),
        "fulfillments": [_fulfillment(each) for each in order.fulfillments],
        "tags": list(order.tags),
        "note": order.note,
        "cancellation": cancellation_view(order.cancellation),
        "timeline": [timeline_view(entry) for entry in order.timeline],
    }
    # Left out, it would be read as what the cancellation gave back.
    restocks = {"restocks": [restock_view(restock) for restock in order.restocks]}
    return _without_empty(document) | (restocks if order.cancellation or order.restocks else {})


def _fulfillment(fulfillment: Fulfillment) -> dict[str, Any]:
    # Left out, the time of the hand-over would be derived from the statuses.
    handed_over = {"handed_over_at": fulfillment.handed_over_at}
    return _without_empty(fulfillment_view(fulfillment)) | handed_over


def _address(address: Any) -> Any:
    view: Any = address_view(address)
    rare = {"phone", "line2", "coordinates"}
    return view and {k: v for k, v in view.items() if k not in rare or v is not None}


def _without_empty(document: Any) -> dict[str, Any]:
    return {key: value for key, value in document.items() if value not in (None, [])}
