"""Details of events about holds."""

from typing import Annotated, NotRequired

from seller_orders.adapters.inbound.http.api.event_schemas.change_data import (
    ChangeData,
    ReleasedHolds,
)
from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import AwareDatetime
from seller_orders.domain.hold import HoldReason


class HeldData(ChangeData):
    """Details of a hold."""

    hold_id: Annotated[str, about("Id of the hold.", "hld_1")]
    reason: Annotated[HoldReason, about("Reason of the hold.", "bad_address")]
    items: Annotated[list[str], about("Ids of the held lines; none if the order is held.", [])]
    until: Annotated[
        AwareDatetime | None, about("Time at which the hold ends; null without one.", None)
    ]
    handle: Annotated[str | None, about("Handle of the hold; null without one.", "fraud-check")]
    released_holds: NotRequired[ReleasedHolds]


class ReleasedData(ChangeData):
    """Details of a release."""

    released_holds: ReleasedHolds
