"""Policy of refunds, of a bare amount or by units (contract, section 7)."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from attrs import evolve
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from seller_orders.domain.balance import balance
from seller_orders.domain.currencies import DECIMALS
from seller_orders.domain.draft_checks import DraftReader
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.money import UNITS_LIMIT, Money, amount_of
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Refund, RefundStatus
from seller_orders.domain.payment_policy import ensure_refundable
from seller_orders.domain.refund_parts import split
from seller_orders.domain.refund_request import RefundRequest, RefundTerms
from seller_orders.domain.refundable_units import ensure_units_refundable, refundable_items
from seller_orders.domain.refusals import (
    FieldProblem,
    InvalidFields,
    NothingIsOwed,
    PaymentNotRefundable,
    Refusal,
    ShippingAlreadyRefunded,
    UnknownReturn,
)
from seller_orders.domain.unit_worth import worth_of


def ensure_refund(order: Order, request: RefundRequest) -> Result[RefundTerms, Refusal]:
    """Allow a refund on terms, or refuse it by the first rule that it breaks.

    A refund by units credits their worth, shipping and adjustment. Its amount is the credit as far
    as the customer is owed it. An amount of 0 is allowed if items are named: the debt falls.

    >>> from seller_orders.domain.refund_request import RefundRequest
    >>> some = RefundRequest(amount=Decimal("50"))
    >>> str(ensure_refund(order, some).unwrap().amount)
    '50 INR'
    >>> ensure_refund(order, RefundRequest(items=(ItemQuantity("line_1", 1),))).failure().code
    'units_not_shipped'
    """
    reader = DraftReader(order.currency)
    terms = RefundTerms(
        amount=reader.money(request.amount or Decimal(0), "amount"),
        items=(),
        shipping=reader.money(request.shipping or Decimal(0), "shipping"),
        adjustment=reader.signed_money(request.adjustment or Decimal(0), "adjustment"),
        return_id=request.return_id,
        reason=request.reason,
        parts=(),
    )
    shares = None
    if request.tenders is not None:
        shares = [
            (each.id, reader.money(each.amount, "tenders", index, "amount"))
            for index, each in enumerate(request.tenders)
        ]
    is_by_units = bool(request.items or request.shipping or request.adjustment)
    detail = "Name an amount above 0, or at least one of items, shipping and adjustment."
    reader.require(request.amount is not None or is_by_units, "required", detail, "amount")
    detail = "The amount of a refund by items, shipping and adjustment is computed: leave it out."
    reader.require(request.amount is None or not is_by_units, "not_with_units", detail, "amount")
    if reader.problems:
        return Failure(InvalidFields(tuple(reader.problems)))
    if request.return_id is not None and order.return_(request.return_id) is None:
        return Failure(UnknownReturn.named(request.return_id))
    allowed = (
        _ensure_credit(order, request.items, terms)
        if is_by_units
        else ensure_refundable(order.payment, terms.amount).map(lambda _: terms)
    )
    return allowed.bind(
        lambda terms: split(order.payment, terms.amount, shares).map(
            lambda parts: evolve(terms, parts=parts)
        )
    )


def ensure_any_refund(order: Order) -> Result[RefundTerms, Refusal]:
    """Allow a refund of the least amount or of one unit, or refuse it as one of the amount is.

    One unit stands for all: whether it can be refunded depends on where it is.
    """
    least = RefundRequest(amount=Decimal(1).scaleb(-DECIMALS[order.currency]))
    allowed = ensure_refund(order, least)
    units = [evolve(each, quantity=1) for each in refundable_items(order)[:1]]
    if is_successful(allowed) or not units:
        return allowed
    return ensure_refund(order, RefundRequest(items=tuple(units)))


def new_refund(terms: RefundTerms, id: str, created_at: datetime) -> Refund:
    """Return the refund on terms that a policy allowed. One of 0 has nothing to wait for."""
    return Refund(
        id=id,
        amount=terms.amount,
        items=terms.items,
        shipping=terms.shipping,
        adjustment=terms.adjustment,
        return_id=terms.return_id,
        parts=terms.parts,
        status=RefundStatus.PENDING if terms.amount else RefundStatus.SUCCEEDED,
        reason=terms.reason,
        created_at=created_at,
    )


def _ensure_credit(
    order: Order, items: Sequence[ItemQuantity], terms: RefundTerms
) -> Result[RefundTerms, Refusal]:
    return (
        ensure_units_refundable(order, items)
        .bind(lambda bound: _ensure_shipping(order, evolve(terms, items=bound)))
        .bind(lambda terms: _ensure_owed(order, terms))
    )


def _ensure_shipping(order: Order, terms: RefundTerms) -> Result[RefundTerms, Refusal]:
    worth = worth_of(order).shipping
    refunded = sum(each.shipping.units for each in order.payment.refunds if each.counts)
    left = Money(max(0, worth.units - refunded), order.currency)
    if terms.shipping.units <= left.units:
        return Success(terms)
    facts: dict[str, str | int] = {
        "worth": str(worth),
        "refunded": f"{amount_of(refunded)} {order.currency}",
        "refundable": str(left),
        "requested": str(terms.shipping),
    }
    so_far = ", of which {refunded} are refunded" if refunded else ""
    detail = (
        f"Shipping is worth {{worth}}{so_far}: at most {{refundable}} can be refunded, not "
        "{requested}."
    ).format_map(facts)
    problem = FieldProblem(ShippingAlreadyRefunded.code, detail, ("shipping",), facts)
    return Failure(ShippingAlreadyRefunded((problem,)))


def _ensure_owed(order: Order, terms: RefundTerms) -> Result[RefundTerms, Refusal]:
    """Return the terms with their amount: the credit as far as the customer is owed it."""
    items = sum(item.worth.units for item in terms.items)
    credit = items + terms.shipping.units + terms.adjustment.units
    if credit < 0:
        return _refuse_adjustment("Items, shipping and adjustment must not add up to less than 0.")
    if order.payment.credited.units + credit >= UNITS_LIMIT:
        return _refuse_adjustment("The credits of an order must add up to less than 10^12.")
    owed = -balance(order.total, order.payment, order.cancellation, credit=credit).units
    refundable = order.payment.refundable
    amount = Money(max(0, min(credit, owed, refundable.units)), order.currency)
    if amount or terms.items:
        return Success(evolve(terms, amount=amount))
    if not refundable:
        return Failure(PaymentNotRefundable())
    return Failure(NothingIsOwed(str(Money(credit, order.currency))))


def _refuse_adjustment(detail: str) -> Result[RefundTerms, Refusal]:
    problem = FieldProblem("amount_out_of_range", detail, ("adjustment",))
    return Failure(InvalidFields((problem,)))
