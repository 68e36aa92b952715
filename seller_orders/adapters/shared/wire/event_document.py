"""The document of an event, as webhooks and the feed show it."""

from seller_orders.application.outbox_messages import Message


def event_document(event: Message) -> dict[str, object]:
    """Return the document of an event."""
    return {
        "id": event.message_id,
        "type": event.about,
        "domain_id": event.domain_id,
        "order_id": event.order_id,
        "version": event.version,
        "occurred_at": event.created_at,
        "data": event.data,
    }
