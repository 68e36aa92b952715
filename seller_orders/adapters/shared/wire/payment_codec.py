"""Payments and refunds, as documents and views."""

from typing import Annotated, TypedDict

from seller_orders.adapters.shared.wire.field_descriptions import PAYMENT_STATUS, about
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

    id: Annotated[Identifier, about("Id of the refund.", "rfd_1")]
    amount: Annotated[Amount, about("Refunded amount, in the order's currency.", 66.17)]
    status: Annotated[
        RefundStatus, about("Status of the refund at the payment provider.", "pending")
    ]
    reason: Annotated[Note | None, about("Reason of the refund.", "Broken on arrival")] = None
    created_at: Annotated[
        Timestamp, about("Time when the refund was requested.", "2026-11-26T11:00:00Z")
    ]


@view_of(RefundDocument)
class RefundView(TypedDict):
    """A refund."""


class PaymentDocument(ValueDocument, kw_only=True):
    """A payment; ``amount_paid`` is the captured amount."""

    VALUE = PaymentDraft

    status: Annotated[PaymentStatus, PAYMENT_STATUS]
    method: Annotated[NonEmptyText, about("Payment method, in your own words.", "card")]
    amount_paid: Annotated[
        Amount, about("Amount that the customer has paid; 0 unless the status is `paid`.", 215.25)
    ]


class ImportedPayment(PaymentDocument):
    """A payment with its refunds."""

    VALUE = PaymentDraft

    refunds: Annotated[
        tuple[RefundDocument, ...], about("Refunds of the payment, oldest first.", [])
    ] = ()


@view_of(ImportedPayment, without=("amount_paid",))
class PaymentView(TypedDict):
    """A payment and its refunds. The captured amount is one of the order's totals."""


refund_view = writer(RefundView, Refund)
payment_view = writer(PaymentView, Payment)
