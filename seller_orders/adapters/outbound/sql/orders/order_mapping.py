"""An order as rows, and rows as an order; written by hand, so that frozen values stay frozen."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias, TypeVar

from attrs import asdict
from sqlalchemy import Table

from seller_orders.adapters.outbound.sql.schema.tables import (
    fulfillments,
    order_lines,
    order_tags,
    orders,
    refunds,
    restocks,
    timeline,
)
from seller_orders.domain.cancellation import Cancellation, CancelReason
from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus, Shipment
from seller_orders.domain.line_item import ItemQuantity, LineItem, RestockedItem
from seller_orders.domain.money import Money
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Payment, PaymentStatus, Refund, RefundStatus
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.stock import Restock, RestockCause
from seller_orders.domain.timeline import ChangeType, TimelineEntry
from seller_orders.domain.values import (
    Address,
    Coordinates,
    Customer,
    DeliveryPerson,
    Recipient,
    Tracking,
)

T = TypeVar("T")

Row: TypeAlias = dict[str, Any]
RowsOfOrder: TypeAlias = Mapping[Table, Sequence[Row]]
"""All rows of one order, by table; each has its table's columns and no others."""

ORDER_TABLES: Final = (
    *(orders, order_lines, fulfillments, refunds, restocks, timeline, order_tags),
)
"""The tables that an order is spread over, those first that others refer to."""


def order_to_rows(order: Order, beside: Order | None = None) -> RowsOfOrder:
    """Return the rows that an order is kept as.

    ``beside`` is another state of the order: those of its parts that are here, too, are left out.
    """
    key = {"domain_id": order.domain_id, "order_id": order.id}
    fulfilled = order.fulfilled
    lines_stay = beside is not None and beside.fulfilled == fulfilled
    return {
        orders: [key | _order_row(order)],
        order_lines: [
            key | _line_row(position, line, fulfilled[line.id])
            for position, line in _new(order.lines, beside.lines if beside and lines_stay else ())
        ],
        fulfillments: [
            key | _fulfillment_row(position, fulfillment)
            for position, fulfillment in _new(
                order.fulfillments, beside.fulfillments if beside else ()
            )
        ],
        refunds: [
            key | _refund_row(position, refund)
            for position, refund in _new(
                order.payment.refunds, beside.payment.refunds if beside else ()
            )
        ],
        restocks: [
            key | row
            for position, restock in _new(order.restocks, beside.restocks if beside else ())
            for row in _restock_rows(position, restock)
        ],
        timeline: [
            key | _timeline_row(position, entry)
            for position, entry in _new(order.timeline, beside.timeline if beside else ())
        ],
        order_tags: [
            key | {"tag": tag} for tag in order.tags if not (beside and tag in beside.tags)
        ],
    }


def _new(parts: Sequence[T], beside: Sequence[T]) -> Iterator[tuple[int, T]]:
    for position, part in enumerate(parts):
        if position >= len(beside) or beside[position] is not part:
            yield position, part


