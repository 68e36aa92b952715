"""Bodies of the events that webhooks receive, by the type of the change."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, TypedDict

from seller_orders.adapters.inbound.http.api.event_schemas.annotation_data import (
    AssignmentData,
    AttributesData,
    CommentData,
    ExternalIdsData,
    TagsData,
)
from seller_orders.adapters.inbound.http.api.event_schemas.cancellation_data import (
    CancelledData,
    ItemsCancelledData,
    RestockedData,
)
from seller_orders.adapters.inbound.http.api.event_schemas.change_data import ChangeData
from seller_orders.adapters.inbound.http.api.event_schemas.edit_data import EditData
from seller_orders.adapters.inbound.http.api.event_schemas.fulfillment_data import (
    FulfillmentChangeData,
    FulfillmentData,
)
from seller_orders.adapters.inbound.http.api.event_schemas.hold_data import HeldData, ReleasedData
from seller_orders.adapters.inbound.http.api.event_schemas.order_data import (
    LateData,
    ReplacementData,
    StatusData,
)
from seller_orders.adapters.inbound.http.api.event_schemas.payment_data import (
    PaymentData,
    RefundData,
    RefundSettlementData,
)
from seller_orders.adapters.inbound.http.api.event_schemas.return_data import (
    ReturnChangeData,
    ReturnData,
)
from seller_orders.adapters.shared.wire.field_descriptions import DOMAIN_ID, ORDER_ID, about
from seller_orders.adapters.shared.wire.field_types import AwareDatetime
from seller_orders.domain.timeline import ChangeType


class OrderEvent(TypedDict):
    """A change of an order."""

    id: Annotated[str, about("Id of the event, the same in each delivery attempt.", "evt_1")]
    type: Annotated[ChangeType, about("Type of the event.")]
    domain_id: Annotated[str, DOMAIN_ID]
    order_id: Annotated[str, ORDER_ID]
    version: Annotated[int, about("Version of the order after the change.", 2)]
    occurred_at: Annotated[AwareDatetime, about("Time of the change.", "2026-11-26T09:05:00Z")]
    data: Annotated[ChangeData, about("Details of the change.")]


EVENTS: Final[Mapping[ChangeType, tuple[str, Any]]] = {
    ChangeType.CREATED: ("An order was created", ChangeData),
    ChangeType.STATUS_CHANGED: ("The status of an order changed", StatusData),
    ChangeType.FULFILLMENT_CREATED: ("A fulfillment (shipment) was created", FulfillmentData),
    ChangeType.FULFILLMENT_UPDATED: (
        "The status or tracking of a fulfillment changed",
        FulfillmentChangeData,
    ),
    ChangeType.FULFILLMENT_CANCELLED: ("A fulfillment was cancelled", FulfillmentChangeData),
    ChangeType.CANCELLED: ("An order was cancelled", CancelledData),
    ChangeType.ITEMS_CANCELLED: ("Units of an order were cancelled", ItemsCancelledData),
    ChangeType.TAGS_CHANGED: ("Tags of an order were added or removed", TagsData),
    ChangeType.PAYMENT_UPDATED: ("The payment of an order changed", PaymentData),
    ChangeType.REFUND_CREATED: ("A refund was requested", RefundData),
    ChangeType.REFUND_UPDATED: (
        "A refund, or parts of it, succeeded or failed",
        RefundSettlementData,
    ),
    ChangeType.RESTOCKED: ("Units of an order were returned to stock", RestockedData),
    ChangeType.ATTRIBUTES_CHANGED: (
        "Attributes of an order or a line were set or removed",
        AttributesData,
    ),
    ChangeType.EXTERNAL_IDS_CHANGED: (
        "Ids of an order in other systems were set or removed",
        ExternalIdsData,
    ),
    ChangeType.RETURN_CREATED: ("A return was created", ReturnData),
    ChangeType.RETURN_UPDATED: (
        "A return was approved, rejected, received, closed or cancelled",
        ReturnChangeData,
    ),
    ChangeType.EDITED: ("Lines, amounts, addresses or contact of an order were edited", EditData),
    ChangeType.HELD: ("An order, or some of its lines, was held", HeldData),
    ChangeType.RELEASED: ("Holds of an order were released, or have ended", ReleasedData),
    ChangeType.COMMENTED: ("A comment on an order was added", CommentData),
    ChangeType.ASSIGNED: ("The assignee of an order changed", AssignmentData),
    ChangeType.REPLACED: ("A new order was created that replaces this one", ReplacementData),
    ChangeType.LATE: ("An order is late: its time to ship by is past", LateData),
    ChangeType.ERASED: ("The personal data of an order were erased", ChangeData),
}

"""Summary and details of the events of each type."""
