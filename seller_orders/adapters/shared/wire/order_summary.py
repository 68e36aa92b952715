"""Summary of an order in a list. SQL selects the columns of the same names."""

from decimal import Decimal
from typing import Annotated, TypedDict

from seller_orders.adapters.shared.wire.field_descriptions import about
from seller_orders.adapters.shared.wire.field_types import AwareDatetime
from seller_orders.domain.payment import FinancialStatus, PaymentStatus
from seller_orders.domain.status import FulfillmentProgress, OrderStatus


class CustomerSummary(TypedDict):
    """The customer of an order in a list."""

    id: Annotated[str, about("Id of the customer in your shop.", "cus_1")]
    name: Annotated[str, about("Name of the customer.", "Anjali Patel")]


class OrderSummary(TypedDict):
    """An order in a list."""

    order_id: Annotated[str, about("Id of the order.", "ord_1001")]
    order_number: Annotated[str, about("Number of the order, unique in its store.", "1001")]
    domain_id: Annotated[str, about("Id of the domain: the merchant whose order it is.", "dom_1")]
    store_id: Annotated[str, about("Id of the store: a sales channel of the domain.", "store_web")]
    status: Annotated[OrderStatus, about("Status of the order.", "pending")]
    payment_status: Annotated[
        PaymentStatus, about("Status of the payment at the payment provider.", "paid")
    ]
    fulfillment_status: Annotated[
        FulfillmentProgress,
        about("How many of the order's units are in active fulfillments.", "unfulfilled"),
    ]
    financial_status: Annotated[
        FinancialStatus,
        about(
            "State of the order's money, derived from total, captured and refunded amounts.", "paid"
        ),
    ]
    customer: Annotated[CustomerSummary, about("Customer of the order.")]
    currency: Annotated[str, about("Currency of the total (ISO 4217).", "INR")]
    total: Annotated[Decimal, about("Amount that the customer has to pay.", 215.25)]
    item_count: Annotated[int, about("Number of ordered units.", 2)]
    tags: Annotated[list[str], about("Tags of the order.", ["gift"])]
    created_at: Annotated[
        AwareDatetime, about("Time when the order was placed.", "2026-11-26T09:00:00Z")
    ]
    updated_at: Annotated[AwareDatetime, about("Time of the last change.", "2026-11-26T09:00:00Z")]
    version: Annotated[int, about("Version of the order. Each change increases it by one.", 1)]
