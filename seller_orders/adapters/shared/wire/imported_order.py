"""A line of an import: an order document that may bring its history."""

from typing import Annotated, Any, TypeAlias

from attrs import evolve
from msgspec import UNSET, Meta, UnsetType, field
from returns.result import Result

from seller_orders.adapters.shared.wire.field_types import (
    Amount,
    FilledText,
    Identifier,
    Moment,
    Name,
    Note,
    Text,
    utc,
)
from seller_orders.adapters.shared.wire.json_codec import Document, decode
from seller_orders.adapters.shared.wire.order_document import (
    FulfillmentDocument,
    ItemDocument,
    OrderDocument,
    PaymentDocument,
)
from seller_orders.domain.cancellation import Cancellation, CancelReason
from seller_orders.domain.draft import FulfillmentDraft, OrderDraft, RefundDraft
from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.payment import RefundStatus
from seller_orders.domain.refusals import InvalidFields
from seller_orders.domain.stock import Restock, RestockCause
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


class RestockedItemDocument(ItemDocument):
    """Units of a line that went back to stock."""

    sku: FilledText


class RestockDocument(Document):
    """Units that went back to stock for one cause; the order's cancellation has no id."""

    cause: RestockCause
    at: Moment
    items: Annotated[tuple[RestockedItemDocument, ...], Meta(min_length=1)]
    cause_id: Identifier | None = None

    def value(self) -> Restock:
        """Return the restock."""
        return Restock(
            cause=self.cause,
            cause_id=self.cause_id,
            at=self.at.utc,
            items=tuple(RestockedItem(item.id, item.sku, item.quantity) for item in self.items),
        )


class ImportedFulfillment(FulfillmentDocument):
    """A fulfillment that may say when it was handed over; null: it never was."""

    handed_over_at: Moment | UnsetType | None = UNSET

    def draft(self) -> FulfillmentDraft:
        """Return the draft."""
        if self.handed_over_at is UNSET:
            return super().draft()
        handed_over_at = utc(self.handed_over_at)
        is_handed_over = handed_over_at is not None
        return evolve(super().draft(), is_handed_over=is_handed_over, handed_over_at=handed_over_at)


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
    fulfillments: tuple[ImportedFulfillment, ...] = ()
    version: Version = 1
    updated_at: Moment | None = None
    cancellation: CancellationDocument | None = None
    restocks: tuple[RestockDocument, ...] | None = None
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
            restocks=None if self.restocks is None else tuple(r.value() for r in self.restocks),
            timeline=tuple(entry.value() for entry in self.timeline),
        )


def decode_imported(line: bytes) -> Result[OrderDraft, InvalidFields]:
    """Read a line of an import."""
    return decode(ImportedOrder, line).map(ImportedOrder.draft)
