"""Request bodies and query parameters of webhook endpoints (contract, section 8)."""

from typing import Annotated, Any, ClassVar, TypeAlias

from msgspec import UNSET, Meta, UnsetType

from seller_orders.adapters.inbound.http.api.query_parameter_types import Flag, PageSize
from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import (
    Identifier,
    NonEmptyText,
    Text,
    Timestamp,
)
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.adapters.shared.wire.text_patterns import NO_NUL
from seller_orders.domain.webhook_endpoint import MAX_TOPICS, TOPIC_LENGTH

Topic: TypeAlias = Annotated[str, Meta(min_length=1, max_length=TOPIC_LENGTH, pattern=NO_NUL)]
Topics: TypeAlias = Annotated[tuple[Topic, ...], Meta(min_length=1, max_length=MAX_TOPICS)]

_URL = about("URL that events are posted to, http or https.", "https://erp.example/events")
_TOPICS = about(
    "Types of events that it gets. `*` in one stands for any characters.",
    ["order.created", "order.fulfillment_*"],
)
_DESCRIPTION = about("Text of your own.", "The ERP")


class CreateEndpointRequest(Document, kw_only=True):
    """A new webhook endpoint."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "url": "https://erp.example/events",
        "topics": ["order.created", "order.fulfillment_*"],
        "description": "The ERP",
    }

    url: Annotated[NonEmptyText, _URL]
    topics: Annotated[Topics, _TOPICS] = ("*",)
    description: Annotated[Text | None, _DESCRIPTION] = None
    enabled: Annotated[bool, about("False creates it without sending events yet.")] = True


class UpdateEndpointRequest(Document, kw_only=True):
    """Changes of a webhook endpoint. Fields that are absent stay as they are."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"topics": ["*"], "enabled": True}

    url: Annotated[NonEmptyText | UnsetType, _URL] = UNSET
    topics: Annotated[Topics | UnsetType, _TOPICS] = UNSET
    description: Annotated[Text | UnsetType | None, _DESCRIPTION] = UNSET
    enabled: Annotated[
        bool | UnsetType, about("True sends events again, and forgets its failures.")
    ] = UNSET


class ReplayRequest(Document, kw_only=True):
    """Events to send again."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"since": "2026-11-26T09:00:00Z", "topics": ["order.*"]}

    since: Annotated[
        Timestamp, about("Time of the first event to send again, at most 30 days ago.")
    ]
    topics: Annotated[
        Topics | UnsetType,
        about("Types of the events; those of the endpoint by default.", ["order.*"]),
    ] = UNSET


class DeliveryListParameters(Document):
    """Query parameters of the list of deliveries."""

    event_id: Annotated[Identifier | None, about("Id of the event.", "evt_1")] = None
    failed: Annotated[Flag | None, about("Whether the endpoint did not accept the event.")] = None
    limit: Annotated[PageSize | None, about("Deliveries on a page; 20 by default.")] = None
    cursor: Annotated[
        Annotated[str, Meta(extra_json_schema={"format": "delivery-cursor"})] | None,
        about("`next_cursor` of the page before."),
    ] = None
