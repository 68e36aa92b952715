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
    balance_of,
    line_price,
    restocks_of,
    rows_to_order,
)
from seller_orders.adapters.outbound.sql.orders.refunded_units import refunded_units
from seller_orders.adapters.outbound.sql.orders.row_projections import row_view
from seller_orders.adapters.outbound.sql.schema.order_tables import (
    fulfillments,
    order_lines,
    orders,
    timeline,
)
from seller_orders.adapters.outbound.sql.schema.payment_tables import refunds, tenders
from seller_orders.adapters.shared.wire.address_codec import customer_view
from seller_orders.adapters.shared.wire.fulfillment_codec import fulfillment_view
from seller_orders.adapters.shared.wire.history_codec import restock_view
from seller_orders.adapters.shared.wire.order_codec import line_view, order_view, totals_view
from seller_orders.adapters.shared.wire.payment_codec import payment_view, refund_view, tender_view
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
_tender: Final = row_view(tenders, tender_view)
_refund: Final = row_view(refunds, refund_view)
_fulfillment: Final = row_view(fulfillments, fulfillment_view)
_line_row: Final = row_view(order_lines, line_view)


def _detail(rows: RowsOfOrder) -> OrderDetail:
    (head,) = rows[orders]
    detail = _head(head)
    detail["customer"] = _customer(head)
    refunded, spent = refunded_units(rows)
    detail["items"] = [
        _line(line, head["currency"], refunded[line["line_id"]], spent[line["line_id"]])
        for line in rows[order_lines]
    ]
    detail["totals"] = _totals(head)
    cancelled = sum(line["cancelled_worth"] for line in rows[order_lines])
    detail["totals"]["cancelled"] = amount_of(cancelled)
    adjustments = sum(each["amount"] for each in head["adjustments"])
    detail["totals"]["adjustments"] = amount_of(adjustments)
    detail["totals"]["balance"] = balance_of(rows).amount
    detail["payment"] = _payment(head)
    detail["payment"]["tenders"] = [_tender(tender) for tender in rows[tenders]]
    detail["payment"]["refunds"] = [_refund(refund) for refund in rows[refunds]]
    detail["fulfillments"] = [_fulfillment(each) for each in rows[fulfillments]]
    detail["restocks"] = [restock_view(restock) for restock in restocks_of(rows)]
    detail["timeline"] = rows[timeline]
    return detail


def _line(row: Row, currency: str, refunded: int, spent: int) -> Row:
    line = _line_row(row)
    price = line_price(row, currency)
    line["selling_price"] = price.amount
    line["fulfilled_quantity"] = row["fulfilled"]
    line["refunded_quantity"] = refunded
    left = row["quantity"] - row["cancelled_quantity"] - row["fulfilled"] - spent
    line["remaining_quantity"] = left if row["requires_shipping"] else 0
    line["total"] = amount_of(price.extended(row["quantity"]) - row["discount"])
    return line
