"""Details of events about fulfillments."""

from typing import Annotated, NotRequired, TypedDict

from seller_orders.adapters.inbound.http.api.event_schemas.change_data import (
    ChangeData,
    RestockedItems,
)
from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import AwareDatetime
from seller_orders.adapters.shared.wire.fulfillment_codec import FulfillmentView, TrackingView
from seller_orders.domain.fulfillment import FulfillmentStatus


class FulfillmentData(ChangeData):
    """Details of the creation of a fulfillment."""

    fulfillment_id: Annotated[str, about("Id of the fulfillment.", "ful_1")]
    fulfillment: NotRequired[Annotated[FulfillmentView, about("The fulfillment after the change.")]]


class PreviousTracking(TypedDict):
    """The tracking before a change."""

    awb: Annotated[str | None, about("Tracking number (air waybill).", "1Z999AA10123456784")]
    tracking_url: Annotated[str | None, about("Link to the tracking page.")]
    tracking: NotRequired[
        Annotated[list[TrackingView], about("Tracking numbers beyond the first, if they changed.")]
    ]


class FulfillmentChangeData(FulfillmentData):
    """Details of a change of a fulfillment. Some of them are of a courier's report."""

    previous_tracking: NotRequired[
        Annotated[PreviousTracking, about("Tracking before the change, if it changed.")]
    ]
    reported: NotRequired[Annotated[FulfillmentStatus, about("Status in the courier's report.")]]
    failed_attempt: NotRequired[Annotated[str, about("Reason why a delivery attempt failed.")]]
    attempt: NotRequired[Annotated[int, about("Number of the failed delivery attempt.")]]
    occurred_at: NotRequired[Annotated[AwareDatetime, about("Time in the courier's report.")]]
    restocked_items: NotRequired[RestockedItems]
