"""Checks of an order's draft: each records the fields that break a rule (contract, section 3)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

from attrs import field, frozen
from returns.pipeline import is_successful
from returns.result import Result

from seller_orders.domain.draft import OrderDraft
from seller_orders.domain.fulfillment import INACTIVE, Fulfillment
from seller_orders.domain.line_item import LineItem
from seller_orders.domain.money import UNITS_LIMIT, Money, amount_of
from seller_orders.domain.order_return import Return
from seller_orders.domain.refusals import FieldProblem, Path
from seller_orders.domain.return_units import fulfillments_of_returns
from seller_orders.domain.signed_money import SignedMoney
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.tax_line import rate_of
from seller_orders.domain.unit_price import UnitPrice
from seller_orders.domain.values import TEXT_LENGTH

T = TypeVar("T")


@frozen
class DraftReader:
    """Reader of a draft: it parses amounts in one currency and collects field problems."""

    currency: str
    problems: list[FieldProblem] = field(factory=list)

    def money(self, amount: Decimal, *path: str | int) -> Money:
        """Return an amount; record a problem and return zero if it is invalid."""
        zero = Money.zero(self.currency)
        # Most amounts of a draft are zero.
        return self._read(Money.of(amount, self.currency), zero, path) if amount else zero

    def signed_money(self, amount: Decimal, *path: str | int) -> SignedMoney:
        """Return an amount of either sign; record a problem and return zero if it is invalid."""
        read = SignedMoney.of(amount, self.currency)
        return self._read(read, SignedMoney(0, self.currency), path)

    def price(self, amount: Decimal, *path: str | int) -> UnitPrice:
        """Return a unit price; record a problem and return zero if it is invalid."""
        return self._read(UnitPrice.of(amount, self.currency), UnitPrice(0, self.currency), path)

    def rate(self, number: Decimal, *path: str | int) -> Decimal:
        """Return a tax rate; record a problem and return zero if it is invalid."""
        return self._read(rate_of(number), Decimal(0), path)

    def written(self, units: int) -> str:
        """Return an amount, in units of ``Money``, for messages."""
        return f"{amount_of(units)} {self.currency}"

    def require(self, holds: bool, code: str, detail: str, *path: str | int) -> None:
        """Record a problem at a path if a rule does not hold."""
        if not holds:
            self.problems.append(FieldProblem(code, detail, path))

    def require_unique(self, ids: Sequence[str], *path: str | int) -> None:
        """Record a problem for each id that repeats an earlier one."""
        if len(set(ids)) == len(ids):
            return
        seen = set[str]()
        for index, id in enumerate(ids):
            self.require(
                id not in seen, "duplicate", f"The id {id} is used twice.", *path, index, "id"
            )
            seen.add(id)

    def _read(self, read: Result[T, FieldProblem], default: T, path: Path) -> T:
        if is_successful(read):
            return read.unwrap()
        self.problems.append(read.failure().within(*path))
        return default


def check_number(draft: OrderDraft, reader: DraftReader) -> None:
    """Check the length of the order's number, which normalization may change."""
    detail = f"It must have 1 to {TEXT_LENGTH} characters, without blanks around it, in NFC."
    holds = draft.order_number is None or 1 <= len(draft.order_number) <= TEXT_LENGTH
    reader.require(holds, "out_of_range", detail, "order_number")


def check_limits(subtotal: int, total: int, adjustments: int, reader: DraftReader) -> None:
    """Check that the sums, in units of ``Money``, are not too large."""
    largest = UNITS_LIMIT
    detail = "The subtotal and the total must be below 10^12."
    reader.require(max(subtotal, total) < largest, "amount_out_of_range", detail, "items")
    detail = "The sum of the adjustments must be above -10^12 and below 10^12."
    reader.require(abs(adjustments) < largest, "amount_out_of_range", detail, "adjustments")


def check_totals(subtotal: int, total: int, adjustments: int, reader: DraftReader) -> None:
    """Check that the sums, in units of ``Money``, are neither negative nor too large."""
    check_limits(subtotal, total, adjustments, reader)
    # Only adjustments that lower the total are named.
    is_discount_too_large = total - min(adjustments, 0) < 0
    detail = "The discount must not exceed what the customer would pay without it."
    reader.require(not is_discount_too_large, "discount_exceeds_total", detail, "discount_total")
    detail = "The adjustments must not lower the total below 0."
    reader.require(total >= 0 or is_discount_too_large, "total_below_zero", detail, "adjustments")


def check_fulfillments(
    draft: OrderDraft,
    lines: Sequence[LineItem],
    fulfillments: Sequence[Fulfillment],
    returns: Sequence[Return],
    reader: DraftReader,
) -> None:
    """Check that fulfillments hold units of the order's lines, up to what is to be shipped.

    Cancelled units are not to be shipped. A cancelled order has no fulfillment under way, unless a
    return names it.
    """
    is_cancelled = draft.status is OrderStatus.CANCELLED
    kept = fulfillments_of_returns(returns)
    reader.require_unique([fulfillment.id for fulfillment in fulfillments], "fulfillments")
    left = {
        line.id: line.quantity - line.cancelled_quantity if line.requires_shipping else 0
        for line in lines
    }
    for number, fulfillment in enumerate(fulfillments):
        path: Path = ("fulfillments", number, "items")
        reader.require_unique([item.id for item in fulfillment.shipment.items], *path)
        for index, item in enumerate(fulfillment.shipment.items):
            detail = f"The order has no line item {item.id}."
            reader.require(item.id in left, "unknown_item", detail, *path, index, "id")
            if item.id in left and fulfillment.status not in INACTIVE:
                left[item.id] -= item.quantity
                detail = f"More units of {item.id} are fulfilled than have to be shipped."
                fits = left[item.id] >= 0
                where = (*path, index, "quantity")
                reader.require(fits, "quantity_exceeds_remaining", detail, *where)
        under_way = is_cancelled and fulfillment.is_cancellable and fulfillment.id not in kept
        detail = f"A cancelled order cannot have a fulfillment that is {fulfillment.status}."
        reader.require(not under_way, "order_is_closed", detail, "fulfillments", number, "status")


def check_cancellation(draft: OrderDraft, reader: DraftReader) -> None:
    """Check that a recorded cancellation fits the order's status and refunds."""
    if draft.cancellation is None:
        return
    is_cancelled = draft.status is OrderStatus.CANCELLED
    detail = "Only an order with the status cancelled can have a cancellation."
    reader.require(is_cancelled, "not_cancelled", detail, "cancellation")
    known = {None, *(refund.id for refund in draft.payment.refunds)}
    detail = f"The payment has no refund {draft.cancellation.refund_id}."
    holds = draft.cancellation.refund_id in known
    reader.require(holds, "refund_not_found", detail, "cancellation", "refund_id")


def check_timeline(draft: OrderDraft, reader: DraftReader) -> None:
    """Check that the timeline's entries have unique ids and can be stored."""
    reader.require_unique([entry.id for entry in draft.timeline], "timeline")
    found = ((index, entry.problem) for index, entry in enumerate(draft.timeline))
    reader.problems.extend(each.within("timeline", index) for index, each in found if each)
