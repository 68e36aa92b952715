"""External notification service: POST /notifications/send (docs/services-openapi.json)."""

from attrs import frozen

from seller_orders.adapters.shared.http_client.service_client import ServiceClient
from seller_orders.adapters.shared.wire.history_codec import timeline_view
from seller_orders.adapters.shared.wire.order_codec import order_detail
from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.notification_sender import Notification


@frozen
class HttpNotificationSender:
    """Sender of one channel, behind a service that sends once for each Idempotency-Key."""

    service: ServiceClient
    channel: Channel

    def send(self, notification: Notification) -> None:
        """Send the change, the figures at the time of the change, and the current order."""
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
