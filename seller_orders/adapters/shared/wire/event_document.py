"""The document of an event, as webhooks and the feed show it."""

from seller_orders.application.ports.webhook_sender import WebhookEvent


def event_document(event: WebhookEvent) -> dict[str, object]:
    """Return the document of an event; that of a ping has no order and no version."""
    document: dict[str, object] = {"id": event.id, "type": event.type, "domain_id": event.domain_id}
    if event.order_id is not None:
        document |= {"order_id": event.order_id, "version": event.version}
    return document | {"occurred_at": event.occurred_at, "data": event.data}
