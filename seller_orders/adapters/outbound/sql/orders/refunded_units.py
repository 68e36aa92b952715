"""Refunded units of an order's lines, counted from its rows (contract, section 2)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table

from seller_orders.adapters.outbound.sql.schema.order_tables import fulfillments
from seller_orders.adapters.outbound.sql.schema.payment_tables import refunds
from seller_orders.domain.fulfillment import INACTIVE
from seller_orders.domain.payment import RefundStatus


def refunded_units(rows: Mapping[Table, Sequence[Any]]) -> tuple[Counter[str], Counter[str]]:
    """Return the refunded units, and the spent ones among them, by line id.

    Spent units are those whose fulfillment is no longer active. Failed refunds do not count.
    """
    refunded, spent = Counter[str](), Counter[str]()
    items = [
        item
        for refund in rows[refunds]
        if refund["status"] != RefundStatus.FAILED
        for item in refund["items"]
    ]
    inactive = {each["fulfillment_id"] for each in rows[fulfillments] if each["status"] in INACTIVE}
    for item in items:
        refunded[item["id"]] += item["quantity"]
        if item["fulfillment_id"] in inactive:
            spent[item["id"]] += item["quantity"]
    return refunded, spent
