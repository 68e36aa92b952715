"""Responses of the operations on webhook endpoints."""

from typing import Annotated, NotRequired, TypedDict

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import AwareDatetime
from seller_orders.adapters.shared.wire.webhook_codec import DeliveryDocument, EndpointDocument

_NEXT = about("Value of `cursor` for the next page; null on the last page.", None)


class EndpointWithSecretDocument(EndpointDocument):
    """A webhook endpoint and its new secret, which no other response shows."""

    secret: NotRequired[
        Annotated[
            str,
            about(
                "Secret that signs its events (Standard Webhooks).",
                "whsec_c2VsbGVyLW9yZGVycy1leGFtcGxlLXNlY3JldA==",
            ),
        ]
    ]
    secret_shown_once: NotRequired[
        Annotated[bool, about("True, in place of the secret, in a replayed response.")]
    ]


class EndpointPageDocument(TypedDict):
    """A page of webhook endpoints."""

    webhook_endpoints: Annotated[list[EndpointDocument], about("Endpoints on the page.")]
    next_cursor: Annotated[str | None, _NEXT]


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
