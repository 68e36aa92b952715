"""Fields of an order, and its parts by their ids."""

from collections.abc import Mapping
from datetime import datetime

from attrs import field, frozen

from seller_orders.domain.adjustment import Adjustment
from seller_orders.domain.cancellation import Cancellation
from seller_orders.domain.fulfillment import Fulfillment
from seller_orders.domain.hold import Hold
from seller_orders.domain.lazy_timeline import Timeline
from seller_orders.domain.line_item import LineItem
from seller_orders.domain.metadata import attributes, external_ids
from seller_orders.domain.money import Money
from seller_orders.domain.order_return import Return
from seller_orders.domain.payment import Payment, Refund
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.stock import Restock
from seller_orders.domain.tax_line import TaxLine
from seller_orders.domain.timeline import TimelineEntry, position_of_change
from seller_orders.domain.values import (
    NOTE_LENGTH,
    TEXT_LENGTH,
    Address,
    Customer,
    identifier,
    identifiers,
    optional_identifier,
    optional_text,
    tags,
    text,
)


@frozen(kw_only=True)
class OrderFields:
    """Fields of an order at one version, and its parts by their ids.

    Amounts are in the order's currency.
    """

    domain_id: str = identifier()
    id: str = identifier()
    number: str = text(TEXT_LENGTH)
    store_id: str = identifier()
    version: int = 1
    status: OrderStatus
    currency: str
    customer: Customer
    lines: tuple[LineItem, ...]
    discount: Money
    shipping: Money
    tax: Money
    payment: Payment
    shipping_address: Address | None = None
    billing_address: Address | None = None
    fulfillments: tuple[Fulfillment, ...] = ()
    tags: tuple[str, ...] = tags()
    note: str | None = optional_text(NOTE_LENGTH)
    external_ids: Mapping[str, str] = external_ids()
    attributes: Mapping[str, str] = attributes()
    ship_by: datetime | None = None
    assignee: str | None = optional_identifier()
    replaces: str | None = optional_identifier()
    replaced_by: tuple[str, ...] = identifiers()
    prices_include_tax: bool = False
    tax_lines: tuple[TaxLine, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    cancellation: Cancellation | None = None
    restocks: tuple[Restock, ...] = ()
    returns: tuple[Return, ...] = ()
    holds: tuple[Hold, ...] = ()
    timeline: Timeline = field(default=(), repr=False)
    created_at: datetime
    updated_at: datetime

    def line(self, line_id: str) -> LineItem | None:
        """Return a line by its id; None if the order has no such line."""
        return next((line for line in self.lines if line.id == line_id), None)

    def fulfillment(self, fulfillment_id: str) -> Fulfillment | None:
        """Return a fulfillment by its id; None if the order has no such fulfillment."""
        return next((f for f in self.fulfillments if f.id == fulfillment_id), None)

    def return_(self, return_id: str) -> Return | None:
        """Return a return by its id; None if the order has no such return."""
        return next((each for each in self.returns if each.id == return_id), None)

    def hold(self, hold_id: str) -> Hold | None:
        """Return a hold by its id; None if the order has no such hold."""
        return next((each for each in self.holds if each.id == hold_id), None)

    def refund(self, refund_id: str | None) -> Refund | None:
        """Return a refund by its id; None if the order has no such refund."""
        return next((r for r in self.payment.refunds if r.id == refund_id), None)

    def change_of(self, version: int) -> TimelineEntry | None:
        """Return the change that made a version; None if the timeline lacks it."""
        position = position_of_change(self.timeline, version)
        return None if position is None else self.timeline[position]
