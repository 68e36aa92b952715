"""Search of a domain's orders, in pages."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, Protocol, TypeAlias

from attrs import frozen

from seller_orders.domain.order_return import OrderReturnStatus
from seller_orders.domain.payment import FinancialStatus, PaymentStatus
from seller_orders.domain.status import FulfillmentProgress, OrderStatus


class SortKey(StrEnum):
    """Sort keys of a list; orders with equal keys are sorted by order_id."""

    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"
    TOTAL = "total"
    ORDER_NUMBER = "order_number"
    STATUS = "status"
    SHIP_BY = "ship_by"


NULLABLE: Final = frozenset({SortKey.ORDER_NUMBER, SortKey.SHIP_BY})
"""Keys that an order may lack. Such orders come last in both directions.

The key of an order's number is missing while the order is as an earlier release has written it,
until its search data is complete.
"""


@frozen(kw_only=True)
class OrderFilters:
    """Filters of a list, all of which an order must match; an empty set or None matches all.

    Times are aware and inclusive, and so are totals, in each order's currency. The country is that
    of the shipping address; the SKU is that of any line. The text of a number matches its
    beginning or end. Each word matches the beginning of a word of the order (``order_words``).
    Both ignore case, accents and differences of Unicode normalisation. An external id is its system
    and the id; an attribute is its key and its exact value. An awb matches each tracking number of
    an order.

    An order is ``held`` until the latest of its holds ends; a hold of lines counts while units of
    them remain. It is ``late`` once ``ship_by`` has passed, if units remain and the order is not
    cancelled, delivered or refunded. Both are as of ``at``; for ``ListOrders`` that is the present
    by default. ``unassigned`` matches the orders without an assignee.
    """

    statuses: frozenset[OrderStatus] = frozenset()
    payment_statuses: frozenset[PaymentStatus] = frozenset()
    fulfillment_statuses: frozenset[FulfillmentProgress] = frozenset()
    financial_statuses: frozenset[FinancialStatus] = frozenset()
    return_statuses: frozenset[OrderReturnStatus] = frozenset()
    customer_id: str | None = None
    store_id: str | None = None
    tag: str | None = None
    awb: str | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None
    updated_from: datetime | None = None
    updated_to: datetime | None = None
    total_min: Decimal | None = None
    total_max: Decimal | None = None
    country: str | None = None
    sku: str | None = None
    number_begins_or_ends_with: str | None = None
    words: str | None = None
    external_id: tuple[str, str] | None = None
    attribute: tuple[str, str] | None = None
    assignee: str | None = None
    unassigned: bool = False
    held: bool | None = None
    late: bool | None = None
    at: datetime | None = None

    @property
    def needs_time(self) -> bool:
        """Whether a filter depends on ``at``."""
        return self.held is not None or self.late is not None

    @property
    def moment(self) -> datetime:
        """``at``. Raises ValueError if it is missing."""
        if self.at is None:
            raise ValueError("held and late need a time: at")
        return self.at


@frozen
class Sort:
    """A sort key and a direction, which also applies to the order_id of equal keys."""

    key: SortKey = SortKey.CREATED_AT
    descending: bool = True


@frozen
class Position:
    """A position in a sorted list: the sort value and id of the last order before it.

    A total counts ten-thousandths of the currency's unit, as ``Money.units`` does. The value of an
    order number is its ``number_key``. The value of an order without the sort key is None.
    """

    value: datetime | int | str | None
    order_id: str


OrderSummary: TypeAlias = Mapping[str, Any]
"""An order in GET /orders as plain values, by key; the total is a decimal, times are datetimes."""


@frozen
class Found:
    """Orders in sequence; ``next`` is the position of the rest, None at the end."""

    orders: list[OrderSummary]
    next: Position | None


class OrderSearch(Protocol):
    """Searches committed orders."""

    def after(
        self, domain_id: str, filters: OrderFilters, sort: Sort, position: Position, limit: int
    ) -> Found:
        """Return up to ``limit`` matches after a position."""
        ...

    def page(
        self, domain_id: str, filters: OrderFilters, sort: Sort, offset: int, limit: int
    ) -> tuple[Found, int]:
        """Return up to ``limit`` matches from an offset, and the exact total."""
        ...
