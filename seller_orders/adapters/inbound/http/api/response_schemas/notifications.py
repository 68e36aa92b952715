"""Notifications of an order."""

from collections.abc import Sequence
from typing import Annotated, TypedDict

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import AwareDatetime
from seller_orders.application.outbox_messages import Template
from seller_orders.application.ports.notification_log import NotificationState


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