def rows_to_order(rows: RowsOfOrder) -> Order:
    """Return the order that is kept as these rows."""
    (row,) = rows[orders]
    currency = row["currency"]
    return Order(
        domain_id=row["domain_id"],
        id=row["order_id"],
        number=row["order_number"],
        store_id=row["store_id"],
        version=row["version"],
        status=OrderStatus(row["status"]),
        currency=currency,
        customer=Customer(
            id=row["customer_id"],
            name=row["customer_name"],
            email=row["customer_email"],
            phone=row["customer_phone"],
        ),
        lines=tuple(_line(line, currency) for line in rows[order_lines]),
        discount=Money(row["discount"], currency),
        shipping=Money(row["shipping"], currency),
        tax=Money(row["tax"], currency),
        payment=Payment(
            status=PaymentStatus(row["payment_status"]),
            method=row["payment_method"],
            captured=Money(row["captured"], currency),
            refunds=tuple(_refund(refund, currency) for refund in rows[refunds]),
        ),
        shipping_address=_address(row["shipping_address"]),
        billing_address=_address(row["billing_address"]),
        fulfillments=tuple(_fulfillment(each) for each in rows[fulfillments]),
        tags=tuple(row["tags"]),
        note=row["note"],
        cancellation=_cancellation(row),
        restocks=tuple(restocks_of(rows)),
        timeline=tuple(_timeline_entry(entry) for entry in rows[timeline]),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def folded(number: str) -> str:
    """Return an order number as it is searched: without regard to case."""
    return number.casefold()


def _order_row(order: Order) -> Row:
    number = folded(order.number)
    cancelled = order.cancellation
    return {
        "order_number": order.number,
        "number_folded": number,
        "number_reversed": number[::-1],
        "store_id": order.store_id,
        "version": order.version,
        "status": order.status,
        "payment_status": order.payment.status,
        "fulfillment_status": order.fulfillment_status,
        "financial_status": order.financial_status,
        "currency": order.currency,
        "customer_id": order.customer.id,
        "customer_name": order.customer.name,
        "customer_email": order.customer.email,
        "customer_phone": order.customer.phone,
        "item_count": len(order.lines),
        "subtotal": order.subtotal.units,
        "discount": order.discount.units,
        "shipping": order.shipping.units,
        "tax": order.tax.units,
        "total": order.total.units,
        "captured": order.payment.captured.units,
        "refunded": order.payment.refunded.units,
        "payment_method": order.payment.method,
        "shipping_address": order.shipping_address and asdict(order.shipping_address),
        "billing_address": order.billing_address and asdict(order.billing_address),
        "tags": list(order.tags),
        "note": order.note,
        "cancellation": cancelled and asdict(cancelled),
        "created_at": order.created_at,
        "updated_at": order.updated_at,
    }


def _cancellation(row: Row) -> Cancellation | None:
    kept = row["cancellation"]
    if kept is None:
        return None
    reason, at = CancelReason(kept["reason"]), datetime.fromisoformat(kept["at"])
    return Cancellation(**kept | {"reason": reason, "at": at})


def _line_row(position: int, line: LineItem, fulfilled: int) -> Row:
    return {
        "line_id": line.id,
        "position": position,
        "product_id": line.product_id,
        "sku": line.sku,
        "name": line.name,
        "quantity": line.quantity,
        "selling_price": line.selling_price.units,
        "fulfilled": fulfilled,
    }


def _line(row: Row, currency: str) -> LineItem:
    return LineItem(
        id=row["line_id"],
        product_id=row["product_id"],
        sku=row["sku"],
        name=row["name"],
        quantity=row["quantity"],
        selling_price=Money(row["selling_price"], currency),
    )


def _fulfillment_row(position: int, fulfillment: Fulfillment) -> Row:
    shipment = fulfillment.shipment
    return {
        "fulfillment_id": fulfillment.id,
        "position": position,
        "status": fulfillment.status,
        "items": [{"id": item.id, "quantity": item.quantity} for item in shipment.items],
        "shipping_method": shipment.shipping_method,
        "provider_id": shipment.provider_id,
        "awb": shipment.tracking.awb,
        "tracking_url": shipment.tracking.url,
        "delivery_person": shipment.delivery_person and asdict(shipment.delivery_person),
        "customer": shipment.customer and asdict(shipment.customer),
        "pickup_address": shipment.pickup_address and asdict(shipment.pickup_address),
        "handed_over_at": fulfillment.handed_over_at,
        "created_at": fulfillment.created_at,
        "updated_at": fulfillment.updated_at,
    }


def _fulfillment(row: Row) -> Fulfillment:
    person, recipient = row["delivery_person"], row["customer"]
    return Fulfillment(
        id=row["fulfillment_id"],
        status=FulfillmentStatus(row["status"]),
        shipment=Shipment(
            items=tuple(ItemQuantity(**item) for item in row["items"]),
            shipping_method=row["shipping_method"],
            provider_id=row["provider_id"],
            tracking=Tracking(awb=row["awb"], url=row["tracking_url"]),
            delivery_person=person and DeliveryPerson(**person),
            customer=recipient
            and Recipient(**recipient | {"address": _address(recipient["address"])}),
            pickup_address=_address(row["pickup_address"]),
        ),
        handed_over_at=row["handed_over_at"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def _refund_row(position: int, refund: Refund) -> Row:
    return {
        "refund_id": refund.id,
        "position": position,
        "amount": refund.amount.units,
        "status": refund.status,
        "reason": refund.reason,
        "created_at": refund.created_at,
    }


def _refund(row: Row, currency: str) -> Refund:
    return Refund(
        id=row["refund_id"],
        amount=Money(row["amount"], currency),
        status=RefundStatus(row["status"]),
        reason=row["reason"],
        created_at=row["created_at"],
    )


def restocks_of(rows: RowsOfOrder) -> Iterator[Restock]:
    """Return the order's restocks, the units of each in the sequence of the lines."""
    lines = {row["line_id"]: row["position"] for row in rows[order_lines]}
    by_cause = dict[tuple[str, str], list[Row]]()
    for row in rows[restocks]:
        by_cause.setdefault((row["cause"], row["cause_id"]), []).append(row)
    for (cause, cause_id), found in by_cause.items():
        yield Restock(
            cause=RestockCause(cause),
            cause_id=cause_id or None,
            at=found[0]["restocked_at"],
            items=tuple(
                RestockedItem(row["line_id"], row["sku"], row["quantity"])
                for row in sorted(found, key=lambda row: int(lines[row["line_id"]]))
            ),
        )


def _restock_rows(position: int, restock: Restock) -> Iterator[Row]:
    for item in restock.items:
        yield {
            "line_id": item.id,
            "sku": item.sku,
            "quantity": item.quantity,
            "restocked_at": restock.at,
            "position": position,
            "cause": restock.cause,
            "cause_id": restock.cause_id or "",
        }


def _timeline_row(position: int, entry: TimelineEntry) -> Row:
    return {
        "position": position,
        "entry_id": entry.id,
        "type": entry.type,
        "at": entry.at,
        "by": entry.by,
        "version": entry.version,
        "from_status": entry.from_,
        "to_status": entry.to,
        "note": entry.note,
        "notified": list(entry.notified),
        "data": dict(entry.data),
    }


def _timeline_entry(row: Row) -> TimelineEntry:
    return TimelineEntry(
        id=row["entry_id"],
        type=ChangeType(row["type"]),
        at=row["at"],
        by=row["by"],
        version=row["version"],
        from_=row["from_status"],
        to=row["to_status"],
        note=row["note"],
        notified=tuple(row["notified"]),
        data=row["data"],
    )


def _address(kept: Row | None) -> Address | None:
    if kept is None:
        return None
    place = kept["coordinates"]
    coordinates = place and Coordinates(float(place["latitude"]), float(place["longitude"]))
    return Address(**kept | {"coordinates": coordinates})
