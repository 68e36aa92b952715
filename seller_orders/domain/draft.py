"""A draft of an order: the document from which one is created or imported (contract, section 3)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from attrs import evolve, field, frozen
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from seller_orders.domain.cancellation import Cancellation
from seller_orders.domain.currencies import DECIMALS
from seller_orders.domain.fulfillment import (
    INACTIVE,
    Fulfillment,
    FulfillmentStatus,
    Shipment,
    is_handed_over_by,
)
from seller_orders.domain.line_item import LineItem, RestockedItem
from seller_orders.domain.money import LIMIT, SCALE, Money
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Payment, PaymentStatus, Refund, RefundStatus
from seller_orders.domain.refusals import FieldProblem, InvalidFields, Path
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.stock import Restock, RestockCause, units_at_home
from seller_orders.domain.timeline import TimelineEntry
from seller_orders.domain.values import Address, Customer


@frozen(kw_only=True)
class LineDraft:
    """A line: ``quantity`` units at ``selling_price`` each, in units of the order's currency."""

    id: str
    product_id: str
    sku: str
    name: str
    quantity: int
    selling_price: Decimal


@frozen(kw_only=True)
class RefundDraft:
    """A refund of an imported order."""

    id: str
    amount: Decimal
    status: RefundStatus
    reason: str | None
    created_at: datetime


@frozen(kw_only=True)
class PaymentDraft:
    """A payment; ``amount_paid`` is what is captured, in units of the currency."""

    status: PaymentStatus
    method: str
    amount_paid: Decimal
    refunds: tuple[RefundDraft, ...] = ()


@frozen(kw_only=True)
class FulfillmentDraft:
    """A fulfillment that comes with the order; what is None is given to it.

    Whether it was handed over follows from its status and the order's, unless the draft says it
    by ``is_handed_over`` or by ``handed_over_at``. Without a time that is when it was updated.
    """

    id: str | None = None
    status: FulfillmentStatus = FulfillmentStatus.PENDING
    shipment: Shipment
    is_handed_over: bool | None = None
    handed_over_at: datetime | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@frozen(kw_only=True)
class OrderDraft:
    """An order as a caller writes it (contract, section 3).

    ``currency`` is an ISO 4217 code, and totals are in units of it: ``Decimal("12.50")`` is twelve
    and a half. ``order_id``, ``order_number`` and ``created_at`` (an aware time) are given to it
    where they are None. The last five fields are there on import only. Where ``restocks`` is None,
    a cancellation with restock has given back all that is at home.
    """

    order_id: str | None = None
    order_number: str | None = None
    store_id: str
    created_at: datetime | None = None
    currency: str
    status: OrderStatus = OrderStatus.PENDING
    customer: Customer
    lines: tuple[LineDraft, ...]
    shipping_total: Decimal = Decimal(0)
    tax_total: Decimal = Decimal(0)
    discount_total: Decimal = Decimal(0)
    payment: PaymentDraft
    shipping_address: Address | None = None
    billing_address: Address | None = None
    fulfillments: tuple[FulfillmentDraft, ...] = ()
    tags: tuple[str, ...] = ()
    note: str | None = None
    version: int = 1
    cancellation: Cancellation | None = None
    restocks: tuple[Restock, ...] | None = None
    timeline: tuple[TimelineEntry, ...] = ()
    updated_at: datetime | None = None


@frozen
class _Reading:
    """Reads a draft's amounts in its currency and gathers what is wrong on the way."""

    currency: str
    problems: list[FieldProblem] = field(factory=list)

    def money(self, amount: Decimal, *path: str | int) -> Money:
        read = Money.of(amount, self.currency)
        if not is_successful(read):
            self.problems.append(read.failure().within(*path))
        return read.value_or(Money.zero(self.currency))

    def unless(self, holds: bool, code: str, detail: str, *path: str | int) -> None:
        if not holds:
            self.problems.append(FieldProblem(code, detail, path))

    def unique(self, ids: Sequence[str], *path: str | int) -> None:
        seen = set[str]()
        for index, id in enumerate(ids):
            self.unless(id not in seen, "duplicate", f"{id} is there twice.", *path, index, "id")
            seen.add(id)


