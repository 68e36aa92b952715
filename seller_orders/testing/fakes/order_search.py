"""Search of committed orders in memory."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Any, TypeAlias

from attrs import frozen

from seller_orders.application.order_number_sort_key import number_key
from seller_orders.application.order_words import words_of_order, words_of_query
from seller_orders.application.ports.order_search import (
    Found,
    OrderFilters,
    OrderSummary,
    Position,
    Sort,
    SortKey,
)
from seller_orders.application.text_folding import folded
from seller_orders.domain.fulfillment_policy import CLOSED_TO_FULFILLMENT
from seller_orders.domain.order import Order
from seller_orders.domain.values import Tracking
from seller_orders.testing.fakes.store import MemoryStore

Value: TypeAlias = datetime | int | str | None

_VALUES: dict[SortKey, Callable[[Order], Value]] = {
    SortKey.CREATED_AT: lambda order: order.created_at,
    SortKey.UPDATED_AT: lambda order: order.updated_at,
    SortKey.TOTAL: lambda order: order.total.units,
    SortKey.ORDER_NUMBER: lambda order: number_key(order.number),
    SortKey.STATUS: lambda order: order.status.value,
    SortKey.SHIP_BY: lambda order: order.ship_by,
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
        place = _rank(sort, position.value, position.order_id)
        passed = [
            rank >= place if sort.descending else rank <= place
            for rank in (_rank(sort, *_place(order, sort)) for order in matches)
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
        return sorted(
            found, key=lambda order: _rank(sort, *_place(order, sort)), reverse=sort.descending
        )


def _place(order: Order, sort: Sort) -> tuple[Value, str]:
    return _VALUES[sort.key](order), order.id


def _rank(sort: Sort, value: Value, order_id: str) -> tuple[Any, ...]:
    """Return a key that has orders without a value at the end in both directions."""
    return ((value is None) != sort.descending, "" if value is None else value, order_id)


def _match(order: Order, filters: OrderFilters) -> bool:
    for value, wanted in (
        (order.status, filters.statuses),
        (order.payment.status, filters.payment_statuses),
        (order.fulfillment_status, filters.fulfillment_statuses),
        (order.financial_status, filters.financial_statuses),
        (order.return_status, filters.return_statuses),
    ):
        if wanted and value not in wanted:
            return False
    address = order.shipping_address
    exact: object
    values: Collection[object]
    for exact, values in (
        (filters.customer_id, [order.customer.id]),
        (filters.store_id, [order.store_id]),
        (filters.tag, order.tags),
        (filters.country, [address and address.country_code]),
        (filters.sku, [line.sku for line in order.lines]),
        (filters.awb, [each.awb for each in _every_tracking(order)]),
        (filters.external_id, order.external_ids.items()),
        (filters.attribute, order.attributes.items()),
        (filters.assignee, [order.assignee]),
    ):
        if exact is not None and exact not in values:
            return False
    least: Any
    known: Any
    most: Any
    for least, known, most in (
        (filters.created_from, order.created_at, filters.created_to),
        (filters.updated_from, order.updated_at, filters.updated_to),
        (filters.total_min, order.total.amount, filters.total_max),
    ):
        if not _is_between(least, known, most):
            return False
    if filters.unassigned and order.assignee is not None:
        return False
    for is_wanted, applies in ((filters.held, _is_held), (filters.late, _is_late)):
        if is_wanted is not None and is_wanted != applies(order, filters.moment):
            return False
    number, part = folded(order.number), folded(filters.number_begins_or_ends_with or "")
    return (number.startswith(part) or number.endswith(part)) and _has_words(order, filters.words)


def _is_held(order: Order, at: datetime) -> bool:
    return order.held_until is not None and order.held_until > at


def _is_late(order: Order, at: datetime) -> bool:
    can_be_late = order.status not in CLOSED_TO_FULFILLMENT and bool(order.remaining)
    return can_be_late and order.ship_by is not None and order.ship_by < at


def _is_between(least: Any, value: Any, most: Any) -> bool:
    return (least is None or least <= value) and (most is None or value <= most)


def _has_words(order: Order, query: str | None) -> bool:
    words = words_of_order(order)
    return all(
        any(word.startswith(tuple(wanted)) for word in words)
        for wanted in words_of_query(query or "")
    )


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
