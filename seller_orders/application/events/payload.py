"""Payload of an event: its order, and the part that changed, right after the change.

The parts have the fields that responses of the HTTP API have.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Final

from attrs import fields

from seller_orders.domain.fulfillment import Fulfillment
from seller_orders.domain.money import Money
from seller_orders.domain.order import Order
from seller_orders.domain.signed_money import SignedMoney
from seller_orders.domain.timeline import ChangeType, Fact, TimelineEntry, time_fact

_MAX_DECIMALS: Final = 30
_OF_RETURNS: Final = frozenset({ChangeType.RETURN_CREATED, ChangeType.RETURN_UPDATED})


def event_payload(order: Order, entry: TimelineEntry) -> dict[str, Fact]:
    """Return the order's summary, and the fulfillment, refund or return that the change is about.

    Returns nothing for a change before the order's last one: the state after it is not known.
    """
    if entry.version != order.version:
        return {}
    return {"order": order_summary(order), **dict(_subjects(order, entry))}


def order_summary(order: Order) -> dict[str, Fact]:
    """Return the summary of an order, as in a list."""
    return {
        "order_id": order.id,
        "order_number": order.number,
        "domain_id": order.domain_id,
        "store_id": order.store_id,
        "status": order.status.value,
        "payment_status": order.payment.status.value,
        "fulfillment_status": order.fulfillment_status.value,
        "financial_status": order.financial_status.value,
        "customer": {"id": order.customer.id, "name": order.customer.name},
        "currency": order.currency,
        "total": order.total.amount,
        "item_count": len(order.lines),
        "tags": list(order.tags),
        "external_ids": dict(order.external_ids),
        "ship_by": None if order.ship_by is None else time_fact(order.ship_by),
        "assignee": order.assignee,
        "created_at": time_fact(order.created_at),
        "updated_at": time_fact(order.updated_at),
        "version": order.version,
    }


def _subjects(order: Order, entry: TimelineEntry) -> Iterator[tuple[str, Fact]]:
    data: Mapping[str, Any] = entry.data
    fulfillment = order.fulfillment(data.get("fulfillment_id", ""))
    if fulfillment is not None:
        yield "fulfillment", _fulfillment(fulfillment)
    refund = order.refund(data.get("refund_id"))
    if refund is not None:
        yield "refund", _facts(refund)
    if entry.type in _OF_RETURNS:
        return_ = order.return_(data.get("return_id", ""))
        if return_ is not None:
            yield "return", _facts(return_)


def _fulfillment(fulfillment: Fulfillment) -> dict[str, Fact]:
    """Return a fulfillment with the fields of its shipment, and the first tracking in two."""
    facts: dict[str, Any] = _facts(fulfillment)
    shipment = facts.pop("shipment")
    tracking, more = shipment.pop("tracking"), shipment.pop("more_tracking")
    first = {"awb": tracking["awb"], "tracking_url": tracking["url"], "tracking": more}
    merged: dict[str, Fact] = facts | shipment | first
    return merged


def _facts(value: Any) -> Any:
    """Return a value of the domain as JSON-compatible values."""
    match value:
        case Enum():
            return value.value
        case float():
            # A coordinate: every store keeps this many decimals.
            return round(value, _MAX_DECIMALS)
        case None | str() | int() | Decimal():
            return value
        case Money() | SignedMoney():
            return value.amount
        case datetime():
            return time_fact(value)
        case tuple():
            return [_facts(each) for each in value]
        case _:
            return {name: _facts(getattr(value, name)) for name in _names(value.__class__)}


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))