def assemble(
    draft: OrderDraft,
    *,
    domain_id: str,
    order_id: str,
    number: str,
    fulfillment_ids: Iterable[str],
    at: datetime,
) -> Result[Order, InvalidFields]:
    """Make an order of a draft, or name each field that breaks a rule.

    ``fulfillment_ids`` are for the fulfillments that have none; ``at`` is for the order that has
    no ``created_at``.
    """
    if draft.currency not in DECIMALS:
        detail = f"{draft.currency!r} is not an ISO 4217 currency."
        return Failure(InvalidFields((FieldProblem("currency_unknown", detail, ("currency",)),)))
    reading = _Reading(draft.currency)
    created_at = draft.created_at or at
    lines = _lines(draft, reading)
    shipping = reading.money(draft.shipping_total, "shipping_total")
    tax = reading.money(draft.tax_total, "tax_total")
    discount = reading.money(draft.discount_total, "discount_total")
    subtotal = sum(line.selling_price.units * line.quantity for line in lines)
    total = subtotal + shipping.units + tax.units - discount.units
    payment = _payment(draft.payment, total, reading)
    fulfillments = _fulfillments(draft, fulfillment_ids, created_at)
    _check_totals(subtotal, total, reading)
    _check_fulfillments(draft, fulfillments, reading)
    _check_cancellation(draft, reading)
    _check_restocks(draft, fulfillments, reading)
    _check_timeline(draft, reading)
    if reading.problems:
        return Failure(InvalidFields(tuple(reading.problems)))
    return Success(
        Order(
            domain_id=domain_id,
            id=order_id,
            number=number,
            store_id=draft.store_id,
            version=draft.version,
            status=draft.status,
            currency=draft.currency,
            customer=draft.customer,
            lines=lines,
            discount=discount,
            shipping=shipping,
            tax=tax,
            payment=payment,
            shipping_address=draft.shipping_address,
            billing_address=draft.billing_address,
            fulfillments=fulfillments,
            tags=tuple(dict.fromkeys(draft.tags)),
            note=draft.note,
            cancellation=draft.cancellation,
            restocks=_restocks(draft, lines, fulfillments),
            timeline=draft.timeline,
            created_at=created_at,
            updated_at=draft.updated_at or created_at,
        )
    )


def _lines(draft: OrderDraft, reading: _Reading) -> tuple[LineItem, ...]:
    reading.unless(bool(draft.lines), "out_of_range", "An order has at least one line.", "items")
    reading.unique([line.id for line in draft.lines], "items")
    return tuple(
        LineItem(
            id=line.id,
            product_id=line.product_id,
            sku=line.sku,
            name=line.name,
            quantity=line.quantity,
            selling_price=reading.money(line.selling_price, "items", index, "selling_price"),
        )
        for index, line in enumerate(draft.lines)
    )


def _payment(draft: PaymentDraft, total: int, reading: _Reading) -> Payment:
    captured = reading.money(draft.amount_paid, "payment", "amount_paid")
    path = ("payment", "amount_paid")
    reading.unless(
        captured.units <= max(total, 0), "amount_exceeds_total", "At most the total is paid.", *path
    )
    is_paid = draft.status is PaymentStatus.PAID
    reading.unless(
        is_paid or not captured, "not_paid", "It is 0 unless the payment is paid.", *path
    )
    refunds = tuple(
        Refund(
            id=refund.id,
            amount=reading.money(refund.amount, "payment", "refunds", index, "amount"),
            status=refund.status,
            reason=refund.reason,
            created_at=refund.created_at,
        )
        for index, refund in enumerate(draft.refunds)
    )
    reading.unique([refund.id for refund in refunds], "payment", "refunds")
    refunded = sum(r.amount.units for r in refunds if r.status is not RefundStatus.FAILED)
    detail = "No more is refunded than was paid."
    reading.unless(
        refunded <= captured.units, "refund_exceeds_captured", detail, "payment", "refunds"
    )
    return Payment(status=draft.status, method=draft.method, captured=captured, refunds=refunds)


def _fulfillments(
    draft: OrderDraft, ids: Iterable[str], created_at: datetime
) -> tuple[Fulfillment, ...]:
    fresh = iter(ids)
    return tuple(
        Fulfillment(
            id=given.id or next(fresh),
            status=given.status,
            shipment=given.shipment,
            handed_over_at=_handed_over_at(given, draft.status, created_at),
            created_at=given.created_at or created_at,
            updated_at=given.updated_at or given.created_at or created_at,
        )
        for given in draft.fulfillments
    )


def _handed_over_at(
    given: FulfillmentDraft, order_status: OrderStatus, created_at: datetime
) -> datetime | None:
    is_handed_over = given.is_handed_over
    if is_handed_over is None:
        implied = is_handed_over_by(given.status, given.shipment, order_status)
        is_handed_over = given.handed_over_at is not None or implied
    if not is_handed_over:
        return None
    return given.handed_over_at or given.updated_at or given.created_at or created_at


def _restocks(
    draft: OrderDraft, lines: Sequence[LineItem], fulfillments: Sequence[Fulfillment]
) -> tuple[Restock, ...]:
    if draft.restocks is not None:
        places = {line.id: place for place, line in enumerate(lines)}
        return tuple(
            evolve(each, items=tuple(sorted(each.items, key=lambda item: places.get(item.id, 0))))
            for each in draft.restocks
        )
    if draft.cancellation is None or not draft.cancellation.restocked:
        return ()
    home = units_at_home(lines, fulfillments, ())
    items = tuple(RestockedItem(one.id, one.sku, home[one.id]) for one in lines if home[one.id])
    cause, at = RestockCause.CANCELLATION, draft.cancellation.at
    return (Restock(cause=cause, at=at, items=items),) if items else ()


