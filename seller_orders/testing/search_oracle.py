"""Expected results of a search, written from the contract alone."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from seller_orders.application.ports.order_search import OrderFilters, Sort
from seller_orders.domain.order import Order

_SORT_VALUES: Final[dict[str, Callable[[Order], Any]]] = {
    "created_at": lambda order: order.created_at,
    "updated_at": lambda order: order.updated_at,
    "total": lambda order: order.total.amount,
    "order_number": lambda order: order.number,
    "status": lambda order: str(order.status),
}


def matches(order: Order, filters: OrderFilters) -> bool:
    """Return whether an order passes all filters."""
    part = filters.number_begins_or_ends_with
    number = order.number.casefold()
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
            part is None or number.startswith(part.casefold()) or number.endswith(part.casefold()),
        ]
    )


def _awbs(order: Order) -> set[str | None]:
    shipments = [each.shipment for each in order.fulfillments]
    return {tracking.awb for each in shipments for tracking in (each.tracking, *each.more_tracking)}


def expected(orders: Iterable[Order], filters: OrderFilters, sort: Sort) -> list[Order]:
    """Return the matching orders of one domain, in the requested sequence."""
    found = [order for order in orders if matches(order, filters)]
    value = _SORT_VALUES[str(sort.key)]
    return sorted(found, key=lambda order: (value(order), order.id), reverse=sort.descending)


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
