"""Webhook endpoints and their deliveries in responses."""

from typing import Annotated, Final, NotRequired, TypedDict

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import AwareDatetime
from seller_orders.adapters.shared.wire.views import writer
from seller_orders.application.ports.webhook_deliveries import WebhookDelivery
from seller_orders.domain.webhook_endpoint import WebhookEndpoint

_NEXT = about("Value of `cursor` for the next page; null on the last page.", None)


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


class EndpointWithSecretDocument(EndpointDocument):
    """A webhook endpoint and its new secret, which no other response shows."""

    secret: NotRequired[
        Annotated[str, about("Secret that signs its events (Standard Webhooks).", "whsec_…")]
    ]
    secret_shown_once: NotRequired[
        Annotated[bool, about("True, in place of the secret, in a replayed response.")]
    ]


class EndpointPageDocument(TypedDict):
    """A page of webhook endpoints."""

    webhook_endpoints: Annotated[list[EndpointDocument], about("Endpoints on the page.")]
    next_cursor: Annotated[str | None, _NEXT]


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


class DeliveryPageDocument(TypedDict):
    """A page of deliveries."""

    deliveries: Annotated[list[DeliveryDocument], about("Deliveries on the page, newest first.")]
    next_cursor: Annotated[str | None, _NEXT]


class ReplayDocument(TypedDict):
    """Events that are being sent again."""

    since: Annotated[
        AwareDatetime, about("Time of the first event that is sent again.", "2026-11-26T09:00:00Z")
    ]
    until: Annotated[
        AwareDatetime, about("Time of the request: later events are new.", "2026-11-27T09:00:00Z")
    ]
    topics: Annotated[list[str], about("Types of the events.", ["order.*"])]


endpoint_document: Final = writer(EndpointDocument, WebhookEndpoint)
delivery_document: Final = writer(DeliveryDocument, WebhookDelivery)
