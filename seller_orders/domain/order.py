"""Order aggregate: an order's state, and its changes.

Every change returns a new order with the next version and one more timeline entry; a change
without effect returns the order itself. An ``ensure_…`` policy allows or refuses a change
beforehand; the order itself only enforces its invariants.
"""

from collections.abc import Iterable, Mapping
from typing import Self

from attrs import evolve, frozen

from seller_orders.domain.balance import balance, owed_part, refunded_at_cancellation
from seller_orders.domain.cancellation import CancellationTerms
from seller_orders.domain.cancellation_change import cancel
from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus
from seller_orders.domain.fulfillment_change import (
    cancelled_fulfillments,
    handed_over_fulfillments,
    updated_fulfillment,
    with_updated,
)
from seller_orders.domain.line_item import LineItem
from seller_orders.domain.metadata import Metadata, changed_keys
from seller_orders.domain.order_invariants import OrderInvariantError
from seller_orders.domain.order_state import OrderState
from seller_orders.domain.parcel_return import restocks_of_return
from seller_orders.domain.payment import Payment, Refund, RefundStatus
from seller_orders.domain.refund_parts import settled, with_refund
from seller_orders.domain.status import HANDED_OVER_STATUSES, OrderStatus
from seller_orders.domain.stock import Restock, RestockCause, restock_of
from seller_orders.domain.timeline import Change, ChangeType, Fact
from seller_orders.domain.timeline_facts import (
    outcome_facts,
    previous_tracking_facts,
    refund_facts,
    released_facts,
    restock_facts,
)
from seller_orders.domain.values import Tracking

__all__ = ("Order", "OrderInvariantError")


@frozen
class Order(OrderState):
    """Order of a domain at one version.

    >>> placed: Order = order
    >>> str(placed.total), placed.remaining, str(placed.fulfillment_status)
    ('200 INR', (ItemQuantity(id='line_1', quantity=2),), 'unfulfilled')
    """

    def move_to(self, status: OrderStatus, change: Change) -> Self:
        """Set the status, and cancel fulfillments or mark them as handed over.

        The status cancelled releases all holds, and cancels every fulfillment that is under way,
        unless units of it are in returns. The statuses shipped and delivered mark the active
        fulfillments as handed over.
        """
        if status is self.status:
            return self
        fulfillments, holds = self.fulfillments, self.holds
        if status is OrderStatus.CANCELLED:
            kept = self.fulfillments_in_returns
            fulfillments, holds = cancelled_fulfillments(fulfillments, change.at, kept), ()
        if status in HANDED_OVER_STATUSES:
            fulfillments = handed_over_fulfillments(fulfillments, change.at)
        return self.next_version(
            ChangeType.STATUS_CHANGED,
            change,
            moved=(self.status, status),
            data=released_facts(self.holds) if self.holds != holds else {},
            status=status,
            fulfillments=fulfillments,
            holds=holds,
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
        updated = updated_fulfillment(
            current,
            status,
            tracking,
            change.at,
            more_tracking=more_tracking,
            is_booking_refused=is_booking_refused,
        )
        if updated == current and report is None:
            return self
        fulfillments = with_updated(self.fulfillments, updated)
        restocks: tuple[Restock, ...] = ()
        if status is FulfillmentStatus.RETURNED is not current.status:
            after = evolve(self, fulfillments=fulfillments)
            restocks = restocks_of_return(after, updated, change.at)
        is_cancelled_now = status is FulfillmentStatus.CANCELLED is not current.status
        return self.next_version(
            ChangeType.FULFILLMENT_CANCELLED
            if is_cancelled_now
            else ChangeType.FULFILLMENT_UPDATED,
            change,
            moved=(current.status, status) if status is not current.status else None,
            data={
                "fulfillment_id": current.id,
                **(report or {}),
                **restock_facts(restocks),
                **previous_tracking_facts(current.shipment, updated.shipment),
            },
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
            fulfillments=with_updated(self.fulfillments, counted),
        )

    def cancel(self, terms: CancellationTerms, refund_id: str, change: Change) -> Self:
        """Cancel the order on terms that a policy allowed; its refund gets the id ``refund_id``."""
        return cancel(self, terms, refund_id, change)

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
        refund = evolve(refund, owed=owed_part(refund.amount, owed))
        return self.next_version(
            ChangeType.REFUND_CREATED,
            change,
            moved=(None, refund.status),
            data=refund_facts(refund),
            payment=with_refund(self.payment, refund),
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

    def _tag(self, tags: Iterable[str], change: Change) -> Self:
        wanted = tuple(dict.fromkeys(tags))
        if wanted == self.tags:
            return self
        added: list[Fact] = [tag for tag in wanted if tag not in self.tags]
        removed: list[Fact] = [tag for tag in self.tags if tag not in wanted]
        data: dict[str, Fact] = {"added": added, "removed": removed}
        return self.next_version(ChangeType.TAGS_CHANGED, change, data=data, tags=wanted)
