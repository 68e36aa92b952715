"""Figures of an order at one of its versions, restored from its timeline."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from attrs import frozen

from seller_orders.application.order_history.fulfillments import was_active, was_delivered
from seller_orders.application.order_history.lines import (
    PastLine,
    cancelled_items,
    edited_by,
    past_lines,
)
from seller_orders.domain.fulfillment import Fulfillment
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.domain.order_return import Return
from seller_orders.domain.payment import Refund, RefundedItem, RefundStatus
from seller_orders.domain.timeline import ChangeType, TimelineEntry, position_of_change

_STATUS_CHANGES: Final = frozenset({ChangeType.STATUS_CHANGED, ChangeType.CANCELLED})


@frozen
class PastVersion:
    """An order right after the change that made a version.

    Later fulfillments, refunds, edits and cancellations of units are removed by means of the
    timeline. The captured amount is the present one.
    """

    order: Order
    version: int

    @cached_property
    def change(self) -> TimelineEntry | None:
        """The change that made the version; None if the timeline lacks it."""
        return self.order.change_of(self.version)

    @cached_property
    def later(self) -> Sequence[TimelineEntry]:
        """The changes after it."""
        position = position_of_change(self.order.timeline, self.version)
        if position is not None:
            return tuple(self.order.timeline[position + 1 :])
        return [each for each in self.order.timeline if each.version > self.version]

    @property
    def fulfillment(self) -> Fulfillment | None:
        """The fulfillment of the change."""
        named = self.change.data.get("fulfillment_id") if self.change else None
        return self.order.fulfillment(named) if isinstance(named, str) else None

    @property
    def refund(self) -> Refund | None:
        """The refund of the change."""
        named = self.change.data.get("refund_id") if self.change else None
        return self.order.refund(named) if isinstance(named, str) else None

    @property
    def return_(self) -> Return | None:
        """The return of the change."""
        named = self.change.data.get("return_id") if self.change else None
        return self.order.return_(named) if isinstance(named, str) else None

    @property
    def status(self) -> str:
        """The order's status."""
        moves = (each.from_ for each in self.later if each.type in _STATUS_CHANGES)
        return next((status for status in moves if status), self.order.status)

    @property
    def cancelled(self) -> dict[str, int] | None:
        """Units that the change took off the lines, by line id; None if it took none off."""
        return dict(_cancelled_units([self.change] if self.change else [])) or None

    @cached_property
    def lines(self) -> tuple[PastLine, ...]:
        """The lines, with those that were removed since."""
        return past_lines(self.order, self.later)

    @property
    def ordered(self) -> dict[str, int]:
        """Units that were ordered and not cancelled, above 0, by line id."""
        return {line.id: line.kept for line in self.lines if line.kept > 0}

    @property
    def remaining(self) -> dict[str, int]:
        """Units that were still to be sent, above 0, by line id."""
        gone = units_by_line(self._gone())
        left = {line.id: line.kept - gone[line.id] for line in self.lines if line.requires_shipping}
        return {id: units for id, units in left.items() if units > 0}

    @property
    def under_way(self) -> dict[str, int]:
        """Units in the other active fulfillments that were not delivered, by line id."""
        others = (each for each in self.order.fulfillments if each != self.fulfillment)
        units = Counter[str]()
        for each in others:
            if was_active(each, self.order, self.later) and not was_delivered(each, self.later):
                units += units_by_line(each.shipment.items)
        return dict(units)

    @property
    def total(self) -> Decimal:
        """The total; later cancellations of units lowered it, and later edits changed it."""
        worths = (Decimal(str(item["worth"])) for item in cancelled_items(self.later))
        return sum(worths, self.order.total.amount) - edited_by(self.later, "total")

    @property
    def included_tax(self) -> Decimal:
        """Tax that the total contained; 0 once units are cancelled: their tax is unknown."""
        if not self.order.prices_include_tax or any(line.cancelled_quantity for line in self.lines):
            return Decimal(0)
        return self.order.tax.amount - edited_by(self.later, "tax_total")

    @property
    def refunded(self) -> Decimal:
        """Sum of the refunds that had been requested and had not failed."""
        return sum(map(self._counted, self.order.payment.refunds), Decimal(0))

    def _gone(self) -> Iterator[ItemQuantity | RefundedItem]:
        """Yield units in active fulfillments, and refunded units of inactive ones."""
        fulfillments = self.order.fulfillments
        active = [each for each in fulfillments if was_active(each, self.order, self.later)]
        for fulfillment in active:
            yield from fulfillment.shipment.items
        inactive = {each.id for each in fulfillments} - {each.id for each in active}
        for refund in filter(self._counts, self.order.payment.refunds):
            yield from (item for item in refund.items if item.fulfillment_id in inactive)

    def _counts(self, refund: Refund) -> bool:
        """Return True if the refund had been requested and had not failed."""
        about = self._about(refund)
        if any(each.type is not ChangeType.REFUND_UPDATED for each in about):
            return False
        has_failed_since = any(each.to == RefundStatus.FAILED for each in about)
        return refund.status is not RefundStatus.FAILED or has_failed_since

    def _counted(self, refund: Refund) -> Decimal:
        """Return the amount of the refund without the parts that had failed."""
        if not self._counts(refund):
            return Decimal(0)
        settled: list[Any] = [part for e in self._about(refund) for part in _parts(e)]
        if not settled and refund.status is RefundStatus.FAILED:
            return refund.amount.amount
        failed = (each["amount"] for each in settled if each["status"] == RefundStatus.FAILED)
        return sum((Decimal(str(amount)) for amount in failed), refund.counted.amount)

    def _about(self, refund: Refund) -> list[TimelineEntry]:
        return [each for each in self.later if each.data.get("refund_id") == refund.id]


def units_by_line(items: Iterable[ItemQuantity | RefundedItem]) -> Counter[str]:
    """Return the units by line id; 0 for any other line."""
    units = Counter[str]()
    for item in items:
        units[item.id] += item.quantity
    return units


def _cancelled_units(changes: Iterable[TimelineEntry]) -> Counter[str]:
    units = Counter[str]()
    for item in cancelled_items(changes):
        units[item["id"]] += item["quantity"]
    return units


def _parts(change: TimelineEntry) -> Any:
    """Return the parts of a refund that a change settled; none if the refund has no parts."""
    return change.data.get("parts", [])
