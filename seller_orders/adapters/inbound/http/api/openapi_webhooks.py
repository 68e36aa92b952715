"""Webhooks in the OpenAPI document: events of orders, and events that carriers send."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from seller_orders.adapters.inbound.http.api.carrier_event_schema import ShipmentEvent
from seller_orders.adapters.inbound.http.api.event_schemas import EVENTS, OrderEvent
from seller_orders.adapters.inbound.http.api.openapi_examples import example_of
from seller_orders.adapters.inbound.http.api.operation import Tag
from seller_orders.adapters.inbound.http.api.schema_generation import Schemas

EVENT_TYPES: Final[tuple[Any, ...]] = (
    OrderEvent,
    ShipmentEvent,
    *dict.fromkeys(data for _, data in EVENTS.values()),
)
"""Types of the events' schemas."""

_SIGNED: Final = "Signed as Standard Webhooks (standardwebhooks.com)."
_RETRIES: Final = (
    f"Sent to your webhook URL. {_SIGNED} Answer with 2xx within 2 seconds; other responses cause "
    "a retry with the same id. Events of an order arrive in the sequence of its versions."
)
_CARRIERS: Final = (
    "A connected carrier sends this event to `POST /carriers/{provider_id}/events` of this API. "
    f"{_SIGNED} A late event only adds a timeline entry; a repeated one changes nothing."
)
_HEADERS: Final[Mapping[str, tuple[str, str]]] = {
    "webhook-id": ("Id of the event, the same in each delivery attempt.", "evt_1"),
    "webhook-timestamp": ("Time of the delivery attempt, in seconds since 1970.", "1795683900"),
    "webhook-signature": ("Signatures of id, timestamp and body.", "v1,K5oZfzN95Z9UVu1EsfQmfVNQ="),
}


def event_schemas(documents: Schemas) -> dict[str, Any]:
    """Return the schemas of the events of each type, by their names."""
    common = documents.named[OrderEvent.__name__]
    return {
        _name(type_): {
            **common,
            "description": f"{summary}.",
            "properties": {
                **common["properties"],
                "type": {
                    "type": "string",
                    "description": common["properties"]["type"]["description"],
                    "enum": [type_.value],
                },
                "data": {
                    "description": common["properties"]["data"]["description"],
                    **documents.of[data],
                },
            },
        }
        for type_, (summary, data) in EVENTS.items()
    }


def webhooks(named: Mapping[str, Any]) -> dict[str, Any]:
    """Return the webhooks: one for each type of event."""
    described = {
        type_.value: _webhook(_name(type_), summary, _RETRIES, named)
        for type_, (summary, _) in EVENTS.items()
    }
    event = ShipmentEvent
    described[event.EXAMPLE["type"]] = _webhook(
        event.__name__, "A carrier reports the progress of a shipment", _CARRIERS, named
    )
    return described


def _name(type_: str) -> str:
    return f"{''.join(part.capitalize() for part in type_.replace('.', '_').split('_'))}Event"


def _webhook(schema: str, summary: str, text: str, named: Mapping[str, Any]) -> dict[str, Any]:
    reference = {"$ref": f"#/components/schemas/{schema}"}
    example = {"value": example_of(reference, named)}
    return {
        "post": {
            "operationId": f"receive_{schema}",
            "tags": [Tag.EVENTS.value],
            "summary": summary,
            "description": text,
            "security": [],
            "parameters": [*_parameters()],
            "requestBody": {
                "required": True,
                "content": {
                    "application/json": {"schema": reference, "examples": {schema: example}}
                },
            },
            "responses": {
                "2XX": {"description": "The event is accepted."},
                "4XX": {"description": "The event is refused, and sent again later."},
            },
        }
    }


def _parameters() -> Iterable[dict[str, Any]]:
    for name, (description, example) in _HEADERS.items():
        about = {"name": name, "in": "header", "required": True, "description": description}
        yield {**about, "schema": {"type": "string"}, "example": example}
