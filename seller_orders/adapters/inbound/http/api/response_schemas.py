"""Response bodies of the operations, apart from the order itself (contract, section 3)."""

from collections.abc import Sequence
from datetime import datetime
from typing import NotRequired, TypedDict

from seller_orders.adapters.shared.wire.fulfillment_codec import FulfillmentView
from seller_orders.adapters.shared.wire.order_codec import OrderDetail
from seller_orders.adapters.shared.wire.order_summary import OrderSummary
from seller_orders.adapters.shared.wire.payment_codec import RefundView
from seller_orders.application.outbox_messages import Template
from seller_orders.application.ports.notification_log import NotificationState
from seller_orders.application.ports.refund_search import RefundSummary
from seller_orders.domain.line_item import RestockedItem


class PaginationDocument(TypedDict):
    """The place of a page in its list. A page by cursor has neither a number nor a total."""

    page: NotRequired[int]
    limit: int
    total: NotRequired[int]
    total_pages: NotRequired[int]
    has_next: bool
    next_cursor: str | None


class OrderPageDocument(TypedDict):
    """A page of a list of orders."""

    orders: list[OrderSummary]
    pagination: PaginationDocument


class RefundPageDocument(TypedDict):
    """A page of a list of refunds. It has neither a number nor a total."""

    refunds: list[RefundSummary]
    pagination: PaginationDocument


class ActionDocument(TypedDict):
    """An action: whether it is allowed now, or the code and reason of its refusal."""

    allowed: bool
    code: str | None
    reason: str | None


class ActionsDocument(TypedDict):
    """The actions that an order allows now."""

    order_id: str
    version: int
    status: dict[str, ActionDocument]
    cancel: ActionDocument
    fulfill: ActionDocument
    refund: ActionDocument


class NotificationDocument(TypedDict):
    """A notification to the customer and its delivery state, without the address."""

    id: str
    channel: str
    template: Template
    state: NotificationState
    reason: str | None
    version: int
    created_at: datetime
    sent_at: datetime | None


class NotificationsDocument(TypedDict):
    """The notifications to the customer of an order, oldest first."""

    notifications: Sequence[NotificationDocument]


class FulfilledOrderDocument(TypedDict):
    """A fulfillment and its order."""

    fulfillment: FulfillmentView
    order: OrderDetail


class CancelledOrderDocument(TypedDict):
    """A cancelled order with its refund, restocked units and cancelled fulfillments."""

    order: OrderDetail
    refund: RefundView | None
    restocked: Sequence[RestockedItem]
    cancelled_fulfillments: Sequence[str]


class RefundedOrderDocument(TypedDict):
    """A refund and its order."""

    refund: RefundView
    order: OrderDetail


class BulkFailureDocument(TypedDict):
    """An order that a bulk update did not change."""

    order_id: str
    code: str
    message: str


class BulkReportDocument(TypedDict):
    """The result of a bulk update. The original API defines its keys."""

    success: bool
    updated_count: int
    failed: list[BulkFailureDocument]
    updated_orders: Sequence[str]


class FieldErrorDocument(TypedDict):
    """A field that breaks a rule, with the figures of its detail if there are any."""

    pointer: str
    detail: str
    code: str
    id: NotRequired[str]
    ordered: NotRequired[int]
    fulfilled: NotRequired[int]
    remaining: NotRequired[int]
    requested: NotRequired[int]


class ProblemDocument(TypedDict):
    """A problem: the reason why a request was rejected (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    errors: NotRequired[list[FieldErrorDocument]]
    failed: NotRequired[list[BulkFailureDocument]]
