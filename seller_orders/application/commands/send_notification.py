"""Notify the customer of a past change."""

from collections.abc import Sequence

from attrs import frozen
from returns.pipeline import is_successful
from returns.result import Result

from seller_orders.application.message_factory import notifications_of
from seller_orders.application.notification_channels import NotificationChannel, reachable_by
from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.notification_log import LoggedNotification, NotificationLog
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal


@frozen(kw_only=True)
class SendNotification:
    """Notify the customer of the change that made ``version``, in some channels; None: in all.

    Refusals: order_not_found, invalid_fields, nothing_to_tell.
    """

    domain_id: str
    order_id: str
    version: int
    channels: frozenset[str] | None = None


@frozen(kw_only=True)
class SendNotificationHandler:
    """Records notifications: one per change and channel for as long as the outbox keeps it."""

    begin: BeginUnitOfWork
    log: NotificationLog
    channels: tuple[NotificationChannel, ...]

    def __call__(self, command: SendNotification) -> Result[Sequence[LoggedNotification], Refusal]:
        """Return the sent and queued notifications of the change."""
        with self.begin(command.domain_id) as tx:
            found: Result[Order, Refusal] = tx.orders.get(command.domain_id, command.order_id)
            messages = found.bind(
                lambda order: notifications_of(
                    order, command.version, self._channels_to(order, command)
                )
            )
            if is_successful(messages):
                tx.outbox.add(self._new(command, messages.unwrap()))
                tx.commit()
        return messages.bind(lambda _: self._logged(command))

    def _channels_to(self, order: Order, command: SendNotification) -> list[str]:
        reachable = reachable_by(order.customer, self.channels)
        return [each for each in reachable if command.channels is None or each in command.channels]

    def _new(self, command: SendNotification, messages: list[Message]) -> list[Message]:
        known = {each.id for each in self._logged(command).unwrap()}
        return [each for each in messages if each.message_id not in known]

    def _logged(self, command: SendNotification) -> Result[Sequence[LoggedNotification], Refusal]:
        logged: Result[Sequence[LoggedNotification], Refusal] = self.log.of_order(
            command.domain_id, command.order_id
        )
        return logged.map(lambda found: [each for each in found if each.version == command.version])
