"""Sample notifications of every template, by which a domain's own ones are tried out."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Final

from seller_orders.application.outbox_messages import Template
from seller_orders.application.ports.notification_sender import Notification
from seller_orders.domain.cancellation import CancellationTerms, CancelReason
from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus, Shipment
from seller_orders.domain.item_cancellation import CancelledItem, ItemCancellationTerms
from seller_orders.domain.item_cancellation_change import cancel_items
from seller_orders.domain.line_item import ItemQuantity, LineItem
from seller_orders.domain.money import Money
from seller_orders.domain.order import Order
from seller_orders.domain.order_return import ReturnStatus
from seller_orders.domain.payment import Payment, PaymentStatus, Refund, RefundStatus
from seller_orders.domain.return_change import add_return, receive, set_return_status
from seller_orders.domain.return_policy import ensure_returnable
from seller_orders.domain.return_request import ReceivedItem, ReturnRequest, ReturnRequestItem
from seller_orders.domain.return_rules import ReturnRules
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.timeline import Change
from seller_orders.domain.unit_price import UnitPrice
from seller_orders.domain.values import Address, Customer, Tracking

_AT: Final = datetime(2026, 1, 2, 9, 30, tzinfo=UTC)
_RULES: Final = ReturnRules()


@cache
def sample(template: Template) -> Notification:
    """Return the sample of a template."""
    after = _CHANGED[template]()
    entry = after.change_of(after.version)
    assert entry is not None, "the latest change of a sample is on its timeline"
    return Notification(message_id="evt_sample", template=template, order=after, change=entry)


def _eur(amount: str) -> Money:
    return Money.of(Decimal(amount), "EUR").unwrap()


def _change(number: int = 2) -> Change:
    return Change(id=f"evt_{number}", at=_AT, by="sample", note="Thank you!", notified=("email",))


def _line(id: str, name: str, quantity: int) -> LineItem:
    price = UnitPrice.of(Decimal(10), "EUR").unwrap()
    return LineItem(id=id, product_id=id, sku=id, name=name, quantity=quantity, selling_price=price)


def _order(*fulfillments: Fulfillment) -> Order:
    return Order(
        domain_id="sample",
        id="ord_sample",
        number="1001",
        store_id="sample",
        status=OrderStatus.CONFIRMED,
        currency="EUR",
        customer=Customer(name="Anna Muster", email="anna@example.com", phone="+4915112345678"),
        lines=(_line("cup", "Cup", 3), _line("plate", "Plate", 1)),
        discount=_eur("0"),
        shipping=_eur("5"),
        tax=_eur("0"),
        payment=Payment(status=PaymentStatus.PAID, method="card", captured=_eur("45")),
        shipping_address=Address(line1="Musterweg 1", city="Berlin", country_code="DE"),
        fulfillments=fulfillments,
        created_at=_AT,
        updated_at=_AT,
    )


def _parcel(status: FulfillmentStatus = FulfillmentStatus.PENDING) -> Fulfillment:
    tracking = Tracking(awb="1Z999", url="https://courier.example/1Z999")
    return Fulfillment(
        id="ful_1",
        status=status,
        shipment=Shipment(
            items=(ItemQuantity("cup", 2),), tracking=tracking, shipping_method="Express"
        ),
        created_at=_AT,
        updated_at=_AT,
        handed_over_at=None if status is FulfillmentStatus.PENDING else _AT,
    )


def _moved() -> Order:
    return _order().move_to(OrderStatus.SHIPPED, _change())


def _sent() -> Order:
    return _order().add_fulfillment(_parcel(), _change())


def _updated(status: FulfillmentStatus, tracking: Tracking) -> Order:
    before = _sent()
    return before.update_fulfillment(before.fulfillments[0], status, tracking, _change(3))


def _cancelled() -> Order:
    terms = CancellationTerms(
        reason=CancelReason.OUT_OF_STOCK, details=None, refund=_eur("45"), restock=True
    )
    return _order().cancel(terms, "rfd_1", _change())


def _items_cancelled() -> Order:
    terms = ItemCancellationTerms(
        items=(CancelledItem(id="cup", quantity=1, worth=_eur("10")),),
        reason=CancelReason.OUT_OF_STOCK,
        details=None,
        refund=_eur("10"),
        restock=True,
    )
    return cancel_items(_order(), terms, "rfd_1", _change())


def _refunded() -> Order:
    refund = Refund(id="rfd_1", amount=_eur("10"), status=RefundStatus.PENDING, created_at=_AT)
    return _order().request_refund(refund, _change())


def _return_requested() -> Order:
    before = _order(_parcel(FulfillmentStatus.DELIVERED))
    item = ReturnRequestItem(id="cup", quantity=2, reason="damaged")
    request = ReturnRequest(items=(item,))
    units = ensure_returnable(before, request, _RULES).unwrap()
    return add_return(before, units, request, "ret_1", _change())


def _return_approved() -> Order:
    before = _return_requested()
    return set_return_status(before, before.returns[0], ReturnStatus.APPROVED, _change(3))


def _return_received() -> Order:
    before = _return_requested()
    received = ReceivedItem(id="cup", quantity=1, condition="damaged")
    return receive(before, before.returns[0], [received], _RULES, _change(3))


_CHANGED: Final[Mapping[Template, Callable[[], Order]]] = {
    Template.STATUS_CHANGE: _moved,
    Template.FULFILLMENT: _sent,
    Template.CANCELLATION: _cancelled,
    Template.ITEMS_CANCELLED: _items_cancelled,
    Template.REFUND: _refunded,
    Template.DELIVERED: lambda: _updated(FulfillmentStatus.DELIVERED, Tracking(awb="1Z999")),
    Template.TRACKING_CHANGED: lambda: _updated(FulfillmentStatus.PENDING, Tracking(awb="1Z111")),
    Template.RETURN_APPROVED: _return_approved,
    Template.RETURN_RECEIVED: _return_received,
    Template.BULK: _moved,
}
