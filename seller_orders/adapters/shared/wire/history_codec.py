"""The history of an order (timeline, cancellation, restocks), as documents and views."""

from typing import Annotated, Any, TypeAlias, TypedDict

from msgspec import Meta, field

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import (
    Identifier,
    Name,
    NonEmptyText,
    Note,
    Text,
    Timestamp,
)
from seller_orders.adapters.shared.wire.fulfillment_codec import ItemDocument
from seller_orders.adapters.shared.wire.text_patterns import NO_NUL
from seller_orders.adapters.shared.wire.value_document import ValueDocument
from seller_orders.adapters.shared.wire.views import view_of, writer
from seller_orders.domain.cancellation import Cancellation, CancelReason
from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.stock import Restock, RestockCause
from seller_orders.domain.timeline import STATUS_LENGTH, ChangeType, TimelineEntry

Status: TypeAlias = Annotated[str, Meta(max_length=STATUS_LENGTH, pattern=NO_NUL)]
Version: TypeAlias = Annotated[int, Meta(ge=1, le=1_000_000_000)]
"""Far below the largest integer that is stored, so that an imported order can go on changing."""


class CancellationDocument(ValueDocument, kw_only=True):
    """The record of a cancellation."""

    VALUE = Cancellation

    reason: Annotated[CancelReason, about("Reason of the cancellation.", "customer_request")]
    details: Annotated[Note | None, about("Explanation of the reason.")] = None
    at: Annotated[Timestamp, about("Time of the cancellation.", "2026-11-26T10:00:00Z")]
    by: Annotated[Name, about("Caller who cancelled the order.", "key:key_1")]
    refund_id: Annotated[
        Identifier | None, about("Id of the refund that the cancellation made; null without one.")
    ] = None
    restocked: Annotated[bool, about("True if the cancellation asked for a restock.", False)]


@view_of(CancellationDocument)
class CancellationView(TypedDict):
    """The record of a cancellation."""


class RestockedItemDocument(ItemDocument):
    """Units of a line that were returned to stock."""

    VALUE = RestockedItem

    sku: Annotated[NonEmptyText | None, about("SKU of the product.", "PASTA-ALF")] = None


@view_of(RestockedItemDocument, "id sku *")
class RestockedItemView(TypedDict):
    """Units of a line that were returned to stock."""


class RestockDocument(ValueDocument, kw_only=True):
    """Units that were returned to stock for one cause."""

    VALUE = Restock

    cause: Annotated[RestockCause, about("Reason of the restock.")]
    cause_id: Annotated[
        Identifier | None,
        about("Id of the fulfillment or request behind it; null for a cancellation."),
    ] = None
    at: Annotated[Timestamp, about("Time of the restock.", "2026-11-26T10:00:00Z")]
    items: Annotated[
        tuple[RestockedItemDocument, ...],
        Meta(min_length=1),
        about("Units that were returned to stock."),
    ]


@view_of(RestockDocument)
class RestockView(TypedDict):
    """Units that were returned to stock for one cause; a cancellation's ``cause_id`` is null."""


class TimelineDocument(ValueDocument):
    """A past change of an order."""

    VALUE = TimelineEntry

    id: Annotated[
        Identifier, about("Id of the entry. The event of the change has the same id.", "evt_1")
    ]
    type: Annotated[ChangeType, about("Type of the change.", "order.created")]
    at: Annotated[Timestamp, about("Time of the change.", "2026-11-26T09:00:00Z")]
    by: Annotated[
        Name, about("Caller who made the change: an API key, a user, a carrier.", "key:key_1")
    ]
    version: Annotated[Version, about("Version of the order after the change.", 1)]
    from_: Annotated[
        Status | None, about("Status before the change; null if the status did not change.")
    ] = field(default=None, name="from")
    to: Annotated[
        Status | None, about("Status after the change; null if the status did not change.")
    ] = None
    note: Annotated[Note | None, about("Note of the caller.")] = None
    notified: Annotated[
        tuple[Text, ...], about("Channels by which the customer was notified, such as `email`.", [])
    ] = ()
    data: Annotated[
        dict[str, Any], about("Details of the change; their fields depend on the type.", {})
    ] = field(default_factory=dict)


@view_of(TimelineDocument)
class TimelineView(TypedDict):
    """A change of an order."""


cancellation_view = writer(CancellationView, Cancellation)
restocked_item_view = writer(RestockedItemView, RestockedItem)
restock_view = writer(RestockView, Restock)
timeline_view = writer(TimelineView, TimelineEntry, **{"from": "from_"})
