"""Summary of an order in a list. SQL selects the columns of the same names."""

from decimal import Decimal
from typing import Annotated, TypedDict

from seller_orders.adapters.shared.wire.field_descriptions import (
    ASSIGNEE,
    CHANGED_AT,
    DOMAIN_ID,
    EXTERNAL_IDS,
    FINANCIAL_STATUS,
    FULFILLMENT_STATUS,
    ORDER_ID,
    ORDER_NUMBER,
    ORDER_STATUS,
    PAYMENT_STATUS,
    PLACED_AT,
    SHIP_BY,
    STORE_ID,
    VERSION,
    about,
)
from seller_orders.adapters.shared.wire.field_types import AwareDatetime
from seller_orders.domain.payment import FinancialStatus, PaymentStatus
from seller_orders.domain.status import FulfillmentProgress, OrderStatus


class CustomerSummary(TypedDict):
    """The customer of an order in a list."""

    id: Annotated[str | None, about("Id of the customer in your shop; null for a guest.", "cus_1")]
    name: Annotated[str, about("Name of the customer.", "Anjali Patel")]


class OrderSummary(TypedDict):
    """An order in a list."""

    order_id: Annotated[str, ORDER_ID]
    order_number: Annotated[str, ORDER_NUMBER]
    domain_id: Annotated[str, DOMAIN_ID]
    store_id: Annotated[str, STORE_ID]
    status: Annotated[OrderStatus, ORDER_STATUS]
    payment_status: Annotated[PaymentStatus, PAYMENT_STATUS]
    fulfillment_status: Annotated[FulfillmentProgress, FULFILLMENT_STATUS]
    financial_status: Annotated[FinancialStatus, FINANCIAL_STATUS]
    customer: Annotated[CustomerSummary, about("Customer of the order.")]
    currency: Annotated[str, about("Currency of the total (ISO 4217).", "INR")]
    total: Annotated[Decimal, about("Amount that the customer has to pay.", 215.25)]
    item_count: Annotated[int, about("Number of ordered units.", 2)]
    tags: Annotated[list[str], about("Tags of the order.", ["gift"])]
    external_ids: Annotated[dict[str, str], EXTERNAL_IDS]
    ship_by: Annotated[AwareDatetime | None, SHIP_BY]
    assignee: Annotated[str | None, ASSIGNEE]
    created_at: Annotated[AwareDatetime, PLACED_AT]
    updated_at: Annotated[AwareDatetime, CHANGED_AT]
    version: Annotated[int, VERSION]