def _check_totals(subtotal: int, total: int, reading: _Reading) -> None:
    largest = LIMIT * SCALE
    detail = "The total is below 10^12."
    reading.unless(max(subtotal, total) < largest, "amount_out_of_range", detail, "items")
    detail = "A discount is at most what it is taken from."
    reading.unless(total >= 0, "discount_exceeds_total", detail, "discount_total")


def _check_fulfillments(
    draft: OrderDraft, fulfillments: Sequence[Fulfillment], reading: _Reading
) -> None:
    reading.unique([fulfillment.id for fulfillment in fulfillments], "fulfillments")
    left = {line.id: line.quantity for line in draft.lines}
    for number, fulfillment in enumerate(fulfillments):
        path: Path = ("fulfillments", number, "items")
        reading.unique([item.id for item in fulfillment.shipment.items], *path)
        for index, item in enumerate(fulfillment.shipment.items):
            detail = f"The order has no line item {item.id}."
            reading.unless(item.id in left, "unknown_item", detail, *path, index, "id")
            if item.id in left and fulfillment.status not in INACTIVE:
                left[item.id] -= item.quantity
                detail = f"More of {item.id} is fulfilled than was ordered."
                fits = left[item.id] >= 0
                where = (*path, index, "quantity")
                reading.unless(fits, "quantity_exceeds_remaining", detail, *where)
        under_way = draft.status is OrderStatus.CANCELLED and fulfillment.is_cancellable
        detail = "A cancelled order has no fulfillment under way."
        reading.unless(not under_way, "order_is_closed", detail, "fulfillments", number, "status")


def _check_cancellation(draft: OrderDraft, reading: _Reading) -> None:
    if draft.cancellation is None:
        return
    is_cancelled = draft.status is OrderStatus.CANCELLED
    detail = "Only a cancelled order has been cancelled."
    reading.unless(is_cancelled, "not_cancelled", detail, "cancellation")
    known = {None, *(refund.id for refund in draft.payment.refunds)}
    detail = "The payment has no such refund."
    holds = draft.cancellation.refund_id in known
    reading.unless(holds, "refund_not_found", detail, "cancellation", "refund_id")


def _check_restocks(
    draft: OrderDraft, fulfillments: Sequence[Fulfillment], reading: _Reading
) -> None:
    left = {line.id: line.quantity for line in draft.lines}
    returned = {each.id for each in fulfillments if each.status is FulfillmentStatus.RETURNED}
    seen = set[tuple[RestockCause, str | None]]()
    for number, restock in enumerate(draft.restocks or ()):
        cause = (restock.cause, restock.cause_id)
        detail = "What went back for one cause is one entry."
        reading.unless(cause not in seen, "duplicate", detail, "restocks", number, "cause_id")
        seen.add(cause)
        path: Path = ("restocks", number, "cause")
        is_cancelled = draft.cancellation is not None and draft.cancellation.restocked
        holds = is_cancelled or restock.cause is not RestockCause.CANCELLATION
        detail = "No cancellation with restock is recorded."
        reading.unless(holds, "not_cancelled", detail, *path)
        holds = restock.cause_id in returned or restock.cause is not RestockCause.FULFILLMENT
        detail = "No fulfillment with this id was returned."
        path = ("restocks", number, "cause_id")
        reading.unless(holds, "fulfillment_not_found", detail, *path)
        holds = (restock.cause_id is None) is (restock.cause is RestockCause.CANCELLATION)
        detail = "A cause has an id, unless it is the order's cancellation."
        reading.unless(holds, "required", detail, *path)
        reading.unique([item.id for item in restock.items], "restocks", number, "items")
        for index, item in enumerate(restock.items):
            where: Path = ("restocks", number, "items", index)
            detail = f"The order has no line item {item.id}."
            reading.unless(item.id in left, "unknown_item", detail, *where, "id")
            left[item.id] = left.get(item.id, item.quantity) - item.quantity
            detail = f"More of {item.id} went back to stock than was ordered."
            fits = left[item.id] >= 0
            reading.unless(fits, "quantity_exceeds_ordered", detail, *where, "quantity")


def _check_timeline(draft: OrderDraft, reading: _Reading) -> None:
    reading.unique([entry.id for entry in draft.timeline], "timeline")
    found = ((index, entry.problem) for index, entry in enumerate(draft.timeline))
    reading.problems.extend(each.within("timeline", index) for index, each in found if each)
