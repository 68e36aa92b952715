"""Details of events about an order as a whole: its status, lateness and replacement."""

from typing import Annotated, NotRequired

from seller_orders.adapters.inbound.http.api.event_schemas.change_data import (
    ChangeData,
    ReleasedHolds,
)
from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import AwareDatetime


class StatusData(ChangeData):
    """Details of a change of the status."""

    released_holds: NotRequired[ReleasedHolds]


class LateData(ChangeData):
    """Details of the lateness of an order."""

    ship_by: Annotated[
        AwareDatetime, about("Time by which it should have left.", "2026-11-28T12:00:00Z")
    ]


class ReplacementData(ChangeData):
    """Details of a replacement."""

    order_id: Annotated[str, about("Id of the new order, which replaces this one.", "ord_1002")]
