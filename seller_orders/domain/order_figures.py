"""Figures that follow from the fields of an order."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property

from attrs import frozen

from seller_orders.domain.balance import balance
from seller_orders.domain.hold import held_until
from seller_orders.domain.line_item import ItemQuantity, RestockedItem
from seller_orders.domain.money import Money
from seller_orders.domain.order_fields import OrderFields
from seller_orders.domain.order_return import OrderReturnStatus, return_status
from seller_orders.domain.order_totals import adjustments_sum, cancelled_sum, lines_sum, order_total
from seller_orders.domain.payment import FinancialStatus, financial_status
from seller_orders.domain.recorded_lateness import is_lateness_recorded
from seller_orders.domain.return_units import fulfillments_in_returns
from seller_orders.domain.signed_money import SignedMoney
from seller_orders.domain.status import FulfillmentProgress
from seller_orders.domain.stock import RestockCause
from seller_orders.domain.unit_ledger import LineUnits, line_units


@frozen(kw_only=True)
class OrderFigures(OrderFields):
    """Amounts, units and statuses of an order that are not stored but derived from its fields."""

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

    @cached_property
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
    def late_ship_by(self) -> datetime | None:
        """``ship_by`` if its lateness is on the timeline; None if it is not, or without one."""
        ship_by = self.ship_by
        is_recorded = ship_by is not None and is_lateness_recorded(self.timeline, ship_by)
        return ship_by if is_recorded else None

    @cached_property
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
