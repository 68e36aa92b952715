"""Summary of an order in a list. SQL selects the columns of the same names."""

from datetime import datetime
from decimal import Decimal
from typing import TypedDict


class CustomerSummary(TypedDict):
    """The customer of an order in a list."""

    id: str
    name: str


class OrderSummary(TypedDict):
    """An order in a list."""

    order_id: str
    order_number: str
    domain_id: str
    store_id: str
    status: str
    payment_status: str
    fulfillment_status: str
    financial_status: str
    customer: CustomerSummary
    currency: str
    total: Decimal
    item_count: int
    tags: list[str]
    created_at: datetime
    updated_at: datetime
    version: int
