"""The document of an event, and its signature (standardwebhooks.com)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from standardwebhooks.webhooks import Webhook

from seller_orders.application.ports.webhook_sender import WebhookEvent

_encode: Final = msgspec.json.Encoder(decimal_format="number").encode


def event_body(event: WebhookEvent) -> bytes:
    """Return an event in JSON."""
    document: dict[str, Any] = {"id": event.id, "type": event.type, "domain_id": event.domain_id}
    if event.order_id is not None:
        document |= {"order_id": event.order_id, "version": event.version}
    return _encode(document | {"occurred_at": event.occurred_at, "data": event.data})


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
