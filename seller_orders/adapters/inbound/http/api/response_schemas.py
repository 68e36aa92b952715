"""Response bodies of the operations, apart from the order itself (contract, section 3)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, NotRequired, TypedDict

from seller_orders.adapters.shared.wire.field_descriptions import (
    ORDER_ID,
    ORDER_NUMBER,
    VERSION,
    about,
)
from seller_orders.adapters.shared.wire.field_types import AwareDatetime
from seller_orders.adapters.shared.wire.fulfillment_codec import FulfillmentView
from seller_orders.adapters.shared.wire.history_codec import RestockedItemView
from seller_orders.adapters.shared.wire.hold_codec import HoldView
from seller_orders.adapters.shared.wire.order_codec import OrderDetail
from seller_orders.adapters.shared.wire.order_summary import OrderSummary
from seller_orders.adapters.shared.wire.payment_codec import RefundPartView, RefundView
from seller_orders.adapters.shared.wire.return_codec import ReturnView
from seller_orders.application.outbox_messages import Template
from seller_orders.application.ports.notification_log import NotificationState
from seller_orders.domain.payment import RefundStatus


class PaginationDocument(TypedDict):
    """The place of a page in its list. A page by cursor has neither a number nor a total."""

    page: NotRequired[Annotated[int, about("Number of the page, from 1. Absent with `cursor`.", 1)]]
    limit: Annotated[int, about("Largest number of entries on a page.", 20)]
    total: NotRequired[
        Annotated[int, about("Number of entries on all pages. Absent with `cursor`.", 1)]
    ]
    total_pages: NotRequired[Annotated[int, about("Number of pages. Absent with `cursor`.", 1)]]
    has_next: Annotated[bool, about("True if a next page exists.", False)]
    next_cursor: Annotated[
        str | None, about("Value of `cursor` for the next page; null on the last page.", None)
    ]


class OrderPageDocument(TypedDict):
    """A page of a list of orders."""

    orders: Annotated[list[OrderSummary], about("Orders on the page.")]
    pagination: Annotated[PaginationDocument, about("Place of the page in the list.")]


class RefundSummaryView(TypedDict):
    """A refund in a list."""

    id: Annotated[str, about("Id of the refund.", "rfd_1")]
    order_id: Annotated[str, ORDER_ID]
    order_number: Annotated[str, ORDER_NUMBER]
    amount: Annotated[Decimal, about("Refunded amount, in the currency.", 66.17)]
    currency: Annotated[str, about("Currency of the amount (ISO 4217).", "INR")]
    parts: Annotated[
        list[RefundPartView],
        about(
            "Tenders that the amount goes back to; none if the payment has no tenders. Those that "
            "are `pending` are still to be paid.",
            [],
        ),
    ]
    reason: Annotated[str | None, about("Reason of the refund.", "Broken on arrival")]
    status: Annotated[
        RefundStatus, about("Status of the refund at the payment provider.", "pending")
    ]
    created_at: Annotated[
        AwareDatetime, about("Time when the refund was requested.", "2026-11-26T11:00:00Z")
    ]
    due_since: Annotated[
        AwareDatetime | None,
        about(
            "Time since which you have to make the refund by hand; null if a provider makes it or "
            "it is settled.",
            None,
        ),
    ]


class RefundPageDocument(TypedDict):
    """A page of a list of refunds. It has neither a number nor a total."""

    refunds: Annotated[list[RefundSummaryView], about("Refunds on the page.")]
    pagination: Annotated[PaginationDocument, about("Place of the page in the list.")]


class ActionDocument(TypedDict):
    """An action: whether it is allowed now, or the code and reason of its refusal."""

    allowed: Annotated[bool, about("True if the action is allowed now.", True)]
    code: Annotated[
        str | None, about("Error code that the action would get now; null if it is allowed.", None)
    ]
    reason: Annotated[
        str | None, about("Reason of the refusal, for people; null if the action is allowed.", None)
    ]


_Return = TypedDict(
    "_Return", {"return": Annotated[ActionDocument, about("Creation of a return.")]}
)


class ActionsDocument(_Return):
    """The actions that an order allows now."""

    order_id: Annotated[str, ORDER_ID]
    version: Annotated[int, VERSION]
    status: Annotated[
        dict[str, ActionDocument],
        about(
            "Change of the status, by the new status.",
            {"cancelled": {"allowed": True, "code": None, "reason": None}},
        ),
    ]
    cancel: Annotated[ActionDocument, about("Cancellation of the order.")]
    items_cancel: Annotated[ActionDocument, about("Cancellation of units (`items/cancel`).")]
    fulfill: Annotated[ActionDocument, about("Creation of a fulfillment.")]
    refund: Annotated[ActionDocument, about("Creation of a refund, of an amount or by units.")]
    edit: Annotated[
        ActionDocument, about("Edit of lines and amounts. The note can always be edited.")
    ]
    hold: Annotated[ActionDocument, about("Creation of a hold.")]
    release: Annotated[ActionDocument, about("Release of a hold.")]
    comment: Annotated[ActionDocument, about("Comment on the order: always allowed.")]
    assign: Annotated[ActionDocument, about("Change of the assignee: always allowed.")]


class NotificationDocument(TypedDict):
    """A notification to the customer and its delivery state, without the address."""

    id: Annotated[str, about("Id of the notification.", "evt_1:email")]
    channel: Annotated[
        str, about("Channel of the notification, such as `email` or `sms`.", "email")
    ]
    template: Annotated[Template, about("Template of the notification.", "status_change")]
    state: Annotated[NotificationState, about("Delivery state of the notification.", "sent")]
    reason: Annotated[
        str | None, about("Reason why the delivery failed or is delayed; null otherwise.", None)
    ]
    version: Annotated[int, about("Version of the order that the notification is about.", 2)]
    created_at: Annotated[
        AwareDatetime, about("Time when the notification was recorded.", "2026-11-26T09:05:00Z")
    ]
    sent_at: Annotated[
        AwareDatetime | None,
        about("Time when the notification was sent; null before.", "2026-11-26T09:05:01Z"),
    ]


class NotificationsDocument(TypedDict):
    """The notifications to the customer of an order, oldest first."""

    notifications: Annotated[Sequence[NotificationDocument], about("Notifications, oldest first.")]


class HeldOrderDocument(TypedDict):
    """A hold that was made or released, and its order."""

    hold: Annotated[HoldView, about("The hold.")]
    order: Annotated[OrderDetail, about("The order.")]


class FulfilledOrderDocument(TypedDict):
    """A fulfillment and its order."""

    fulfillment: Annotated[FulfillmentView, about("The fulfillment after the request.")]
    order: Annotated[OrderDetail, about("The order after the request.")]


class CancelledOrderDocument(TypedDict):
    """A cancelled order with its refund, restocked units and cancelled fulfillments."""

    order: Annotated[OrderDetail, about("The order after the request.")]
    refund: Annotated[
        RefundView | None, about("Refund that the cancellation made; null without one.")
    ]
    restocked: Annotated[list[RestockedItemView], about("Units that were returned to stock.")]
    cancelled_fulfillments: Annotated[
        Sequence[str], about("Ids of the fulfillments that were cancelled.", ["ful_1"])
    ]


class CancelledItemsDocument(TypedDict):
    """An order without the units that were cancelled, with its refund and restocked units."""

    order: Annotated[OrderDetail, about("The order after the request.")]
    refund: Annotated[
        RefundView | None, about("Refund that the cancellation made; null without one.")
    ]
    restocked: Annotated[list[RestockedItemView], about("Units that were returned to stock.")]
    cancelled_fulfillments: Annotated[
        Sequence[str], about("Always empty: only units without a fulfillment are cancelled.", [])
    ]


class RefundedOrderDocument(TypedDict):
    """A refund and its order."""

    refund: Annotated[
        RefundView | None,
        about("The refund after the request; null if nothing is paid back."),
    ]
    order: Annotated[OrderDetail, about("The order after the request.")]


_ChangedReturn = TypedDict(
    "_ChangedReturn",
    {"return": Annotated[ReturnView, about("The return after the request.")]},
)


class ReturnedOrderDocument(_ChangedReturn):
    """A return and its order."""

    order: Annotated[OrderDetail, about("The order after the request.")]


class BulkFailureDocument(TypedDict):
    """An order that a bulk update did not change."""

    order_id: Annotated[str, about("Id of the order.", "ord_1002")]
    code: Annotated[str, about("Error code of the refusal.", "order_is_closed")]
    message: Annotated[
        str,
        about(
            "Reason of the refusal, for people.",
            "The order is delivered and no longer accepts this change.",
        ),
    ]


class BulkReportDocument(TypedDict):
    """The result of a bulk update."""

    success: Annotated[bool, about("True if no order failed.", True)]
    updated_count: Annotated[int, about("Number of updated orders.", 1)]
    failed: Annotated[
        list[BulkFailureDocument],
        about("Orders that were not updated, with the reason of each.", []),
    ]
    updated_orders: Annotated[
        Sequence[str],
        about("Ids of the updated orders, in the sequence of the request.", ["ord_1001"]),
    ]


class FieldErrorDocument(TypedDict):
    """A field that breaks a rule, with the figures of its detail if there are any."""

    pointer: Annotated[
        str,
        about(
            "JSON Pointer of the field in the body, or the name of the parameter or header.",
            "/items/0/quantity",
        ),
    ]
    detail: Annotated[
        str, about("Rule that the field breaks, for people.", "It must be at least 1.")
    ]
    code: Annotated[str, about("Error code of the field, such as `required`.", "out_of_range")]
    id: NotRequired[Annotated[str, about("Id of the line, if the error is about its quantity.")]]
    ordered: NotRequired[Annotated[int, about("Ordered units of the line.")]]
    cancelled: NotRequired[Annotated[int, about("Cancelled units of the line.")]]
    fulfilled: NotRequired[Annotated[int, about("Units of the line in active fulfillments.")]]
    spent: NotRequired[
        Annotated[int, about("Refunded units of the line whose fulfillment is no longer active.")]
    ]
    restocked: NotRequired[Annotated[int, about("Units of the line that went back to stock.")]]
    least: NotRequired[Annotated[int, about("Smallest quantity that the line can have.")]]
    remaining: NotRequired[Annotated[int, about("Units of the line that can be fulfilled.")]]
    shipped: NotRequired[
        Annotated[int, about("Units of the line in active fulfillments that were handed over.")]
    ]
    worth: NotRequired[Annotated[str, about("Worth of the shipping, an amount with currency.")]]
    refunded: NotRequired[
        Annotated[int | str, about("Refunded units of the line, or refunded amount of shipping.")]
    ]
    refundable: NotRequired[
        Annotated[int | str, about("Units of the line, or amount of shipping, left to refund.")]
    ]
    in_returns: NotRequired[
        Annotated[int, about("Units of the line in returns, or received by closed ones.")]
    ]
    returnable: NotRequired[Annotated[int, about("Units of the line that can be returned.")]]
    expected: NotRequired[Annotated[int, about("Units of the line that the return expects.")]]
    received: NotRequired[Annotated[int, about("Units of the line that the request receives.")]]
    requested: NotRequired[
        Annotated[int | str, about("Requested units of the line, or requested amount.")]
    ]


class ProblemDocument(TypedDict):
    """A problem: the reason why a request was rejected (RFC 9457)."""

    type: Annotated[
        str, about("Always `about:blank`: `code` identifies the problem.", "about:blank")
    ]
    title: Annotated[str, about("Name of the HTTP status.")]
    status: Annotated[int, about("HTTP status.")]
    detail: Annotated[str, about("Reason of the refusal and remedy, for people. It may change.")]
    instance: Annotated[
        str, about("Path of the request.", "/merchant/api/v1/domains/dom_1/orders/ord_1001")
    ]
    code: Annotated[str, about("Error code. It is stable: decide by it.")]
    errors: NotRequired[Annotated[list[FieldErrorDocument], about("Fields that are wrong.")]]
    failed: NotRequired[
        Annotated[list[BulkFailureDocument], about("Orders that refused an atomic bulk update.")]
    ]
    order: NotRequired[
        Annotated[OrderDetail, about("The order as it is now, if the commit is of one order.")]
    ]
