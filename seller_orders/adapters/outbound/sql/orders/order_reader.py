"""Orders in SQL, for looking at them."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from attrs import frozen
from returns.result import Failure, Result, Success
from sqlalchemy import bindparam, select

from seller_orders.adapters.outbound.sql.connection.engine import Store
from seller_orders.adapters.outbound.sql.connection.statement_batch import read
from seller_orders.adapters.outbound.sql.orders.order_loading import read_rows
from seller_orders.adapters.outbound.sql.orders.order_mapping import (
    Row,
    RowsOfOrder,
    restocks_of,
    rows_to_order,
)
from seller_orders.adapters.outbound.sql.schema.tables import (
    fulfillments,
    order_lines,
    orders,
    refunds,
    timeline,
)
from seller_orders.application.queries.order_detail import (
    FulfillmentView,
    LineView,
    OrderDetail,
    RefundView,
    TimelineView,
    restock_view,
)
from seller_orders.domain.money import amount_of
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import OrderNotFound

_CHUNK: Final = 500
_FOLLOWING: Final = (
    select(orders.c.order_id)
    .where(orders.c.domain_id == bindparam("domain_id"), orders.c.order_id > bindparam("last"))
    .order_by(orders.c.order_id)
    .limit(_CHUNK)
)


@frozen
class SqlOrderReader:
    """Reads in transactions of its own that change and lock nothing."""

    store: Store

    def detail(self, domain_id: str, order_id: str) -> Result[OrderDetail, OrderNotFound]:
        """Return an order's read model, straight from its rows."""
        found = [_detail(rows) for rows in read_rows(self.store, domain_id, [order_id])]
        return Success(found[0]) if found else Failure(OrderNotFound(order_id))

    def order(self, domain_id: str, order_id: str) -> Result[Order, OrderNotFound]:
        """Return an order."""
        order = self.orders(domain_id, [order_id]).get(order_id)
        return Failure(OrderNotFound(order_id)) if order is None else Success(order)

    def orders(self, domain_id: str, order_ids: Collection[str]) -> Mapping[str, Order]:
        """Return those orders that there are."""
        found = map(rows_to_order, read_rows(self.store, domain_id, order_ids))
        return {order.id: order for order in found}

    def every_order(self, domain_id: str) -> Iterator[Order]:
        """Go through a domain's orders by order_id, a chunk of them in memory at a time."""
        last = ""
        while order_ids := read(
            self.store, domain_id, _FOLLOWING, {"domain_id": domain_id, "last": last}
        ):
            found = self.orders(domain_id, order_ids)
            yield from (found[order_id] for order_id in order_ids if order_id in found)
            last = order_ids[-1]


def _detail(rows: RowsOfOrder) -> OrderDetail:
    (head,) = rows[orders]
    return OrderDetail(
        order_id=head["order_id"],
        order_number=head["order_number"],
        domain_id=head["domain_id"],
        store_id=head["store_id"],
        version=head["version"],
        status=head["status"],
        payment_status=head["payment_status"],
        fulfillment_status=head["fulfillment_status"],
        financial_status=head["financial_status"],
        currency=head["currency"],
        customer={
            "id": head["customer_id"],
            "name": head["customer_name"],
            "email": head["customer_email"],
            "phone": head["customer_phone"],
        },
        items=[_line(line) for line in rows[order_lines]],
        totals={
            "subtotal": amount_of(head["subtotal"]),
            "discount": amount_of(head["discount"]),
            "shipping": amount_of(head["shipping"]),
            "tax": amount_of(head["tax"]),
            "total": amount_of(head["total"]),
            "captured": amount_of(head["captured"]),
            "refunded": amount_of(head["refunded"]),
        },
        payment={
            "status": head["payment_status"],
            "method": head["payment_method"],
            "refunds": [_refund(refund) for refund in rows[refunds]],
        },
        shipping_address=head["shipping_address"],
        billing_address=head["billing_address"],
        fulfillments=[_fulfillment(each) for each in rows[fulfillments]],
        restocks=[restock_view(restock) for restock in restocks_of(rows)],
        timeline=[_timeline_entry(entry) for entry in rows[timeline]],
        cancellation=head["cancellation"],
        tags=head["tags"],
        note=head["note"],
        created_at=head["created_at"],
        updated_at=head["updated_at"],
    )


def _line(row: Row) -> LineView:
    return {
        "id": row["line_id"],
        "product_id": row["product_id"],
        "sku": row["sku"],
        "name": row["name"],
        "quantity": row["quantity"],
        "selling_price": amount_of(row["selling_price"]),
        "fulfilled_quantity": row["fulfilled"],
        "remaining_quantity": row["quantity"] - row["fulfilled"],
        "total": amount_of(row["selling_price"] * row["quantity"]),
    }


def _refund(row: Row) -> RefundView:
    return {
        "id": row["refund_id"],
        "amount": amount_of(row["amount"]),
        "status": row["status"],
        "reason": row["reason"],
        "created_at": row["created_at"],
    }


def _fulfillment(row: Row) -> FulfillmentView:
    return {
        "id": row["fulfillment_id"],
        "status": row["status"],
        "items": row["items"],
        "shipping_method": row["shipping_method"],
        "provider_id": row["provider_id"],
        "awb": row["awb"],
        "tracking_url": row["tracking_url"],
        "delivery_person": row["delivery_person"],
        "customer": row["customer"],
        "pickup_address": row["pickup_address"],
        "handed_over_at": row["handed_over_at"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


def _timeline_entry(row: Row) -> TimelineView:
    return {
        "id": row["entry_id"],
        "type": row["type"],
        "at": row["at"],
        "by": row["by"],
        "version": row["version"],
        "from": row["from_status"],
        "to": row["to_status"],
        "note": row["note"],
        "notified": row["notified"],
        "data": row["data"],
    }
