"""What the operations answer with, beside the whole order (contract, section 3)."""

from collections.abc import Sequence
from datetime import datetime
from typing import NotRequired, TypedDict

from seller_orders.adapters.shared.wire.fulfillment_codec import FulfillmentView
from seller_orders.adapters.shared.wire.order_codec import OrderDetail, OrderSummary
from seller_orders.adapters.shared.wire.payment_codec import RefundView
from seller_orders.application.outbox_messages import Template
from seller_orders.application.ports.notification_log import NotificationState
from seller_orders.application.ports.refund_search import RefundSummary
from seller_orders.domain.line_item import RestockedItem


class PaginationDocument(TypedDict):
    """Where a page is; one that a cursor led to has no number, and does not count the others."""

    page: NotRequired[int]
    limit: int
    total: NotRequired[int]
    total_pages: NotRequired[int]
    has_next: bool
    next_cursor: str | None


class OrderPageDocument(TypedDict):
    """A page of a list."""

    orders: list[OrderSummary]
    pagination: PaginationDocument


class RefundPageDocument(TypedDict):
    """A page of a list of refunds, which has no number and does not count the others."""

    refunds: list[RefundSummary]
    pagination: PaginationDocument


class ActionDocument(TypedDict):
    """Whether something can be done just now; if not, the code and the reason in words."""

    allowed: bool
    code: str | None
    reason: str | None


class ActionsDocument(TypedDict):
    """What can be done with an order just now."""

    order_id: str
    version: int
    status: dict[str, ActionDocument]
    cancel: ActionDocument
    fulfill: ActionDocument
    refund: ActionDocument


class NotificationDocument(TypedDict):
    """What the customer was told, by which way, and how that went; never to which address."""

    id: str
    channel: str
    template: Template
    state: NotificationState
    reason: str | None
    version: int
    created_at: datetime
    sent_at: datetime | None


class NotificationsDocument(TypedDict):
    """What the customer of an order was told, the oldest first."""

    notifications: Sequence[NotificationDocument]


class FulfilledOrderDocument(TypedDict):
    """A fulfillment and its order."""

    fulfillment: FulfillmentView
    order: OrderDetail


class CancelledOrderDocument(TypedDict):
    """A cancelled order and what came of it."""

    order: OrderDetail
    refund: RefundView | None
    restocked: Sequence[RestockedItem]
    cancelled_fulfillments: Sequence[str]


class RefundedOrderDocument(TypedDict):
    """A refund and its order."""

    refund: RefundView
    order: OrderDetail


class BulkFailureDocument(TypedDict):
    """An order that a bulk update left as it was."""

    order_id: str
    code: str
    message: str


class BulkReportDocument(TypedDict):
    """Which orders are as asked: exactly the seed's keys."""

    success: bool
    updated_count: int
    failed: list[BulkFailureDocument]
    updated_orders: Sequence[str]


class FieldErrorDocument(TypedDict):
    """A field that breaks a rule; figures behind the detail may follow."""

    pointer: str
    detail: str
    code: str
    id: NotRequired[str]
    ordered: NotRequired[int]
    fulfilled: NotRequired[int]
    remaining: NotRequired[int]
    requested: NotRequired[int]


class ProblemDocument(TypedDict):
    """Why a request was not done (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    errors: NotRequired[list[FieldErrorDocument]]
    failed: NotRequired[list[BulkFailureDocument]]
