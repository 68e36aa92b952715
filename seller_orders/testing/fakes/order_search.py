"""Search of committed orders in memory."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Any, TypeAlias

from attrs import frozen

from seller_orders.application.ports.order_search import (
    Found,
    OrderFilters,
    OrderSummary,
    Position,
    Sort,
    SortKey,
)
from seller_orders.domain.order import Order
from seller_orders.domain.values import Tracking
from seller_orders.testing.fakes.store import MemoryStore

Value: TypeAlias = datetime | int | str

_VALUES: dict[SortKey, Callable[[Order], Value]] = {
    SortKey.CREATED_AT: lambda order: order.created_at,
    SortKey.UPDATED_AT: lambda order: order.updated_at,
    SortKey.TOTAL: lambda order: order.total.units,
    SortKey.ORDER_NUMBER: lambda order: order.number,
    SortKey.STATUS: lambda order: order.status.value,
}


@frozen
class MemoryOrderSearch:
    """Filters and sorts the committed orders that are not archived."""

    store: MemoryStore

    def after(
        self, domain_id: str, filters: OrderFilters, sort: Sort, position: Position, limit: int
    ) -> Found:
        """Return the matches that follow a position."""
        matches = self._matches(domain_id, filters, sort)
        place = (position.value, position.order_id)
        passed = [
            _place(order, sort) >= place if sort.descending else _place(order, sort) <= place
            for order in matches
        ]
        return _found(matches[sum(passed) :], sort, limit)

    def page(
        self, domain_id: str, filters: OrderFilters, sort: Sort, offset: int, limit: int
    ) -> tuple[Found, int]:
        """Return the matches from an offset on, and the total."""
        matches = self._matches(domain_id, filters, sort)
        return _found(matches[offset:], sort, limit), len(matches)

    def _matches(self, domain_id: str, filters: OrderFilters, sort: Sort) -> list[Order]:
        state = self.store.committed
        found = [
            order
            for order in state.of(domain_id)
            if (domain_id, order.id) not in state.archived and _match(order, filters)
        ]
        return sorted(found, key=lambda order: _place(order, sort), reverse=sort.descending)


def _place(order: Order, sort: Sort) -> tuple[Any, str]:
    return _VALUES[sort.key](order), order.id


def _match(order: Order, filters: OrderFilters) -> bool:
    for value, wanted in (
        (order.status, filters.statuses),
        (order.payment.status, filters.payment_statuses),
        (order.fulfillment_status, filters.fulfillment_statuses),
        (order.financial_status, filters.financial_statuses),
    ):
        if wanted and value not in wanted:
            return False
    exact: object
    values: Collection[object]
    for exact, values in (
        (filters.customer_id, [order.customer.id]),
        (filters.store_id, [order.store_id]),
        (filters.tag, order.tags),
        (filters.awb, [each.awb for each in _every_tracking(order)]),
        (filters.external_id, order.external_ids.items()),
        (filters.attribute, order.attributes.items()),
    ):
        if exact is not None and exact not in values:
            return False
    if filters.created_from is not None and order.created_at < filters.created_from:
        return False
    if filters.created_to is not None and order.created_at > filters.created_to:
        return False
    number, part = order.number.casefold(), (filters.number_begins_or_ends_with or "").casefold()
    return number.startswith(part) or number.endswith(part)


def _every_tracking(order: Order) -> Iterator[Tracking]:
    for each in order.fulfillments:
        yield from (each.shipment.tracking, *each.shipment.more_tracking)


def _found(rest: list[Order], sort: Sort, limit: int) -> Found:
    shown = rest[:limit]
    following = Position(*_place(shown[-1], sort)) if len(rest) > limit else None
    return Found([_summary(order) for order in shown], following)


def _summary(order: Order) -> OrderSummary:
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
        "external_ids": order.external_ids,
        "ship_by": order.ship_by,
        "assignee": order.assignee,
        "created_at": order.created_at,
        "updated_at": order.updated_at,
        "version": order.version,
    }
