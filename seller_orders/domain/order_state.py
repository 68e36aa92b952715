"""State of an order: its fields, its invariants, and the figures that follow from them."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, Self

from attrs import evolve, field, frozen

from seller_orders.domain.adjustment import Adjustment
from seller_orders.domain.balance import balance
from seller_orders.domain.cancellation import Cancellation
from seller_orders.domain.fulfillment import Fulfillment
from seller_orders.domain.hold import Hold, held_until
from seller_orders.domain.lazy_timeline import Timeline, appended
from seller_orders.domain.line_item import ItemQuantity, LineItem, RestockedItem
from seller_orders.domain.metadata import attributes, external_ids
from seller_orders.domain.money import Money
from seller_orders.domain.order_return import OrderReturnStatus, Return, return_status
from seller_orders.domain.order_totals import (
    adjustments_sum,
    cancelled_sum,
    lines_sum,
    order_total,
)
from seller_orders.domain.payment import (
    FinancialStatus,
    Payment,
    PaymentStatus,
    Refund,
    financial_status,
)
from seller_orders.domain.refund_parts import overdrawn_tenders
from seller_orders.domain.return_units import (
    broken_return_rule,
    fulfillments_in_returns,
    fulfillments_of_returns,
)
from seller_orders.domain.signed_money import SignedMoney
from seller_orders.domain.status import FulfillmentProgress, OrderStatus
from seller_orders.domain.stock import Restock, RestockCause, broken_restock_rule
from seller_orders.domain.tax_line import TaxLine
from seller_orders.domain.timeline import (
    Change,
    ChangeType,
    Fact,
    TimelineEntry,
    position_of_change,
)
from seller_orders.domain.unit_ledger import LineUnits, broken_unit_rule, line_units
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


class OrderInvariantError(ValueError):
    """An order would break an invariant; a policy was skipped before the change."""


@frozen(kw_only=True)
class OrderState:
    """State of an order at one version. ``Order`` adds the changes.

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

    def __attrs_post_init__(self) -> None:
        """Raise ``OrderInvariantError`` if an invariant of the contract's section 2 is broken."""
        if not self.payment.refunded <= self.payment.captured:
            raise OrderInvariantError("a payment must keep 0 ≤ refunded ≤ captured")
        if overdrawn_tenders(self.payment):
            raise OrderInvariantError("refunds take more of a tender than it holds")
        if self.payment.captured and self.payment.status is not PaymentStatus.PAID:
            raise OrderInvariantError("a payment with captured money is not paid")
        if any(refund.credit.units < 0 for refund in self.payment.refunds):
            raise OrderInvariantError("a refund must not credit less than 0")
        if broken := broken_unit_rule(
            self.lines, self.units, self.fulfillments, self.payment.refunds
        ):
            raise OrderInvariantError(broken)
        if self.status is OrderStatus.CANCELLED:
            # Units in returns kept their fulfillments from being cancelled with the order.
            kept = fulfillments_of_returns(self.returns)
            if any(each.is_cancellable and each.id not in kept for each in self.fulfillments):
                raise OrderInvariantError("a cancelled order has a fulfillment under way")
        if broken := broken_restock_rule(self.restocks, self.lines, self.returns):
            raise OrderInvariantError(broken)

    @cached_property
    def subtotal(self) -> Money:
        """Sum of the lines' totals."""
        return Money(lines_sum(self.lines), self.currency)

    @cached_property
    def total(self) -> Money:
        """Amount that the customer pays, by the rule of ``order_totals``."""
        units = order_total(
            subtotal=self.subtotal.units,
            discount=self.discount,
            shipping=self.shipping,
            tax=self.tax,
            adjustments=self.adjustments,
            prices_include_tax=self.prices_include_tax,
            cancelled=cancelled_sum(self.lines),
        )
        return Money(units, self.currency)

    @property
    def cancelled_worth(self) -> Money:
        """Worth of all cancelled units, by which the total fell: ``totals.cancelled``."""
        return Money(cancelled_sum(self.lines), self.currency)

    @property
    def adjustments_total(self) -> SignedMoney:
        """Sum of the adjustments."""
        return SignedMoney(adjustments_sum(self.adjustments), self.currency)

    @property
    def included_tax(self) -> Money:
        """Tax that the total contains because the prices include it, else zero."""
        return self.tax if self.prices_include_tax else Money.zero(self.currency)

    @cached_property
    def units(self) -> Mapping[str, LineUnits]:
        """Ledger of each line's units, by line id."""
        return line_units(
            self.lines,
            self.fulfillments,
            self.payment.refunds,
            self.restocks,
            is_cancelled=self.cancellation is not None,
        )

    @cached_property
    def fulfilled(self) -> Mapping[str, int]:
        """Units in active fulfillments, by line id; every line has an entry."""
        return {id: units.fulfilled for id, units in self.units.items()}

    @property
    def remaining(self) -> tuple[ItemQuantity, ...]:
        """Units left to fulfill, for each line that has any."""
        left = ((id, units.remaining) for id, units in self.units.items())
        return tuple(ItemQuantity(id, quantity) for id, quantity in left if quantity)

    @property
    def fulfillment_status(self) -> FulfillmentProgress:
        """Share of the units that require shipping that is in active fulfillments.

        An order without such units is fulfilled, and so is one whose units are all cancelled or
        spent.
        """
        is_fulfilled = any(units.fulfilled for units in self.units.values())
        if not any(units.remaining for units in self.units.values()):
            return FulfillmentProgress.FULFILLED
        return FulfillmentProgress.PARTIAL if is_fulfilled else FulfillmentProgress.UNFULFILLED

    @property
    def return_status(self) -> OrderReturnStatus:
        """Status of the order's returns."""
        return return_status(self.returns)

    @cached_property
    def fulfillments_in_returns(self) -> frozenset[str]:
        """Ids of the fulfillments that units in returns keep active."""
        return fulfillments_in_returns(self.returns)

    @property
    def held_until(self) -> datetime | None:
        """Time until which the order or a line with remaining units is held; None if never."""
        return held_until(self.holds, self.units)

    @property
    def next_release_at(self) -> datetime | None:
        """Time at which the next hold ends; None if every hold waits to be released."""
        return min((hold.until for hold in self.holds if hold.until is not None), default=None)

    @property
    def financial_status(self) -> FinancialStatus:
        """Financial status, derived from payment and total."""
        return financial_status(self.payment, self.total)

    @property
    def balance(self) -> SignedMoney:
        """Amount that the customer owes, or is owed if it is negative."""
        return balance(self.total, self.payment, self.cancellation)

    @cached_property
    def at_home(self) -> Mapping[str, int]:
        """Units at home, by line id; every line has an entry."""
        return {id: units.home for id, units in self.units.items()}

    @cached_property
    def free(self) -> Mapping[str, int]:
        """Units at home that the order does not need any more, by line id."""
        return {id: units.free for id, units in self.units.items()}

    @property
    def restocked(self) -> tuple[RestockedItem, ...]:
        """Units that the order's cancellation restocked."""
        cause = RestockCause.CANCELLATION
        return tuple(
            i for restock in self.restocks if restock.cause is cause for i in restock.items
        )

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

    def next_version(
        self,
        type: ChangeType,
        change: Change,
        *,
        moved: tuple[str | None, str | None] | None = None,
        data: Mapping[str, Fact] | None = None,
        **fields: Any,
    ) -> Self:
        """Return the next version with one more timeline entry; ``fields`` replace the order's.

        For changes that modules of their own make: a policy has allowed them. Raises
        OrderInvariantError if the change breaks a rule of returns.
        """
        before, to = moved or (None, None)
        entry = TimelineEntry(
            id=change.id,
            type=type,
            at=change.at,
            by=change.by,
            version=self.version + 1,
            from_=before,
            to=to,
            note=change.note,
            notified=change.notified,
            data=data or {},
        )
        after = evolve(
            self,
            version=entry.version,
            updated_at=change.at,
            timeline=appended(self.timeline, entry),
            **fields,
        )
        after._ensure_returns(self)
        return after

    def _ensure_returns(self, before: "OrderState") -> None:
        """Raise ``OrderInvariantError`` if a change broke a rule of returns.

        Stored orders may break one: an earlier release, which knows no returns, may have ended a
        fulfillment. They can still be read and changed.
        """
        if self.returns is before.returns and self.fulfillments is before.fulfillments:
            return
        broken = broken_return_rule(self.returns, self.fulfillments)
        if broken and not broken_return_rule(before.returns, before.fulfillments):
            raise OrderInvariantError(broken)
