"""Drafts of orders, as imports have them."""

from typing import TypeVar

from attrs import AttrsInstance, fields_dict
from hypothesis import strategies as st

from seller_orders.domain.draft import (
    AdjustmentDraft,
    FulfillmentDraft,
    LineDraft,
    OrderDraft,
    PaymentDraft,
    RefundDraft,
    RefundedItemDraft,
    RefundPartDraft,
    TaxLineDraft,
    TenderDraft,
)
from seller_orders.domain.line_item import LineItem
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Refund
from seller_orders.testing.strategies.whole_orders import orders

_Draft = TypeVar("_Draft", bound=AttrsInstance)


def draft_of(order: Order) -> OrderDraft:
    """Return the draft that imports as the same order."""
    payment = order.payment
    tenders = tuple(
        _as(TenderDraft, tender, amount=tender.amount.amount) for tender in payment.tenders
    )
    return _as(
        OrderDraft,
        order,
        order_id=order.id,
        order_number=order.number,
        lines=tuple(map(_line_draft, order.lines)),
        tax_lines=tuple(
            _as(TaxLineDraft, line, amount=line.amount.amount) for line in order.tax_lines
        ),
        adjustments=tuple(
            _as(AdjustmentDraft, each, amount=each.amount.amount) for each in order.adjustments
        ),
        shipping_total=order.shipping.amount,
        tax_total=order.tax.amount,
        discount_total=order.discount.amount,
        payment=_as(
            PaymentDraft,
            payment,
            amount_paid=payment.captured.amount,
            tenders=tenders,
            refunds=tuple(map(_refund_draft, payment.refunds)),
            refunded_at_cancellation=payment.refunded_at_cancellation.amount,
        ),
        fulfillments=tuple(
            _as(FulfillmentDraft, one, is_handed_over=one.handed_over_at is not None)
            for one in order.fulfillments
        ),
    )


def _line_draft(line: LineItem) -> LineDraft:
    return _as(
        LineDraft,
        line,
        selling_price=line.selling_price.amount,
        discount=line.discount.amount,
        tax=None if line.tax is None else line.tax.amount,
        cancelled_worth=line.cancelled_worth.amount,
    )


def _refund_draft(refund: Refund) -> RefundDraft:
    return _as(
        RefundDraft,
        refund,
        amount=refund.amount.amount,
        owed=refund.owed.amount,
        shipping=refund.shipping.amount,
        adjustment=refund.adjustment.amount,
        items=tuple(_as(RefundedItemDraft, each, worth=each.worth.amount) for each in refund.items),
        parts=tuple(_as(RefundPartDraft, each, amount=each.amount.amount) for each in refund.parts),
    )


def _as(kind: type[_Draft], value: object, **others: object) -> _Draft:
    named = {name: getattr(value, name) for name in fields_dict(kind) if name not in others}
    return kind(**named, **others)


def order_drafts() -> st.SearchStrategy[OrderDraft]:
    """Return drafts of valid orders, as imports have them."""
    return orders().map(draft_of)
