"""Webhook endpoints and deliveries as documents."""

from typing import Annotated, Final, TypedDict

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import AwareDatetime
from seller_orders.adapters.shared.wire.views import writer
from seller_orders.application.ports.webhook_deliveries import WebhookDelivery
from seller_orders.domain.webhook_endpoint import WebhookEndpoint


class EndpointDocument(TypedDict):
    """A webhook endpoint. Its secret is never shown again."""

    id: Annotated[str, about("Id of the endpoint.", "whe_1")]
    url: Annotated[str, about("URL that events are posted to.", "https://erp.example/events")]
    topics: Annotated[
        list[str], about("Types of events that it gets; `*` is any characters.", ["order.*"])
    ]
    description: Annotated[str | None, about("Text of your own.", "The ERP")]
    enabled: Annotated[bool, about("False if it gets no events.", True)]
    created_at: Annotated[AwareDatetime, about("Time of its creation.", "2026-11-26T09:00:00Z")]
    updated_at: Annotated[AwareDatetime, about("Time of its last change.", "2026-11-26T09:00:00Z")]
    failing_since: Annotated[
        AwareDatetime | None,
        about("Time since which every delivery has failed; null if the last one did not.", None),
    ]
    disabled_at: Annotated[
        AwareDatetime | None,
        about("Time when it was disabled because every delivery failed for 7 days.", None),
    ]
    disabled_reason: Annotated[str | None, about("Why it was disabled, in words.", None)]


class DeliveryDocument(TypedDict):
    """An attempt to deliver an event. The response's body is not kept."""

    id: Annotated[str, about("Id of the attempt.", "whd_1")]
    event_id: Annotated[str, about("Id of the event, the same in every attempt.", "evt_1")]
    event_type: Annotated[str, about("Type of the event.", "order.created")]
    attempted_at: Annotated[AwareDatetime, about("Time of the attempt.", "2026-11-26T09:00:00Z")]
    attempt: Annotated[int, about("Number of the attempt for this event, from 1.", 1)]
    status: Annotated[int | None, about("HTTP status; null without a response.", 204)]
    duration_ms: Annotated[int, about("Milliseconds until the response or the failure.", 38)]
    error: Annotated[
        str | None, about("Why the event was not accepted, in words; null if it was.", None)
    ]


endpoint_document: Final = writer(EndpointDocument, WebhookEndpoint)
delivery_document: Final = writer(DeliveryDocument, WebhookDelivery)
