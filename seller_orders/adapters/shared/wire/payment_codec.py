"""Payments and refunds, as documents and views."""

from typing import TypedDict

from seller_orders.adapters.shared.wire.field_types import (
    Amount,
    Identifier,
    NonEmptyText,
    Note,
    Timestamp,
)
from seller_orders.adapters.shared.wire.value_document import ValueDocument
from seller_orders.adapters.shared.wire.views import view_of, writer
from seller_orders.domain.draft import PaymentDraft, RefundDraft
from seller_orders.domain.payment import Payment, PaymentStatus, Refund, RefundStatus


class RefundDocument(ValueDocument, kw_only=True):
    """A refund of an imported order."""

    VALUE = RefundDraft

    id: Identifier
    amount: Amount
    status: RefundStatus
    reason: Note | None = None
    created_at: Timestamp


@view_of(RefundDocument)
class RefundView(TypedDict):
    """A refund."""


class PaymentDocument(ValueDocument, kw_only=True):
    """A payment; ``amount_paid`` is the captured amount."""

    VALUE = PaymentDraft

    status: PaymentStatus
    method: NonEmptyText
    amount_paid: Amount


class ImportedPayment(PaymentDocument):
    """A payment with its refunds."""

    VALUE = PaymentDraft

    refunds: tuple[RefundDocument, ...] = ()


@view_of(ImportedPayment, without=("amount_paid",))
class PaymentView(TypedDict):
    """A payment and its refunds. The captured amount is one of the order's totals."""


refund_view = writer(RefundView, Refund)
payment_view = writer(PaymentView, Payment)
