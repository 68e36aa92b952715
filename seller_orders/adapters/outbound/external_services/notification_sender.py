"""A company's own way to tell customers: POST /notifications/send (docs/services-openapi.json)."""

from attrs import frozen

from seller_orders.adapters.shared.http_client.service_client import ServiceClient
from seller_orders.adapters.shared.wire.history_codec import timeline_view
from seller_orders.adapters.shared.wire.order_codec import order_detail
from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.notification_sender import Notification


@frozen
class HttpNotificationSender:
    """Has a service tell the customer by a channel, once an Idempotency-Key."""

    service: ServiceClient
    channel: Channel

    def send(self, notification: Notification) -> None:
        """Hand over the change, the figures of when it was made, and the order as it is by now."""
        document = {
            "channel": self.channel,
            "template": notification.template,
            "change": timeline_view(notification.change),
            "snapshot": notification.snapshot.facts(),
            "order": order_detail(notification.order),
        }
        headers = {
            "Idempotency-Key": notification.message_id,
            "X-Domain-Id": notification.order.domain_id,
        }
        self.service.request("POST", "/notifications/send", document, headers)
