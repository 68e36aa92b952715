"""The history of an order (timeline, cancellation, restocks), as documents and views."""

from typing import Annotated, Any, TypeAlias, TypedDict

from msgspec import Meta, field

from seller_orders.adapters.shared.wire.field_types import (
    Identifier,
    Name,
    NonEmptyText,
    Note,
    Text,
    Timestamp,
)
from seller_orders.adapters.shared.wire.fulfillment_codec import ItemDocument
from seller_orders.adapters.shared.wire.value_document import ValueDocument
from seller_orders.adapters.shared.wire.views import view_of, writer
from seller_orders.domain.cancellation import Cancellation, CancelReason
from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.stock import Restock, RestockCause
from seller_orders.domain.timeline import STATUS_LENGTH, ChangeType, TimelineEntry

Status: TypeAlias = Annotated[str, Meta(max_length=STATUS_LENGTH, pattern="^[^\x00]*$")]
Version: TypeAlias = Annotated[int, Meta(ge=1, le=1_000_000_000)]
"""Far below the largest integer that is stored, so that an imported order can go on changing."""


class CancellationDocument(ValueDocument, kw_only=True):
    """The record of a cancellation."""

    VALUE = Cancellation

    reason: CancelReason
    details: Note | None = None
    at: Timestamp
    by: Name
    refund_id: Identifier | None = None
    restocked: bool


@view_of(CancellationDocument)
class CancellationView(TypedDict):
    """The record of a cancellation."""


class RestockedItemDocument(ItemDocument):
    """Units of a line that were returned to stock."""

    VALUE = RestockedItem

    sku: NonEmptyText


@view_of(RestockedItemDocument, "id sku *")
class RestockedItemView(TypedDict):
    """Units of a line that were returned to stock."""


class RestockDocument(ValueDocument, kw_only=True):
    """Units that were returned to stock for one cause. The order's cancellation has no id."""

    VALUE = Restock

    cause: RestockCause
    cause_id: Identifier | None = None
    at: Timestamp
    items: Annotated[tuple[RestockedItemDocument, ...], Meta(min_length=1)]


@view_of(RestockDocument)
class RestockView(TypedDict):
    """Units that were returned to stock for one cause; a cancellation's ``cause_id`` is null."""


class TimelineDocument(ValueDocument):
    """A past change of an order."""

    VALUE = TimelineEntry

    id: Identifier
    type: ChangeType
    at: Timestamp
    by: Name
    version: Version
    from_: Status | None = field(default=None, name="from")
    to: Status | None = None
    note: Note | None = None
    notified: tuple[Text, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)


@view_of(TimelineDocument)
class TimelineView(TypedDict):
    """A change of an order."""


cancellation_view = writer(CancellationView, Cancellation)
restocked_item_view = writer(RestockedItemView, RestockedItem)
restock_view = writer(RestockView, Restock)
timeline_view = writer(TimelineView, TimelineEntry, **{"from": "from_"})
