"""Holds, as documents and views."""

from typing import Annotated, TypedDict

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import (
    Identifier,
    NonEmptyText,
    Note,
    Timestamp,
)
from seller_orders.adapters.shared.wire.value_document import ValueDocument
from seller_orders.adapters.shared.wire.views import view_of, writer
from seller_orders.domain.hold import Hold, HoldReason


class HoldDocument(ValueDocument, kw_only=True):
    """A hold of an order, or of some of its lines."""

    VALUE = Hold

    id: Annotated[Identifier, about("Id of the hold.", "hld_1")]
    reason: Annotated[HoldReason, about("Reason of the hold.", "bad_address")]
    note: Annotated[Note | None, about("Note on the hold.", None)] = None
    items: Annotated[
        tuple[Identifier, ...], about("Ids of the held lines; none if the order is held.", [])
    ] = ()
    until: Annotated[
        Timestamp | None,
        about("Time at which the hold ends; null if it does not end until it is released.", None),
    ] = None
    handle: Annotated[
        NonEmptyText | None,
        about("Your own name for the hold, unique among the order's holds.", "fraud-check"),
    ] = None
    created_at: Annotated[Timestamp, about("Time of the creation.", "2026-11-28T09:00:00Z")]


@view_of(HoldDocument)
class HoldView(TypedDict):
    """A hold of an order, or of some of its lines."""


hold_view = writer(HoldView, Hold)
