"""Delivery of notifications to customers."""

from datetime import timedelta
from typing import Final

from attrs import frozen
from returns.pipeline import is_successful

from seller_orders.application.message_factory import snapshot_of
from seller_orders.application.order_snapshot import OrderSnapshot
from seller_orders.application.outbox_messages import Message, Template
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.notification_sender import (
    Notification,
    NotificationSender,
)
from seller_orders.application.ports.order_reader import OrderReader
from seller_orders.application.ports.outbox import DeferDeliveryError, UndeliverableError
from seller_orders.domain.order_return import Return, ReturnStatus
from seller_orders.domain.timeline import ChangeType

_BOOKED_WITHIN: Final = timedelta(minutes=10)


@frozen(kw_only=True)
class DeliverNotification:
    """Sends a notification with the figures of its change and the order's present addresses.

    A notification of a shipment waits for the carrier's booking, ten minutes at most. That of a
    refund is not sent if the refund has failed by then, nor that of an approved return if the
    return was rejected or cancelled.
    """

    reader: OrderReader
    sender: NotificationSender
    clock: Clock

    def __call__(self, message: Message) -> None:
        """Read the order and send the notification."""
        notification = self._notification(message)
        self._ensure_current(notification)
        self.sender.send(notification)

    def _notification(self, message: Message) -> Notification:
        found = self.reader.order(message.domain_id, message.order_id)
        if not is_successful(found):
            raise UndeliverableError("the order does not exist any more")
        order = found.unwrap()
        change = order.change_of(message.version)
        if change is None:
            raise UndeliverableError("the change is not on the order's timeline")
        return Notification(
            message_id=message.message_id,
            template=Template(str(message.data["template"])),
            order=order,
            change=change,
            snapshot=snapshot_of(message) or OrderSnapshot.at(order, message.version),
        )

    def _ensure_current(self, notification: Notification) -> None:
        refund = notification.refund
        if notification.template is Template.REFUND and refund is not None and not refund.counts:
            raise UndeliverableError("the refund has failed by now")
        return_ = notification.return_
        if notification.template is Template.RETURN_APPROVED and return_ is not None:
            _ensure_approved(return_)
        fulfillment = notification.fulfillment
        if fulfillment is None:
            return
        if not fulfillment.is_active:
            raise UndeliverableError(f"the fulfillment is {fulfillment.status} by now")
        is_new = notification.change.type is ChangeType.FULFILLMENT_CREATED
        # abs: after the clock was set back, a change may lie in the future.
        is_recent = abs(self.clock.now() - notification.change.at) < _BOOKED_WITHIN
        if is_new and fulfillment.awaits_booking and is_recent:
            raise DeferDeliveryError("the fulfillment is not booked yet")


def _ensure_approved(return_: Return) -> None:
    if return_.status in {ReturnStatus.REJECTED, ReturnStatus.CANCELLED}:
        raise UndeliverableError(f"the return is {return_.status} by now")
