"""Request bodies of the operations (contract, section 3)."""

from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from msgspec import UNSET, Meta, UnsetType, field

from seller_orders.adapters.shared.wire.field_types import (
    Amount,
    AmountAboveZero,
    Identifier,
    Note,
    Tag,
    Text,
    WebAddress,
)
from seller_orders.adapters.shared.wire.fulfillment_codec import ItemDocument, ShipmentDocument
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.application.commands.bulk_actions import (
    AddTags,
    FulfillRemaining,
    RemoveTags,
    SetStatus,
)
from seller_orders.domain.cancellation import CancellationRequest, CancelReason
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.payment import PaymentStatus
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.values import Tracking

Ids: TypeAlias = Annotated[tuple[Identifier, ...], Meta(min_length=1, max_length=1_000)]
Tags: TypeAlias = Annotated[tuple[Tag, ...], Meta(min_length=1, max_length=50)]


class StatusChange(Document):
    """PATCH …/status."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "status": "processing",
        "note": "Being prepared",
        "notify_customer": True,
    }

    status: OrderStatus
    note: Note | None = None
    notify_customer: bool = False


class RequestedItem(ItemDocument):
    """Units of a line. Name and price are accepted and ignored; the order's values apply."""

    name: Text | None = None
    selling_price: Amount | None = None


class FulfillmentRequest(ShipmentDocument):
    """POST …/fulfillments."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "items": [{"id": "iid_001", "quantity": 1}],
        "shipping_method": "Self-Delivery",
        "awb": "1Z999AA10123456784",
        "tracking_url": "https://www.ups.com/track?tracknum=1Z999AA10123456784",
        "delivery_person": {"name": "Rider Rahul", "phone": "+919876543210"},
        "notify_customer": True,
    }

    items: Annotated[tuple[RequestedItem, ...], Meta(min_length=1)]
    notify_customer: bool = False


class FulfillmentChange(Document):
    """PATCH …/fulfillments/{id}: null clears a field, a missing field keeps its value."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"status": "in_transit"}

    RULES: ClassVar[dict[str, Any]] = {"minProperties": 1}

    status: FulfillmentStatus | UnsetType = UNSET
    awb: Text | UnsetType | None = UNSET
    tracking_url: WebAddress | UnsetType | None = UNSET

    def tracking(self) -> dict[str, str | None]:
        """Return the tracking fields that the request sets."""
        given: dict[str, str | None] = {}
        if self.awb is not UNSET:
            given["awb"] = self.awb
        if self.tracking_url is not UNSET:
            given["url"] = None if self.tracking_url is None else str(self.tracking_url)
        return given


class Nothing(Document):
    """The body of an operation without fields."""


class CancelRequest(Document):
    """POST …/cancel."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "reason": "customer_request",
        "refund": True,
        "restock": True,
        "notify_customer": True,
    }

    RULES: ClassVar[dict[str, Any]] = {
        "allOf": [
            {
                "if": {"properties": {"reason": {"const": "other"}}},
                "then": {
                    "properties": {"cancel_reason_details": {"type": "string", "minLength": 1}},
                    "required": ["cancel_reason_details"],
                },
            },
            {
                "if": {
                    "properties": {"refund_amount": {"type": "number"}},
                    "required": ["refund_amount"],
                },
                "then": {"properties": {"refund": {"const": True}}, "required": ["refund"]},
            },
        ]
    }

    reason: CancelReason
    cancel_reason_details: Note | None = None
    refund: bool = False
    refund_amount: AmountAboveZero | None = None
    restock: bool = False
    notify_customer: bool = False

    def request(self) -> CancellationRequest:
        """Return the request."""
        return CancellationRequest(
            reason=self.reason,
            details=self.cancel_reason_details,
            refund=self.refund,
            refund_amount=self.refund_amount,
            restock=self.restock,
        )


class PaymentChange(Document):
    """PATCH …/payment; ``amount_captured`` is the total paid so far."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"status": "paid", "amount_captured": 215.25}

    status: PaymentStatus
    amount_captured: Amount | None = None


class RefundRequest(Document):
    """POST …/refunds."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"amount": 66.17, "reason": "Broken on arrival"}

    amount: AmountAboveZero
    reason: Note | None = None


class RefundChange(Document):
    """PATCH …/refunds/{id}."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"status": "succeeded"}

    status: Literal["succeeded", "failed"]


class BulkStatusData(Document):
    """Set the status."""

    status: OrderStatus
    note: Note | None = None
    notify_customers: bool = False


class BulkTagsData(Document):
    """Add or remove tags."""

    tags: Tags


class BulkFulfillData(Document):
    """Fulfill all remaining units."""

    shipping_method: Text | None = None
    awb: Text | None = None
    tracking_url: WebAddress | None = None
    notify_customers: bool = False


class BulkStatus(Document, tag_field="action", tag="update_status"):
    """PATCH /orders/bulk, update_status."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "action": "update_status",
        "order_ids": ["ord_1001", "ord_1002"],
        "data": {"status": "processing"},
    }

    order_ids: Ids
    data: BulkStatusData
    atomic: bool = False

    def action(self) -> SetStatus:
        """Return the action."""
        data = self.data
        return SetStatus(status=data.status, note=data.note, notify_customers=data.notify_customers)


class BulkAddTags(Document, tag_field="action", tag="add_tags"):
    """PATCH /orders/bulk, add_tags."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "action": "add_tags",
        "order_ids": ["ord_1001", "ord_1002"],
        "data": {"tags": ["gift"]},
    }

    order_ids: Ids
    data: BulkTagsData
    atomic: bool = False

    def action(self) -> AddTags:
        """Return the action."""
        return AddTags(self.data.tags)


class BulkRemoveTags(Document, tag_field="action", tag="remove_tags"):
    """PATCH /orders/bulk, remove_tags."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "action": "remove_tags",
        "order_ids": ["ord_1001", "ord_1002"],
        "data": {"tags": ["gift"]},
    }

    order_ids: Ids
    data: BulkTagsData
    atomic: bool = False

    def action(self) -> RemoveTags:
        """Return the action."""
        return RemoveTags(self.data.tags)


class BulkFulfill(Document, tag_field="action", tag="fulfill"):
    """PATCH /orders/bulk, fulfill."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "action": "fulfill",
        "order_ids": ["ord_1001", "ord_1002"],
        "data": {"shipping_method": "Self-Delivery"},
        "atomic": True,
    }

    order_ids: Ids
    data: BulkFulfillData = field(default_factory=BulkFulfillData)
    atomic: bool = False

    def action(self) -> FulfillRemaining:
        """Return the action."""
        url = self.data.tracking_url
        return FulfillRemaining(
            shipping_method=self.data.shipping_method,
            tracking=Tracking(awb=self.data.awb, url=None if url is None else str(url)),
            notify_customers=self.data.notify_customers,
        )


BulkRequest: TypeAlias = BulkStatus | BulkAddTags | BulkRemoveTags | BulkFulfill
"""PATCH /orders/bulk; the action determines the fields of ``data``."""
