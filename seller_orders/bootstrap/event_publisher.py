"""The event publisher that the settings describe."""

from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.event_publisher import EventPublisher
from seller_orders.settings import Settings


def event_publisher(settings: Settings, clock: Clock) -> EventPublisher | None:
    """Return the webhook of the settings, None if they have none."""
    webhook = settings.webhook
    if webhook is None:
        return None
    # The webhook's libraries need not be installed where none is used.
    from seller_orders.adapters.outbound.webhook.event_publisher import WebhookEventPublisher

    return WebhookEventPublisher(
        webhook.url, webhook.secret, clock, allow_private=settings.webhook_allow_private
    )
