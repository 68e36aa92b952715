"""Checks of events against /openapi.json."""

import json
from functools import cache
from typing import Any

from jsonschema_rs import Draft202012Validator
from sqlalchemy import Row

from seller_orders.adapters.shared.wire.json_codec import encode
from tests.support.openapi_conformance import described


def ensure_event_described(event: Row[Any]) -> None:
    """Raise an error if the schema of an event's type does not allow it, or lacks a field of it."""
    document = {
        "id": event.message_id,
        "type": event.about,
        "domain_id": event.domain_id,
        "order_id": event.order_id,
        "version": event.version,
        "occurred_at": event.created_at,
        "data": event.data,
    }
    _validators()[event.about].validate(json.loads(encode(document)))


@cache
def _validators() -> dict[str, Draft202012Validator]:
    document = described()
    components = {"schemas": _closed(document["components"]["schemas"])}
    return {
        type_: Draft202012Validator(
            webhook["post"]["requestBody"]["content"]["application/json"]["schema"]
            | {"components": components},
            validate_formats=True,
        )
        for type_, webhook in document["webhooks"].items()
    }


def _closed(part: Any) -> Any:
    """Return schemas that allow no other fields than those that they list."""
    if isinstance(part, list):
        return [_closed(each) for each in part]
    if not isinstance(part, dict):
        return part
    closed = {name: _closed(each) for name, each in part.items()}
    if part.get("type") == "object" and "properties" in part:
        closed.setdefault("additionalProperties", False)
    return closed
