"""Signed events, as a courier bridge sends them."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from standardwebhooks.webhooks import Webhook

from tests.integration.carriers.simulator import SECRET
from tests.support.http_client import Answer, Client, to_json

PATH: Final = "/carriers/fast/events"


def event(order: dict[str, Any], fulfillment: dict[str, Any], **said: Any) -> dict[str, Any]:
    """Return an event about a shipment."""
    names = {key: order[key] for key in ("domain_id", "order_id")}
    return {
        "type": "shipment.updated",
        "timestamp": "2026-11-26T09:30:00Z",
        "data": {"id": fulfillment["id"], **names, "status": "in_transit", **said},
    }


def signed(
    body: bytes,
    *,
    secret: str = SECRET,
    id: str | None = None,
    at: datetime | None = None,
    ago: timedelta = timedelta(),
) -> dict[str, str]:
    """Return the headers of a signed event."""
    event_id, moment = id or f"msg_{uuid4().hex}", (at or datetime.now(UTC)) - ago
    return {
        "Content-Type": "application/json",
        "webhook-id": event_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(secret).sign(event_id, moment, body.decode()),
    }


def send(client: Client, document: Any, *, path: str = PATH, **how: Any) -> Answer:
    """Send a signed event without the client's API key."""
    body = to_json(document)
    return client.with_key(None).send("POST", path, body, signed(body, **how))
