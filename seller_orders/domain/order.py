"""Order aggregate: lines, money, payment, fulfillments, restocks, tags, timeline and version.

Every change returns a new order with the next version and one more timeline entry; a change
without effect returns the order itself. An ``ensure_…`` policy allows or refuses a change
beforehand; the order itself only enforces its invariants.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, Self

from attrs import evolve, field, frozen

from seller_orders.domain.adjustment import Adjustment
from seller_orders.domain.balance import balance, owed_part, refunded_at_cancellation
from seller_orders.domain.cancellation import Cancellation, CancellationTerms
from seller_orders.domain.change_facts import (
    outcome_facts,
    refund_facts,
    restock_facts,
    tracking_facts,
)
from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus, moved
from seller_orders.domain.lazy_timeline import Timeline, appended
from seller_orders.domain.line_item import ItemQuantity, LineItem, RestockedItem
from seller_orders.domain.metadata import Metadata, attributes, changed_keys, external_ids
from seller_orders.domain.money import Money
from seller_orders.domain.order_totals import (
    adjustments_sum,
    cancelled_sum,
    lines_sum,
    order_total,
)
from seller_orders.domain.parcel_return import units_to_restock
from seller_orders.domain.payment import (
    FinancialStatus,
    Payment,
    PaymentStatus,
    Refund,
    RefundStatus,
    financial_status,
)
from seller_orders.domain.refund_parts import newest_first, overdrawn_tenders, settled
from seller_orders.domain.signed_money import SignedMoney
from seller_orders.domain.status import HANDED_OVER_STATUSES, FulfillmentProgress, OrderStatus
from seller_orders.domain.stock import (
    Restock,
    RestockCause,
    broken_restock_rule,
    restock_of,
)
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
    Tracking,
    identifier,
    optional_identifier,
    optional_text,
    tags,
    text,
)


class OrderInvariantError(ValueError):
    """An order would break an invariant; a policy was skipped before the change."""


@frozen(kw_only=True)
class Order:
    """Order of a domain at one version.

    >>> placed: Order = order
    >>> str(placed.total), placed.remaining, str(placed.fulfillment_status)
    ('200 INR', (ItemQuantity(id='line_1', quantity=2),), 'unfulfilled')
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
    prices_include_tax: bool = False
    tax_lines: tuple[TaxLine, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    cancellation: Cancellation | None = None
    restocks: tuple[Restock, ...] = ()
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
        if self.status is OrderStatus.CANCELLED and any(
            fulfillment.is_cancellable for fulfillment in self.fulfillments
        ):
            raise OrderInvariantError("a cancelled order has a fulfillment under way")
        if broken := broken_restock_rule(self.restocks, self.lines):
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

    def refund(self, refund_id: str | None) -> Refund | None:
        """Return a refund by its id; None if the order has no such refund."""
        return next((r for r in self.payment.refunds if r.id == refund_id), None)

    def change_of(self, version: int) -> TimelineEntry | None:
        """Return the change that made a version; None if the timeline lacks it."""
        position = position_of_change(self.timeline, version)
        return None if position is None else self.timeline[position]

    def move_to(self, status: OrderStatus, change: Change) -> Self:
        """Set the status, and cancel fulfillments or mark them as handed over.

        The status cancelled cancels every fulfillment that is under way. The statuses shipped and
        delivered mark the active fulfillments as handed over.
        """
        if status is self.status:
            return self
        fulfillments = self.fulfillments
        if status is OrderStatus.CANCELLED:
            fulfillments = self._cancelled_fulfillments(change.at)
        if status in HANDED_OVER_STATUSES:
            fulfillments = self._handed_over_fulfillments(change.at)
        return self.next_version(
            ChangeType.STATUS_CHANGED,
            change,
            moved=(self.status, status),
            status=status,
            fulfillments=fulfillments,
        )

    def add_fulfillment(self, fulfillment: Fulfillment, change: Change) -> Self:
        """Add a fulfillment of remaining units."""
        return self.next_version(
            ChangeType.FULFILLMENT_CREATED,
            change,
            moved=(None, fulfillment.status),
            data={"fulfillment_id": fulfillment.id},
            fulfillments=(*self.fulfillments, fulfillment),
        )

    def update_fulfillment(
        self,
        current: Fulfillment,
        status: FulfillmentStatus,
        tracking: Tracking,
        change: Change,
        report: Mapping[str, Fact] | None = None,
        *,
        more_tracking: tuple[Tracking, ...] | None = None,
        is_booking_refused: bool = False,
    ) -> Self:
        """Update a fulfillment's status and tracking; the timeline keeps the old tracking.

        ``more_tracking`` replaces the further tracking numbers; None keeps them.
        A courier's ``report`` is recorded on the timeline even if it changes nothing. Units of a
        returned fulfillment that the order does not need go back to stock, as ``parcel_return``
        says. A fulfillment whose booking was refused is not handed over.
        """
        updated = current if status is current.status else moved(current, status, change.at)
        old = current.shipment
        more = old.more_tracking if more_tracking is None else more_tracking
        shipment = evolve(old, tracking=tracking, more_tracking=more)
        if shipment != old:
            updated = evolve(updated, shipment=shipment, updated_at=change.at)
        if is_booking_refused:
            updated = evolve(updated, handed_over_at=None)
        if updated == current and report is None:
            return self
        fulfillments = self._replacing({updated.id: updated})
        restocks: tuple[Restock, ...] = ()
        if status is FulfillmentStatus.RETURNED is not current.status:
            restocks = self._restocks_of_return(updated, fulfillments, change.at)
        data = {"fulfillment_id": current.id, **(report or {}), **restock_facts(restocks)}
        if shipment != old:
            data["previous_tracking"] = tracking_facts(old, with_more=more != old.more_tracking)
        is_cancelled_now = status is FulfillmentStatus.CANCELLED is not current.status
        return self.next_version(
            ChangeType.FULFILLMENT_CANCELLED
            if is_cancelled_now
            else ChangeType.FULFILLMENT_UPDATED,
            change,
            moved=(current.status, status) if status is not current.status else None,
            data=data,
            fulfillments=fulfillments,
            restocks=(*self.restocks, *restocks),
        )

    def count_report(self, counted: Fulfillment, change: Change) -> Self:
        """Replace a fulfillment by one that counts another courier's report.

        The new version has no timeline entry, so that reports cannot grow the timeline.
        """
        return evolve(
            self,
            version=self.version + 1,
            updated_at=change.at,
            fulfillments=self._replacing({counted.id: counted}),
        )

    def cancel(self, terms: CancellationTerms, refund_id: str, change: Change) -> Self:
        """Cancel the order on terms that a policy allowed; its refund gets the id ``refund_id``."""
        if self.cancellation is not None:
            raise OrderInvariantError("the order is cancelled already")
        refunds = self.payment.refunds
        if terms.refund is not None:
            reason = terms.details or terms.reason
            refund = Refund(
                id=refund_id,
                amount=terms.refund,
                parts=newest_first(self.payment, terms.refund),
                reason=reason,
                created_at=change.at,
            )
            refunds = (*refunds, refund)
        status = self.payment.status if self.payment.captured else PaymentStatus.VOIDED
        payment = evolve(self.payment, status=status, refunds=refunds)
        cancellation = Cancellation(
            reason=terms.reason,
            details=terms.details,
            at=change.at,
            by=change.by,
            refund_id=refund_id if terms.refund is not None else None,
            restocked=terms.restock,
        )
        units = self.at_home if terms.restock else {}
        restocks = restock_of(RestockCause.CANCELLATION, None, units, self.lines, change.at)
        return self.next_version(
            ChangeType.CANCELLED,
            change,
            moved=(self.status, OrderStatus.CANCELLED),
            data={
                "reason": terms.reason.value,
                "refund_id": cancellation.refund_id,
                "restocked": terms.restock,
                "cancelled_fulfillments": [f.id for f in self.fulfillments if f.is_cancellable],
                **restock_facts(restocks),
            },
            status=OrderStatus.CANCELLED,
            cancellation=cancellation,
            payment=evolve(payment, refunded_at_cancellation=payment.refunded),
            fulfillments=self._cancelled_fulfillments(change.at),
            restocks=(*self.restocks, *restocks),
        )

    def restock(self, units: Mapping[str, int], change: Change) -> Self:
        """Restock units by request: the units that a policy allowed, by line id."""
        restocks = restock_of(RestockCause.REQUEST, change.id, units, self.lines, change.at)
        if not restocks:
            return self
        return self.next_version(
            ChangeType.RESTOCKED,
            change,
            data=restock_facts(restocks),
            restocks=(*self.restocks, *restocks),
        )

    def add_tags(self, tags: Iterable[str], change: Change) -> Self:
        """Add the tags that the order does not have yet, in the given sequence."""
        return self._tag((*self.tags, *tags), change)

    def remove_tags(self, tags: Iterable[str], change: Change) -> Self:
        """Remove the tags that the order has."""
        unwanted = frozenset(tags)
        return self._tag((tag for tag in self.tags if tag not in unwanted), change)

    def set_attributes(self, attributes: Metadata, change: Change) -> Self:
        """Replace the order's attributes; the timeline records the changed keys only."""
        keys: list[Fact] = [*changed_keys(self.attributes, attributes)]
        if not keys:
            return self
        data: dict[str, Fact] = {"keys": keys}
        return self.next_version(
            ChangeType.ATTRIBUTES_CHANGED, change, data=data, attributes=attributes
        )

    def set_line_attributes(self, line: LineItem, attributes: Metadata, change: Change) -> Self:
        """Replace a line's attributes; the timeline records the changed keys only."""
        keys: list[Fact] = [*changed_keys(line.attributes, attributes)]
        if not keys:
            return self
        changed = evolve(line, attributes=attributes)
        return self.next_version(
            ChangeType.ATTRIBUTES_CHANGED,
            change,
            data={"item_id": line.id, "keys": keys},
            lines=tuple(changed if each.id == line.id else each for each in self.lines),
        )

    def set_external_ids(self, external_ids: Metadata, change: Change) -> Self:
        """Replace the ids in other systems; the timeline records the changed systems only."""
        systems: list[Fact] = [*changed_keys(self.external_ids, external_ids)]
        if not systems:
            return self
        data: dict[str, Fact] = {"systems": systems}
        return self.next_version(
            ChangeType.EXTERNAL_IDS_CHANGED, change, data=data, external_ids=external_ids
        )

    def update_payment(self, payment: Payment, change: Change) -> Self:
        """Replace the payment; the timeline names the tenders that were added or captured."""
        if payment == self.payment:
            return self
        former = frozenset(self.payment.tenders)
        tenders: list[Fact] = [
            {"id": tender.id, "amount": tender.amount.amount}
            for tender in payment.tenders
            if tender not in former
        ]
        return self.next_version(
            ChangeType.PAYMENT_UPDATED,
            change,
            moved=(self.payment.status, payment.status),
            data={
                "captured": payment.captured.amount,
                **({"tenders": tenders} if tenders else {}),
            },
            payment=payment,
        )

    def request_refund(self, refund: Refund, change: Change) -> Self:
        """Add a refund that a policy allowed; it counts as refunded from now on.

        The part of it that the customer is owed, once its credit counts, is recorded with it, and
        the tenders that it goes back to unless it names them.
        """
        credit = refund.credit.units
        owed = balance(self.total, self.payment, self.cancellation, credit=credit)
        parts = refund.parts or newest_first(self.payment, refund.amount)
        refund = evolve(refund, owed=owed_part(refund.amount, owed), parts=parts)
        return self.next_version(
            ChangeType.REFUND_CREATED,
            change,
            moved=(None, refund.status),
            data=refund_facts(refund),
            payment=evolve(self.payment, refunds=(*self.payment.refunds, refund)),
        )

    def settle_refund(
        self, refund: Refund, status: RefundStatus, change: Change, tender_id: str | None = None
    ) -> Self:
        """Record the outcome of a refund; what has failed no longer counts as refunded.

        The outcome is that of the part for a tender, or of every part that is pending. The timeline
        names the parts that it settles.
        """
        after = settled(refund, status, tender_id)
        if after == refund:
            return self
        refunds = tuple(after if r.id == refund.id else r for r in self.payment.refunds)
        payment = evolve(self.payment, refunds=refunds)
        if self.cancellation is not None:
            # The sum has to be kept before the failure of a refund that it counts.
            counted = refunded_at_cancellation(self.payment, self.cancellation)
            payment = evolve(payment, refunded_at_cancellation=counted)
        return self.next_version(
            ChangeType.REFUND_UPDATED,
            change,
            moved=(refund.status, after.status),
            data=outcome_facts(refund, after),
            payment=payment,
        )

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

        For changes that modules of their own make: a policy has allowed them.
        """
        before, after = moved or (None, None)
        entry = TimelineEntry(
            id=change.id,
            type=type,
            at=change.at,
            by=change.by,
            version=self.version + 1,
            from_=before,
            to=after,
            note=change.note,
            notified=change.notified,
            data=data or {},
        )
        return evolve(
            self,
            version=entry.version,
            updated_at=change.at,
            timeline=appended(self.timeline, entry),
            **fields,
        )

    def _tag(self, tags: Iterable[str], change: Change) -> Self:
        wanted = tuple(dict.fromkeys(tags))
        if wanted == self.tags:
            return self
        added: list[Fact] = [tag for tag in wanted if tag not in self.tags]
        removed: list[Fact] = [tag for tag in self.tags if tag not in wanted]
        data: dict[str, Fact] = {"added": added, "removed": removed}
        return self.next_version(ChangeType.TAGS_CHANGED, change, data=data, tags=wanted)

    def _cancelled_fulfillments(self, at: datetime) -> tuple[Fulfillment, ...]:
        cancelled = {
            f.id: moved(f, FulfillmentStatus.CANCELLED, at)
            for f in self.fulfillments
            if f.is_cancellable
        }
        return self._replacing(cancelled)

    def _handed_over_fulfillments(self, at: datetime) -> tuple[Fulfillment, ...]:
        handed_over = {
            f.id: evolve(f, handed_over_at=at)
            for f in self.fulfillments
            if f.is_active and f.handed_over_at is None
        }
        return self._replacing(handed_over)

    def _restocks_of_return(
        self, parcel: Fulfillment, fulfillments: tuple[Fulfillment, ...], at: datetime
    ) -> tuple[Restock, ...]:
        units = units_to_restock(
            parcel,
            self.lines,
            evolve(self, fulfillments=fulfillments).units,
            self.restocks,
            is_restock_requested=self.cancellation is not None and self.cancellation.restocked,
        )
        return restock_of(RestockCause.FULFILLMENT, parcel.id, units, self.lines, at)

    def _replacing(self, updated: Mapping[str, Fulfillment]) -> tuple[Fulfillment, ...]:
        return tuple(updated.get(f.id, f) for f in self.fulfillments)
