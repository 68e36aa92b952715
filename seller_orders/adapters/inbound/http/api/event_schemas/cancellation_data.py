"""Details of events about cancellations and restocks."""

from typing import Annotated, NotRequired

from seller_orders.adapters.inbound.http.api.event_schemas.change_data import (
    ChangeData,
    ChangedRefund,
    ItemWorth,
    ReleasedHolds,
    RestockedItems,
)
from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.domain.cancellation import CancelReason


class CancelledData(ChangeData):
    """Details of a cancellation."""

    reason: Annotated[CancelReason, about("Reason of the cancellation.", "customer_request")]
    refund_id: Annotated[
        str | None, about("Id of the refund that the cancellation made; null without one.", "rfd_1")
    ]
    refund: NotRequired[ChangedRefund]
    restocked: Annotated[bool, about("True if the cancellation asked for a restock.", True)]
    cancelled_fulfillments: Annotated[
        list[str], about("Ids of the fulfillments that were cancelled.", ["ful_1"])
    ]
    released_holds: NotRequired[ReleasedHolds]
    restocked_items: NotRequired[RestockedItems]


class ItemsCancelledData(ChangeData):
    """Details of a cancellation of units."""

    reason: Annotated[CancelReason, about("Reason of the cancellation.", "out_of_stock")]
    refund_id: Annotated[
        str | None, about("Id of the refund that the cancellation made; null without one.", "rfd_1")
    ]
    refund: NotRequired[ChangedRefund]
    restock: Annotated[bool, about("True if the cancellation asked for a restock.", False)]
    items: Annotated[list[ItemWorth], about("Units that were cancelled, by line.")]
    restocked_items: NotRequired[RestockedItems]


class RestockedData(ChangeData):
    """Details of a restock on request."""

    restocked_items: RestockedItems
