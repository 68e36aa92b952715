"""Orders in SQL, for looking at them."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from attrs import frozen
from returns.result import Failure, Result, Success
from sqlalchemy import Connection, Engine, bindparam, select

from seller_orders.adapters.outbound.sql.engine import connected
from seller_orders.adapters.outbound.sql.loading import load_orders, of_order
from seller_orders.adapters.outbound.sql.tables import (
    fulfillments,
    order_lines,
    orders,
    refunds,
    timeline,
)
from seller_orders.application.queries.order_detail import OrderDetail
from seller_orders.domain.money import amount_of
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import OrderNotFound

_CHUNK: Final = 500


_HEAD: Final = of_order(orders, orders)
_LINES: Final = of_order(order_lines, order_lines).order_by(order_lines.c.position)
_FULFILLMENTS: Final = of_order(
    fulfillments,
    fulfillments.c.fulfillment_id.label("id"),
    *(
        c
        for c in fulfillments.c
        if c.name not in {"domain_id", "order_id", "fulfillment_id", "position"}
    ),
).order_by(fulfillments.c.position)
_REFUNDS: Final = of_order(refunds, refunds).order_by(refunds.c.position)
_TIMELINE: Final = of_order(timeline, timeline).order_by(timeline.c.position)


@frozen
class SqlOrderReader:
    """Reads in transactions of its own that change and lock nothing."""

    engine: Engine

    def detail(self, domain_id: str, order_id: str) -> Result[OrderDetail, OrderNotFound]:
        """Return an order's read model, straight from its rows."""
        key = {"domain_id": domain_id, "order_id": order_id}
        with connected(self.engine, rows_of=domain_id) as connection:
            head = connection.execute(_HEAD, key).one_or_none()
            if head is None:
                return Failure(OrderNotFound(order_id))
            return Success(_detail(connection, key, head))

    def order(self, domain_id: str, order_id: str) -> Result[Order, OrderNotFound]:
        """Return an order."""
        order = self.orders(domain_id, [order_id]).get(order_id)
        return Failure(OrderNotFound(order_id)) if order is None else Success(order)

    def orders(self, domain_id: str, order_ids: Collection[str]) -> Mapping[str, Order]:
        """Return those orders that there are."""
        with connected(self.engine, rows_of=domain_id) as connection:
            return load_orders(connection, domain_id, order_ids)

    def every_order(self, domain_id: str) -> Iterator[Order]:
        """Go through a domain's orders by order_id, a chunk of them in memory at a time."""
        following = (
            select(orders.c.order_id)
            .where(orders.c.domain_id == domain_id, orders.c.order_id > bindparam("last"))
            .order_by(orders.c.order_id)
            .limit(_CHUNK)
        )
        last = ""
        while True:
            with connected(self.engine, rows_of=domain_id) as connection:
                order_ids = connection.scalars(following, {"last": last}).all()
                found = load_orders(connection, domain_id, order_ids) if order_ids else {}
            if not order_ids:
                return
            yield from (found[order_id] for order_id in order_ids)
            last = order_ids[-1]


def _detail(connection: Connection, key: dict[str, str], head: Any) -> OrderDetail:
    return OrderDetail(
        order_id=head.order_id,
        order_number=head.order_number,
        domain_id=head.domain_id,
        store_id=head.store_id,
        version=head.version,
        status=head.status,
        payment_status=head.payment_status,
        fulfillment_status=head.fulfillment_status,
        financial_status=head.financial_status,
        currency=head.currency,
        customer={
            "id": head.customer_id,
            "name": head.customer_name,
            "email": head.customer_email,
            "phone": head.customer_phone,
        },
        items=[
            {
                "id": line.line_id,
                "product_id": line.product_id,
                "sku": line.sku,
                "name": line.name,
                "quantity": line.quantity,
                "selling_price": amount_of(line.selling_price),
                "fulfilled_quantity": line.fulfilled,
                "remaining_quantity": line.quantity - line.fulfilled,
                "total": amount_of(line.selling_price * line.quantity),
            }
            for line in connection.execute(_LINES, key)
        ],
        totals={
            "subtotal": amount_of(head.subtotal),
            "discount": amount_of(head.discount),
            "shipping": amount_of(head.shipping),
            "tax": amount_of(head.tax),
            "total": amount_of(head.total),
            "captured": amount_of(head.captured),
            "refunded": amount_of(head.refunded),
        },
        payment={
            "status": head.payment_status,
            "method": head.payment_method,
            "refunds": [
                {
                    "id": refund.refund_id,
                    "amount": amount_of(refund.amount),
                    "status": refund.status,
                    "reason": refund.reason,
                    "created_at": refund.created_at,
                }
                for refund in connection.execute(_REFUNDS, key)
            ],
        },
        shipping_address=head.shipping_address,
        billing_address=head.billing_address,
        fulfillments=[dict(row) for row in connection.execute(_FULFILLMENTS, key).mappings()],  # type: ignore[misc]
        timeline=[
            {
                "id": entry.entry_id,
                "type": entry.type,
                "at": entry.at,
                "by": entry.by,
                "version": entry.version,
                "from": entry.from_status,
                "to": entry.to_status,
                "note": entry.note,
                "notified": entry.notified,
                "data": entry.data,
            }
            for entry in connection.execute(_TIMELINE, key)
        ],
        cancellation=head.cancellation,
        tags=head.tags,
        note=head.note,
        created_at=head.created_at,
        updated_at=head.updated_at,
    )
