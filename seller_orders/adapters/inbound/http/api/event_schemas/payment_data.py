"""Details of events about payments and refunds."""

from decimal import Decimal
from typing import Annotated, NotRequired, TypedDict

from seller_orders.adapters.inbound.http.api.event_schemas.change_data import (
    ChangeData,
    ChangedRefund,
    ItemWorth,
)
from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.payment_codec import RefundPartView


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
    refund: NotRequired[ChangedRefund]
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
    refund: NotRequired[ChangedRefund]
    parts: NotRequired[
        Annotated[
            list[RefundPartView],
            about("Parts that succeeded or failed now; missing if the refund has no parts."),
        ]
    ]
