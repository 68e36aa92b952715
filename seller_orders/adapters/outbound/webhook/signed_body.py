"""The body of an event, and its signature (standardwebhooks.com)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from standardwebhooks.webhooks import Webhook

from seller_orders.adapters.shared.wire.event_document import event_document
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.application.ports.webhook_sender import WebhookEvent


def event_body(event: WebhookEvent) -> bytes:
    """Return an event in JSON."""
    return encode(event_document(event))


def signed_headers(
    keys: Sequence[bytes], event_id: str, body: bytes, now: datetime
) -> Mapping[str, str]:
    """Return the headers of a request, with a signature by each key."""
    signatures = (Webhook(key).sign(event_id, now, body.decode()) for key in keys)
    return {
        "Content-Type": "application/json",
        "webhook-id": event_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
