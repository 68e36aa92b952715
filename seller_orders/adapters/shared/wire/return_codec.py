"""Returns, as documents and views."""

from typing import Annotated, Any, ClassVar, TypedDict

from msgspec import UNSET, Meta, UnsetType

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import (
    Identifier,
    NonEmptyText,
    Note,
    Quantity,
    Timestamp,
)
from seller_orders.adapters.shared.wire.fulfillment_codec import (
    ItemDocument,
    TrackingDocument,
)
from seller_orders.adapters.shared.wire.value_document import ValueDocument, named_values
from seller_orders.adapters.shared.wire.views import view_of, writer
from seller_orders.domain.fulfillment import MAX_TRACKING
from seller_orders.domain.order_return import (
    ReceivedUnits,
    Return,
    ReturnedItem,
    ReturnStatus,
    ShippedUnits,
)


class ReceivedUnitsDocument(ValueDocument):
    """Units of a line that came back in one condition."""

    VALUE: ClassVar[type] = ReceivedUnits

    quantity: Annotated[Quantity, about("Number of units.", 1)]
    condition: Annotated[NonEmptyText, about("Condition of the units.", "resellable")]
    arrived: Annotated[
        bool | UnsetType,
        about(
            "False for units that are missing. If it is missing, it is derived from the condition.",
            True,
        ),
    ] = UNSET

    def value(self) -> Any:
        """Return the units."""
        return ReceivedUnits(**named_values(self))


@view_of(ReceivedUnitsDocument)
class ReceivedUnitsView(TypedDict):
    """Units of a line that came back in one condition."""


class ShippedUnitsDocument(ValueDocument):
    """Units of a line that one fulfillment has shipped."""

    VALUE: ClassVar[type] = ShippedUnits

    fulfillment_id: Annotated[Identifier, about("Id of the fulfillment.", "ful_1")]
    quantity: Annotated[Quantity, about("Number of units.", 1)]


@view_of(ShippedUnitsDocument)
class ShippedUnitsView(TypedDict):
    """Units of a line that one fulfillment has shipped."""


class ReturnedItemDocument(ItemDocument, kw_only=True):
    """Units of a line in a return."""

    VALUE = ReturnedItem

    reason: Annotated[NonEmptyText, about("Reason of the customer.", "too_small")]
    shipped: Annotated[
        tuple[ShippedUnitsDocument, ...],
        about("Fulfillments that shipped the units, and how many each of them.", []),
    ] = ()
    received: Annotated[
        tuple[ReceivedUnitsDocument, ...], about("Units that came back, by condition.", [])
    ] = ()


@view_of(ReturnedItemDocument)
class ReturnedItemView(TypedDict):
    """Units of a line in a return."""


class ReturnDocument(ValueDocument, kw_only=True):
    """A return of units to the seller."""

    VALUE = Return

    id: Annotated[Identifier, about("Id of the return.", "ret_1")]
    status: Annotated[ReturnStatus, about("Status of the return.", "requested")]
    items: Annotated[
        tuple[ReturnedItemDocument, ...],
        Meta(min_length=1),
        about("Lines in the return, with the units of each."),
    ]
    note: Annotated[Note | None, about("Note on the return.", None)] = None
    tracking: Annotated[
        tuple[TrackingDocument, ...],
        Meta(max_length=MAX_TRACKING),
        about("Tracking numbers of the parcels that come back.", []),
    ] = ()
    created_at: Annotated[Timestamp, about("Time of the creation.", "2026-11-28T09:00:00Z")]
    updated_at: Annotated[Timestamp, about("Time of the last change.", "2026-11-28T09:00:00Z")]


@view_of(ReturnDocument)
class ReturnView(TypedDict):
    """A return of units to the seller."""


received_units_view = writer(ReceivedUnitsView, ReceivedUnits)
shipped_units_view = writer(ShippedUnitsView, ShippedUnits)
returned_item_view = writer(ReturnedItemView, ReturnedItem)
return_view = writer(ReturnView, Return)
