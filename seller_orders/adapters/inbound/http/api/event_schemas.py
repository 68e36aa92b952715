"""Bodies of the events that webhooks receive, by the type of the change."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Final, NotRequired, TypeAlias, TypedDict

from seller_orders.adapters.inbound.http.api.edit_event_schema import (
    EditedLine,
    EditedParts,
    WholeLine,
)
from seller_orders.adapters.shared.wire.field_descriptions import DOMAIN_ID, ORDER_ID, about
from seller_orders.adapters.shared.wire.field_types import AwareDatetime
from seller_orders.adapters.shared.wire.fulfillment_codec import TrackingView
from seller_orders.adapters.shared.wire.history_codec import RestockedItemView
from seller_orders.adapters.shared.wire.payment_codec import RefundPartView
from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.comment import CommentVisibility
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.hold import HoldReason
from seller_orders.domain.timeline import ChangeType

_Statuses = TypedDict(
    "_Statuses",
    {
        "from": Annotated[
            str | None, about("Status before the change; null if the status did not change.")
        ],
        "to": Annotated[
            str | None, about("Status after the change; null if the status did not change.")
        ],
    },
)


class ChangeData(_Statuses):
    """Details of a change."""

    note: Annotated[str | None, about("Note of the caller.")]
    by: Annotated[str, about("Caller who made the change.", "key:key_1")]


_Restocked: TypeAlias = Annotated[
    list[RestockedItemView], about("Units that were returned to stock.")
]


_Released: TypeAlias = Annotated[
    list[str], about("Ids of the holds that the change released.", ["hld_1"])
]


class StatusData(ChangeData):
    """Details of a change of the status."""

    released_holds: NotRequired[_Released]


class FulfillmentData(ChangeData):
    """Details of the creation of a fulfillment."""

    fulfillment_id: Annotated[str, about("Id of the fulfillment.", "ful_1")]


class PreviousTracking(TypedDict):
    """The tracking before a change."""

    awb: Annotated[str | None, about("Tracking number (air waybill).", "1Z999AA10123456784")]
    tracking_url: Annotated[str | None, about("Link to the tracking page.")]
    tracking: NotRequired[
        Annotated[list[TrackingView], about("Tracking numbers beyond the first, if they changed.")]
    ]


class AttributesData(ChangeData):
    """Details of a change of attributes."""

    keys: Annotated[list[str], about("Keys of the changed attributes.", ["gift_wrap"])]
    item_id: NotRequired[
        Annotated[str, about("Id of the line; missing for attributes of the order.", "iid_001")]
    ]


class ExternalIdsData(ChangeData):
    """Details of a change of ids in other systems."""

    systems: Annotated[list[str], about("Systems whose ids changed.", ["erp"])]


class FulfillmentChangeData(FulfillmentData):
    """Details of a change of a fulfillment. Some of them are of a courier's report."""

    previous_tracking: NotRequired[
        Annotated[PreviousTracking, about("Tracking before the change, if it changed.")]
    ]
    reported: NotRequired[Annotated[FulfillmentStatus, about("Status in the courier's report.")]]
    failed_attempt: NotRequired[Annotated[str, about("Reason why a delivery attempt failed.")]]
    attempt: NotRequired[Annotated[int, about("Number of the failed delivery attempt.")]]
    occurred_at: NotRequired[Annotated[AwareDatetime, about("Time in the courier's report.")]]
    restocked_items: NotRequired[_Restocked]


class CancelledData(ChangeData):
    """Details of a cancellation."""

    reason: Annotated[CancelReason, about("Reason of the cancellation.", "customer_request")]
    refund_id: Annotated[
        str | None, about("Id of the refund that the cancellation made; null without one.", "rfd_1")
    ]
    restocked: Annotated[bool, about("True if the cancellation asked for a restock.", True)]
    cancelled_fulfillments: Annotated[
        list[str], about("Ids of the fulfillments that were cancelled.", ["ful_1"])
    ]
    released_holds: NotRequired[_Released]
    restocked_items: NotRequired[_Restocked]


class HeldData(ChangeData):
    """Details of a hold."""

    hold_id: Annotated[str, about("Id of the hold.", "hld_1")]
    reason: Annotated[HoldReason, about("Reason of the hold.", "bad_address")]
    items: Annotated[list[str], about("Ids of the held lines; none if the order is held.", [])]
    until: Annotated[
        AwareDatetime | None, about("Time from which on it holds nothing; null without one.", None)
    ]
    handle: Annotated[str | None, about("Handle of the hold; null without one.", "fraud-check")]
    released_holds: NotRequired[_Released]


class ReleasedData(ChangeData):
    """Details of a release."""

    released_holds: _Released


class LateData(ChangeData):
    """Details of the lateness of an order."""

    ship_by: Annotated[
        AwareDatetime, about("Time by which it should have left.", "2026-11-28T12:00:00Z")
    ]


class ItemWorth(TypedDict):
    """Units of a line, and their worth."""

    id: Annotated[str, about("Id of the line.", "iid_001")]
    quantity: Annotated[int, about("Number of units.", 1)]
    worth: Annotated[
        Decimal, about("Worth of the units, with their share of discount and tax.", 102.5)
    ]


