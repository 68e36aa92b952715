"""Order reader in SQL."""

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
from seller_orders.adapters.outbound.sql.orders.row_views import row_view
from seller_orders.adapters.outbound.sql.schema.tables import (
    fulfillments,
    order_lines,
    orders,
    refunds,
    timeline,
)
from seller_orders.adapters.shared.wire.address_codec import customer_view
from seller_orders.adapters.shared.wire.fulfillment_codec import fulfillment_view
from seller_orders.adapters.shared.wire.history_codec import restock_view
from seller_orders.adapters.shared.wire.order_codec import line_view, order_view, totals_view
from seller_orders.adapters.shared.wire.payment_codec import payment_view, refund_view
from seller_orders.application.ports.order_reader import OrderDetail
from seller_orders.domain.money import amount_of
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import OrderNotFound

_CHUNK_SIZE: Final = 500
_NEXT_ORDER_IDS: Final = (
    select(orders.c.order_id)
    .where(orders.c.domain_id == bindparam("domain_id"), orders.c.order_id > bindparam("last"))
    .order_by(orders.c.order_id)
    .limit(_CHUNK_SIZE)
)


@frozen
class SqlOrderReader:
    """Reads in separate read-only transactions, without locks."""

    store: Store

    def detail(self, domain_id: str, order_id: str) -> Result[OrderDetail, OrderNotFound]:
        """Return the detail of an order, straight from its rows."""
        found = [_detail(rows) for rows in read_rows(self.store, domain_id, [order_id])]
        return Success(found[0]) if found else Failure(OrderNotFound(order_id))

    def order(self, domain_id: str, order_id: str) -> Result[Order, OrderNotFound]:
        """Return an order."""
        order = self.orders(domain_id, [order_id]).get(order_id)
        return Failure(OrderNotFound(order_id)) if order is None else Success(order)

    def orders(self, domain_id: str, order_ids: Collection[str]) -> Mapping[str, Order]:
        """Return the existing orders of some ids."""
        found = map(rows_to_order, read_rows(self.store, domain_id, order_ids))
        return {order.id: order for order in found}

    def every_order(self, domain_id: str) -> Iterator[Order]:
        """Iterate over a domain's orders by order_id, with one chunk in memory."""
        last = ""
        while order_ids := read(
            self.store, domain_id, _NEXT_ORDER_IDS, {"domain_id": domain_id, "last": last}
        ):
            found = self.orders(domain_id, order_ids)
            yield from (found[order_id] for order_id in order_ids if order_id in found)
            last = order_ids[-1]


_head: Final = row_view(orders, order_view)
_customer: Final = row_view(orders, customer_view, "customer")
_payment: Final = row_view(orders, payment_view, "payment")
_totals: Final = row_view(orders, totals_view)
_refund: Final = row_view(refunds, refund_view)
_fulfillment: Final = row_view(fulfillments, fulfillment_view)
_line_row: Final = row_view(order_lines, line_view)


def _detail(rows: RowsOfOrder) -> OrderDetail:
    (head,) = rows[orders]
    detail = _head(head)
    detail["customer"] = _customer(head)
    detail["items"] = [_line(line) for line in rows[order_lines]]
    detail["totals"] = _totals(head)
    detail["payment"] = _payment(head)
    detail["payment"]["refunds"] = [_refund(refund) for refund in rows[refunds]]
    detail["fulfillments"] = [_fulfillment(each) for each in rows[fulfillments]]
    detail["restocks"] = [restock_view(restock) for restock in restocks_of(rows)]
    detail["timeline"] = rows[timeline]
    return detail


def _line(row: Row) -> Row:
    line = _line_row(row)
    line["fulfilled_quantity"] = row["fulfilled"]
    to_ship = row["quantity"] if row["requires_shipping"] else 0
    line["remaining_quantity"] = to_ship - row["fulfilled"]
    line["total"] = amount_of(row["selling_price"] * row["quantity"])
    return line
