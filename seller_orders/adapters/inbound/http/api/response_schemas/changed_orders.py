"""Changed orders, each with the part that the request made or changed."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, TypedDict

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import AwareDatetime
from seller_orders.adapters.shared.wire.fulfillment_codec import FulfillmentView
from seller_orders.adapters.shared.wire.history_codec import RestockedItemView
from seller_orders.adapters.shared.wire.hold_codec import HoldView
from seller_orders.adapters.shared.wire.order_codec import OrderDetail
from seller_orders.adapters.shared.wire.payment_codec import RefundView
from seller_orders.adapters.shared.wire.return_codec import ReturnView
from seller_orders.domain.comment import CommentVisibility


class CommentView(TypedDict):
    """A comment on an order. The timeline has it under the same id."""

    id: Annotated[str, about("Id of the comment and of its timeline entry.", "evt_1")]
    text: Annotated[str, about("Text of the comment.", "Called the customer: deliver after 18:00")]
    visibility: Annotated[CommentVisibility, about("Readers of the comment.", "internal")]
    at: Annotated[AwareDatetime, about("Time of the comment.", "2026-11-26T09:05:00Z")]
    by: Annotated[str, about("Caller who commented.", "key:key_1")]


class CommentedOrderDocument(TypedDict):
    """A comment and its order."""

    comment: Annotated[CommentView, about("The new comment.")]
    order: Annotated[OrderDetail, about("The order after the request.")]


class EditedOrderDocument(TypedDict):
    """An order after an edit, and its balance."""

    order: Annotated[OrderDetail, about("The order after the request.")]
    balance: Annotated[
        Decimal,
        about(
            "Amount that is still open: above 0 the customer owes it, below 0 the customer is "
            "owed it. No money moves by itself.",
            102.75,
        ),
    ]


class HeldOrderDocument(TypedDict):
    """A hold that was made or released, and its order."""

    hold: Annotated[HoldView, about("The hold.")]
    order: Annotated[OrderDetail, about("The order.")]


class FulfilledOrderDocument(TypedDict):
    """A fulfillment and its order."""

    fulfillment: Annotated[FulfillmentView, about("The fulfillment after the request.")]
    order: Annotated[OrderDetail, about("The order after the request.")]


class CancelledOrderDocument(TypedDict):
    """A cancelled order with its refund, restocked units and cancelled fulfillments."""

    order: Annotated[OrderDetail, about("The order after the request.")]
    refund: Annotated[
        RefundView | None, about("Refund that the cancellation made; null without one.")
    ]
    restocked: Annotated[list[RestockedItemView], about("Units that were returned to stock.")]
    cancelled_fulfillments: Annotated[
        Sequence[str], about("Ids of the fulfillments that were cancelled.", ["ful_1"])
    ]


class CancelledItemsDocument(TypedDict):
    """An order without the units that were cancelled, with its refund and restocked units."""

    order: Annotated[OrderDetail, about("The order after the request.")]
    refund: Annotated[
        RefundView | None, about("Refund that the cancellation made; null without one.")
    ]
    restocked: Annotated[list[RestockedItemView], about("Units that were returned to stock.")]
    cancelled_fulfillments: Annotated[
        Sequence[str], about("Always empty: only units without a fulfillment are cancelled.", [])
    ]


class RefundedOrderDocument(TypedDict):
    """A refund and its order."""

    refund: Annotated[
        RefundView | None,
        about("The refund after the request; null if nothing is paid back."),
    ]
    order: Annotated[OrderDetail, about("The order after the request.")]


_ChangedReturn = TypedDict(
    "_ChangedReturn",
    {"return": Annotated[ReturnView, about("The return after the request.")]},
)


class ReturnedOrderDocument(_ChangedReturn):
    """A return and its order."""

    order: Annotated[OrderDetail, about("The order after the request.")]