class ItemsCancelledData(ChangeData):
    """Details of a cancellation of units."""

    reason: Annotated[CancelReason, about("Reason of the cancellation.", "out_of_stock")]
    refund_id: Annotated[
        str | None, about("Id of the refund that the cancellation made; null without one.", "rfd_1")
    ]
    restock: Annotated[bool, about("True if the cancellation asked for a restock.", False)]
    items: Annotated[list[ItemWorth], about("Units that were cancelled, by line.")]
    restocked_items: NotRequired[_Restocked]


class RestockedData(ChangeData):
    """Details of a restock on request."""

    restocked_items: _Restocked


class TagsData(ChangeData):
    """Details of a change of tags."""

    added: Annotated[list[str], about("Tags that were added.", ["gift"])]
    removed: Annotated[list[str], about("Tags that were removed.", [])]


class AddedTender(TypedDict):
    """A part of a payment."""

    id: Annotated[str, about("Id of the tender.", "tnd_1")]
    amount: Annotated[Decimal, about("Amount of the tender.", 15.25)]


class PaymentData(ChangeData):
    """Details of a change of the payment."""

    captured: Annotated[Decimal, about("Total that the customer has paid so far.", 215.25)]
    tenders: NotRequired[
        Annotated[list[AddedTender], about("Tenders that were added or captured.")]
    ]


class RefundData(ChangeData):
    """Details of a change of a refund."""

    refund_id: Annotated[str, about("Id of the refund.", "rfd_1")]
    items: NotRequired[Annotated[list[ItemWorth], about("Units that the refund credits, by line.")]]
    shipping: NotRequired[Annotated[Decimal, about("Shipping costs that the refund credits.")]]
    adjustment: NotRequired[
        Annotated[Decimal, about("Amount that was added to the credit, or deducted.")]
    ]
    credit: NotRequired[
        Annotated[Decimal, about("Worth of units and shipping, with the adjustment.")]
    ]
    return_id: NotRequired[Annotated[str, about("Id of the return that it refunds.", "ret_1")]]


class RefundSettlementData(ChangeData):
    """Details of the outcome of a refund, or of parts of it."""

    refund_id: Annotated[str, about("Id of the refund.", "rfd_1")]
    parts: NotRequired[
        Annotated[
            list[RefundPartView],
            about("Parts that succeeded or failed now; missing if the refund has no parts."),
        ]
    ]


class CommentData(ChangeData):
    """A comment."""

    text: Annotated[str, about("Text of the comment.", "Called the customer: deliver after 18:00")]
    visibility: Annotated[
        CommentVisibility,
        about("Readers of the comment: your own users, or the customer as well.", "internal"),
    ]


class AssignmentData(ChangeData):
    """Details of a change of the assignee."""

    previous: Annotated[str | None, about("Id of the former user; null if there was none.", None)]
    assignee: Annotated[str | None, about("Id of the new user; null if there is none.", "usr_1")]


class ReplacementData(ChangeData):
    """Details of a replacement."""

    order_id: Annotated[str, about("Id of the new order, which replaces this one.", "ord_1002")]


class ReturnItem(TypedDict):
    """Units of a line in a return."""

    id: Annotated[str, about("Id of the line.", "iid_001")]
    quantity: Annotated[int, about("Number of units.", 1)]
    reason: Annotated[str, about("Reason of the customer.", "too_small")]


class ReturnData(ChangeData):
    """Details of the creation of a return."""

    return_id: Annotated[str, about("Id of the return.", "ret_1")]
    items: Annotated[list[ReturnItem], about("Units in the return, by line.")]


class ReceivedReturnItem(TypedDict):
    """Units of a line that came back in one condition."""

    id: Annotated[str, about("Id of the line.", "iid_001")]
    quantity: Annotated[int, about("Number of units.", 1)]
    condition: Annotated[str, about("Condition of the units.", "resellable")]


class ReturnChangeData(ChangeData):
    """Details of a change of a return."""

    return_id: Annotated[str, about("Id of the return.", "ret_1")]
    items: NotRequired[
        Annotated[list[ReceivedReturnItem], about("Units that came back, by line and condition.")]
    ]
    restocked_items: NotRequired[_Restocked]


class EditData(ChangeData):
    """Details of an edit."""

    reason: Annotated[str | None, about("Reason of the edit.", "The customer wants one more")]
    items: NotRequired[Annotated[list[EditedLine], about("Lines that were changed.")]]
    added_items: NotRequired[Annotated[list[WholeLine], about("Lines that were added.")]]
    removed_items: NotRequired[
        Annotated[list[WholeLine], about("Lines that were removed, as they were.")]
    ]
    changes: NotRequired[Annotated[EditedParts, about("Other parts that changed.")]]
    released_holds: NotRequired[
        Annotated[list[str], about("Ids of the holds of removed lines, which ended with them.")]
    ]


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
}
"""Summary and details of the events of each type."""
