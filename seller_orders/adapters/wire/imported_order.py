"""A line of an import: an order document that may bring its history."""

from typing import Annotated, Any, TypeAlias

from attrs import evolve
from msgspec import Meta, field
from returns.result import Result

from seller_orders.adapters.wire.field_types import (
    Amount,
    Identifier,
    Moment,
    Name,
    Note,
    Text,
    utc,
)
from seller_orders.adapters.wire.json_codec import Document, decode
from seller_orders.adapters.wire.order_document import OrderDocument, PaymentDocument
from seller_orders.domain.cancellation import Cancellation, CancelReason
from seller_orders.domain.draft import OrderDraft, RefundDraft
from seller_orders.domain.payment import RefundStatus
from seller_orders.domain.refusals import InvalidFields
from seller_orders.domain.timeline import STATUS_LENGTH, ChangeType, TimelineEntry

Status: TypeAlias = Annotated[str, Meta(max_length=STATUS_LENGTH, pattern="^[^\x00]*$")]
Version: TypeAlias = Annotated[int, Meta(ge=1, le=1_000_000_000)]
"""Far from where the store's integers end, so that an imported order can go on changing."""


class RefundDocument(Document):
    """A refund of the past."""

    id: Identifier
    amount: Amount
    status: RefundStatus
    created_at: Moment
    reason: Note | None = None

    def draft(self) -> RefundDraft:
        """Return the draft."""
        return RefundDraft(
            id=self.id,
            amount=self.amount,
            status=self.status,
            reason=self.reason,
            created_at=self.created_at.utc,
        )


class ImportedPayment(PaymentDocument):
    """A payment with its refunds."""

    refunds: tuple[RefundDocument, ...] = ()


class CancellationDocument(Document):
    """The record of a cancellation."""

    reason: CancelReason
    at: Moment
    by: Name
    restocked: bool
    details: Note | None = None
    refund_id: Identifier | None = None

    def value(self) -> Cancellation:
        """Return the cancellation."""
        return Cancellation(
            reason=self.reason,
            details=self.details,
            at=self.at.utc,
            by=self.by,
            refund_id=self.refund_id,
            restocked=self.restocked,
        )


class TimelineDocument(Document):
    """A change of the past."""

    id: Identifier
    type: ChangeType
    at: Moment
    by: Name
    version: Version
    from_: Status | None = field(default=None, name="from")
    to: Status | None = None
    note: Note | None = None
    notified: tuple[Text, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)

    def value(self) -> TimelineEntry:
        """Return the entry."""
        return TimelineEntry(
            id=self.id,
            type=self.type,
            at=self.at.utc,
            by=self.by,
            version=self.version,
            from_=self.from_,
            to=self.to,
            note=self.note,
            notified=self.notified,
            data=self.data,
        )


class ImportedOrder(OrderDocument):
    """An order document with the order's history, as exports write it."""

    payment: ImportedPayment
    version: Version = 1
    updated_at: Moment | None = None
    cancellation: CancellationDocument | None = None
    timeline: tuple[TimelineDocument, ...] = ()

    def draft(self) -> OrderDraft:
        """Return the draft of the order, with its history."""
        draft = super().draft()
        refunds = tuple(refund.draft() for refund in self.payment.refunds)
        return evolve(
            draft,
            payment=evolve(draft.payment, refunds=refunds),
            version=self.version,
            updated_at=utc(self.updated_at),
            cancellation=self.cancellation.value() if self.cancellation else None,
            timeline=tuple(entry.value() for entry in self.timeline),
        )


def decode_imported(line: bytes) -> Result[OrderDraft, InvalidFields]:
    """Read a line of an import."""
    return decode(ImportedOrder, line).map(ImportedOrder.draft)
