"""Assembly of an order from a draft (contract, section 3)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, cast

from attrs import AttrsInstance, evolve, fields_dict
from returns.result import Failure, Result, Success

from seller_orders.domain.currencies import DECIMALS
from seller_orders.domain.draft import FulfillmentDraft, OrderDraft, PaymentDraft
from seller_orders.domain.draft_checks import (
    DraftReader,
    check_cancellation,
    check_fulfillments,
    check_number,
    check_restocks,
    check_timeline,
    check_totals,
)
from seller_orders.domain.fulfillment import Fulfillment, implies_hand_over
from seller_orders.domain.line_item import LineItem, RestockedItem
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Payment, PaymentStatus, Refund, RefundStatus
from seller_orders.domain.refusals import FieldProblem, InvalidFields
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.stock import Restock, RestockCause, units_at_home

T = TypeVar("T")


def assemble(
    draft: OrderDraft,
    *,
    domain_id: str,
    order_id: str,
    number: str,
    fulfillment_ids: Iterable[str],
    at: datetime,
) -> Result[Order, InvalidFields]:
    """Build an order from a draft, or return a problem for each field that breaks a rule.

    ``number`` and ``order_id`` replace the draft's. ``fulfillment_ids`` are for fulfillments
    without an id, ``at`` is for a draft without ``created_at``.
    """
    if draft.currency not in DECIMALS:
        detail = f"{draft.currency!r} is not an ISO 4217 currency."
        return Failure(InvalidFields((FieldProblem("currency_unknown", detail, ("currency",)),)))
    reader = DraftReader(draft.currency)
    created_at = draft.created_at or at
    lines = _lines(draft, reader)
    shipping = reader.money(draft.shipping_total, "shipping_total")
    tax = reader.money(draft.tax_total, "tax_total")
    discount = reader.money(draft.discount_total, "discount_total")
    subtotal = sum(line.selling_price.units * line.quantity for line in lines)
    total = subtotal + shipping.units + tax.units - discount.units
    payment = _payment(draft.payment, total, reader)
    fulfillments = _fulfillments(draft, fulfillment_ids, created_at)
    check_number(draft, reader)
    check_totals(subtotal, total, reader)
    check_fulfillments(draft, fulfillments, reader)
    check_cancellation(draft, reader)
    check_restocks(draft, fulfillments, reader)
    check_timeline(draft, reader)
    if reader.problems:
        return Failure(InvalidFields(tuple(reader.problems)))
    return Success(
        _made(
            Order,
            draft,
            domain_id=domain_id,
            id=order_id,
            number=number,
            lines=lines,
            discount=discount,
            shipping=shipping,
            tax=tax,
            payment=payment,
            fulfillments=fulfillments,
            tags=tuple(dict.fromkeys(draft.tags)),
            restocks=_restocks(draft, lines, fulfillments),
            created_at=created_at,
            updated_at=draft.updated_at or created_at,
        )
    )


def _made(kind: type[T], draft: AttrsInstance, **others: Any) -> T:
    """Return a value with the draft's fields of the same name, and with others."""
    return kind(
        **{name: getattr(draft, name) for name in _shared(cast("Any", kind), type(draft))} | others
    )


@cache
def _shared(kind: Any, draft: type[AttrsInstance]) -> tuple[str, ...]:
    return tuple(name for name in fields_dict(kind) if name in fields_dict(draft))


def _lines(draft: OrderDraft, reader: DraftReader) -> tuple[LineItem, ...]:
    reader.require(bool(draft.lines), "out_of_range", "An order needs at least one item.", "items")
    reader.require_unique([line.id for line in draft.lines], "items")
    return tuple(
        _made(
            LineItem,
            line,
            selling_price=reader.money(line.selling_price, "items", index, "selling_price"),
        )
        for index, line in enumerate(draft.lines)
    )


def _payment(draft: PaymentDraft, total: int, reader: DraftReader) -> Payment:
    captured = reader.money(draft.amount_paid, "payment", "amount_paid")
    path = ("payment", "amount_paid")
    reader.require(
        captured.units <= max(total, 0),
        "amount_exceeds_total",
        "amount_paid must not exceed the total.",
        *path,
    )
    is_paid = draft.status is PaymentStatus.PAID
    reader.require(
        is_paid or not captured,
        "not_paid",
        "amount_paid must be 0 unless the payment is paid.",
        *path,
    )
    refunds = tuple(
        _made(
            Refund,
            refund,
            amount=reader.money(refund.amount, "payment", "refunds", index, "amount"),
        )
        for index, refund in enumerate(draft.refunds)
    )
    reader.require_unique([refund.id for refund in refunds], "payment", "refunds")
    refunded = sum(r.amount.units for r in refunds if r.status is not RefundStatus.FAILED)
    detail = "Refunds must not exceed amount_paid."
    reader.require(
        refunded <= captured.units, "refund_exceeds_captured", detail, "payment", "refunds"
    )
    return _made(Payment, draft, captured=captured, refunds=refunds)


def _fulfillments(
    draft: OrderDraft, ids: Iterable[str], created_at: datetime
) -> tuple[Fulfillment, ...]:
    new_ids = iter(ids)
    return tuple(
        _made(
            Fulfillment,
            given,
            id=given.id or next(new_ids),
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
        implied = implies_hand_over(given.status, given.shipment, order_status)
        is_handed_over = given.handed_over_at is not None or implied
    if not is_handed_over:
        return None
    return given.handed_over_at or given.updated_at or given.created_at or created_at


def _restocks(
    draft: OrderDraft, lines: Sequence[LineItem], fulfillments: Sequence[Fulfillment]
) -> tuple[Restock, ...]:
    if draft.restocks is not None:
        position = {line.id: index for index, line in enumerate(lines)}
        return tuple(
            evolve(each, items=tuple(sorted(each.items, key=lambda item: position.get(item.id, 0))))
            for each in draft.restocks
        )
    if draft.cancellation is None or not draft.cancellation.restocked:
        return ()
    home = units_at_home(lines, fulfillments, ())
    items = tuple(RestockedItem(one.id, one.sku, home[one.id]) for one in lines if home[one.id])
    cause, at = RestockCause.CANCELLATION, draft.cancellation.at
    return (Restock(cause=cause, at=at, items=items),) if items else ()
