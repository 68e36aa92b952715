"""Expected results of a search, written from the contract alone."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cmp_to_key
from typing import Any, Final
from unicodedata import normalize

from seller_orders.application.ports.order_search import OrderFilters, Sort
from seller_orders.application.text_folding import folded
from seller_orders.domain.order import Order


def _compare_by_value(one: str, other: str) -> int:
    """Compare order numbers, groups of digits by their value, all else by code point."""
    while one and other:
        digits = [re.match(r"\d+", each) for each in (one, other)]
        if all(digits):
            heads = [int(each[0]) for each in digits if each]
            ends = [each.end() for each in digits if each]
        else:
            heads, ends = [ord(one[0]), ord(other[0])], [1, 1]
        if heads[0] != heads[1]:
            return heads[0] - heads[1]
        one, other = one[ends[0] :], other[ends[1] :]
    return len(one) - len(other)


_in_sequence: Final = cmp_to_key(_compare_by_value)


def by_value(number: str) -> Any:
    """Return a key that sorts order numbers by the value of their digits."""
    return _in_sequence(normalize("NFC", number))


_SORT_VALUES: Final[dict[str, Callable[[Order], Any]]] = {
    "created_at": lambda order: order.created_at,
    "updated_at": lambda order: order.updated_at,
    "total": lambda order: order.total.amount,
    "order_number": lambda order: by_value(order.number),
    "status": lambda order: str(order.status),
    "ship_by": lambda order: order.ship_by,
}


def _has_words(order: Order, query: str) -> bool:
    """Return whether each word of a query follows the start, a space or a sign in some text."""
    phone = re.sub(r"\D", "", order.customer.phone or "")
    texts = [
        order.number,
        order.customer.name,
        order.customer.email or "",
        order.customer.company or "",
        *(phone, phone.removeprefix("91")),
        *(text for line in order.lines for text in (line.sku or "", line.name)),
        *(awb or "" for awb in _awbs(order)),
        *order.external_ids.values(),
    ]
    return all(
        any(re.search(rf"(?<![^\W_]){re.escape(word)}", folded(text)) for text in texts)
        for word in folded(query).replace("+", "").split()
    )


def matches(order: Order, filters: OrderFilters) -> bool:
    """Return whether an order passes all filters."""
    part = folded(filters.number_begins_or_ends_with or "")
    number, address, total = folded(order.number), order.shipping_address, order.total.amount
    return all(
        [
            not filters.statuses or order.status in filters.statuses,
            not filters.payment_statuses or order.payment.status in filters.payment_statuses,
            not filters.fulfillment_statuses
            or order.fulfillment_status in filters.fulfillment_statuses,
            not filters.financial_statuses or order.financial_status in filters.financial_statuses,
            filters.customer_id in {None, order.customer.id},
            filters.store_id in {None, order.store_id},
            filters.tag in {None, *order.tags},
            filters.awb is None or filters.awb in _awbs(order),
            filters.external_id in {None, *order.external_ids.items()},
            filters.attribute in {None, *order.attributes.items()},
            filters.created_from is None or filters.created_from <= order.created_at,
            filters.created_to is None or order.created_at <= filters.created_to,
            filters.updated_from is None or filters.updated_from <= order.updated_at,
            filters.updated_to is None or order.updated_at <= filters.updated_to,
            filters.total_min is None or filters.total_min <= total,
            filters.total_max is None or total <= filters.total_max,
            filters.country in {None, address.country_code if address else ""},
            filters.sku in {None, *(line.sku for line in order.lines)},
            not filters.return_statuses or _return_status(order) in filters.return_statuses,
            filters.assignee in {None, order.assignee},
            not filters.unassigned or order.assignee is None,
            filters.held in {None, _is_held(order, filters.at)},
            filters.late in {None, _is_late(order, filters.at)},
            number.startswith(part) or number.endswith(part),
            _has_words(order, filters.words or ""),
        ]
    )


def _return_status(order: Order) -> str:
    statuses = [str(each.status) for each in order.returns]
    arrived = [
        units
        for each in order.returns
        for item in each.items
        for units in item.received
        if each.status == "closed" and units.arrived
    ]
    if "requested" in statuses:
        return "requested"
    if "approved" in statuses or "received" in statuses:
        return "in_progress"
    return "returned" if arrived else "none"


def _is_held(order: Order, at: datetime | None) -> bool:
    remaining = {item.id for item in order.remaining}
    return at is not None and any(
        (hold.until is None or at < hold.until)
        and (not hold.items or not remaining.isdisjoint(hold.items))
        for hold in order.holds
    )


def _is_late(order: Order, at: datetime | None) -> bool:
    if at is None or order.ship_by is None:
        return False
    is_open = order.status in {"pending", "confirmed", "processing", "shipped"}
    return is_open and bool(order.remaining) and order.ship_by < at


def _awbs(order: Order) -> set[str | None]:
    shipments = [each.shipment for each in order.fulfillments]
    return {tracking.awb for each in shipments for tracking in (each.tracking, *each.more_tracking)}


def expected(orders: Iterable[Order], filters: OrderFilters, sort: Sort) -> list[Order]:
    """Return the matching orders of one domain, in the requested sequence."""
    found = [order for order in orders if matches(order, filters)]
    value = _SORT_VALUES[str(sort.key)]
    known = [order for order in found if value(order) is not None]
    lacking = [order for order in found if value(order) is None]
    known.sort(key=lambda order: (value(order), order.id), reverse=sort.descending)
    lacking.sort(key=lambda order: order.id, reverse=sort.descending)
    return [*known, *lacking]


def summary(order: Order) -> dict[str, Any]:
    """Return an order's summary in a list (contract, section 3)."""
    return {
        "order_id": order.id,
        "order_number": order.number,
        "domain_id": order.domain_id,
        "store_id": order.store_id,
        "status": order.status,
        "payment_status": order.payment.status,
        "fulfillment_status": order.fulfillment_status,
        "financial_status": order.financial_status,
        "customer": {"id": order.customer.id, "name": order.customer.name},
        "currency": order.currency,
        "total": order.total.amount,
        "item_count": len(order.lines),
        "tags": list(order.tags),
        "external_ids": dict(order.external_ids),
        "ship_by": order.ship_by,
        "assignee": order.assignee,
        "created_at": order.created_at,
        "updated_at": order.updated_at,
        "version": order.version,
    }
