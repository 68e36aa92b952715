"""Contract of a notification sender."""

from collections.abc import Callable, Sequence

import pytest
from attrs import evolve, frozen

from seller_orders.application.outbox_messages import Template
from seller_orders.application.ports.notification_sender import Notification, NotificationSender
from seller_orders.application.ports.outbox import DeliveryError, UndeliverableError
from seller_orders.domain.cancellation import CancellationTerms, CancelReason
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.item_cancellation import CancelledItem, ItemCancellationTerms
from seller_orders.domain.item_cancellation_change import cancel_items
from seller_orders.domain.order import Order
from seller_orders.domain.order_return import ReturnStatus
from seller_orders.domain.return_change import add_return, receive, set_return_status
from seller_orders.domain.return_policy import ensure_returnable
from seller_orders.domain.return_request import ReceivedItem, ReturnRequest, ReturnRequestItem
from seller_orders.domain.return_rules import ReturnRules
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.values import Customer, Tracking
from seller_orders.testing.sample_order import change, fulfillment, handed_over, inr, order, refund

CUSTOMER = Customer(
    id="cus_1", name="Anjali Patel", email="anjali@example.com", phone="+918765432109"
)


@frozen
class Connected:
    """A sender, and the ids of the notifications it has sent."""

    sender: NotificationSender
    taken: Callable[[], Sequence[str]]


@frozen
class Refusing(Connected):
    """A sender that a test can make refuse with an error."""

    refuse: Callable[[type[Exception] | None], None]


def sent() -> Order:
    return order(customer=CUSTOMER).add_fulfillment(fulfillment(), change())


def cancelled() -> Order:
    terms = CancellationTerms(
        reason=CancelReason.CUSTOMER_REQUEST, details=None, refund=inr(250), restock=True
    )
    return order(customer=CUSTOMER).cancel(terms, "rfd_1", change())


def with_fewer_items() -> Order:
    terms = ItemCancellationTerms(
        items=(CancelledItem(id="pasta", quantity=1, worth=inr(100)),),
        reason=CancelReason.OUT_OF_STOCK,
        details=None,
        refund=inr(100),
        restock=True,
    )
    return cancel_items(order(customer=CUSTOMER), terms, "rfd_1", change())


def refunded() -> Order:
    return order(customer=CUSTOMER).request_refund(refund(100), change())


def moved() -> Order:
    return order(customer=CUSTOMER).move_to(OrderStatus.PROCESSING, change())


def delivered() -> Order:
    before = sent()
    (parcel,) = before.fulfillments
    return before.update_fulfillment(
        parcel, FulfillmentStatus.DELIVERED, parcel.shipment.tracking, change(3)
    )


def tracked_elsewhere() -> Order:
    before = sent()
    (parcel,) = before.fulfillments
    return before.update_fulfillment(parcel, parcel.status, Tracking(awb="1Z111"), change(3))


def return_requested() -> Order:
    parcel = handed_over(fulfillment("delivered", pasta=2))
    before = order(customer=CUSTOMER, fulfillments=(parcel,))
    item = ReturnRequestItem(id="pasta", quantity=2, reason="too_small")
    request = ReturnRequest(items=(item,))
    units = ensure_returnable(before, request, ReturnRules()).unwrap()
    return add_return(before, units, request, "ret_1", change())


def return_approved() -> Order:
    before = return_requested()
    return set_return_status(before, before.returns[0], ReturnStatus.APPROVED, change(3))


def return_received() -> Order:
    before = return_requested()
    damaged = ReceivedItem(id="pasta", quantity=1, condition="damaged")
    return receive(before, before.returns[0], [damaged], ReturnRules(), change(3))


CHANGED: dict[Template, Callable[[], Order]] = {
    Template.STATUS_CHANGE: moved,
    Template.FULFILLMENT: sent,
    Template.CANCELLATION: cancelled,
    Template.ITEMS_CANCELLED: with_fewer_items,
    Template.REFUND: refunded,
    Template.DELIVERED: delivered,
    Template.TRACKING_CHANGED: tracked_elsewhere,
    Template.RETURN_APPROVED: return_approved,
    Template.RETURN_RECEIVED: return_received,
    Template.BULK: moved,
}


def notification(
    template: Template = Template.STATUS_CHANGE, message_id: str = "evt_2.email"
) -> Notification:
    """Return a notification with the order as the change left it."""
    after = CHANGED[template]()
    return Notification(
        message_id=message_id, template=template, order=after, change=after.timeline[-1]
    )


class NotificationSenderContract:
    """Give it a fixture ``connected``: a sender that has sent nothing."""

    @pytest.mark.parametrize("template", Template)
    def test_every_notification_is_sent(self, connected: Connected, template: Template) -> None:
        connected.sender.send(notification(template, "evt_7.email"))

        assert connected.taken() == ["evt_7.email"]

    def test_a_changed_order_is_no_obstacle(self, connected: Connected) -> None:
        """Later parcels, refunds and cancellations do not change a notification."""
        shipped = notification(Template.FULFILLMENT, "evt_8.email")
        terms = CancellationTerms(
            reason=CancelReason.OTHER, details="Lost", refund=inr(250), restock=False
        )
        later = shipped.order.cancel(terms, "rfd_1", change(3))

        connected.sender.send(evolve(shipped, order=later))

        assert connected.taken() == ["evt_8.email"]

    def test_a_repeat_is_recognised_by_its_id(self, connected: Connected) -> None:
        for message_id in ("evt_2.email", "evt_3.email", "evt_2.email"):
            connected.sender.send(notification(message_id=message_id))

        assert set(connected.taken()) == {"evt_2.email", "evt_3.email"}


class RefusingSenderContract:
    """Give it a fixture ``connected``: a sender that a test can make refuse."""

    @pytest.mark.parametrize("kind", [DeliveryError, UndeliverableError])
    def test_a_failure_differs_from_a_refusal(
        self, connected: Refusing, kind: type[Exception]
    ) -> None:
        connected.refuse(kind)
        with pytest.raises(kind):
            connected.sender.send(notification())
        before = len(connected.taken())

        connected.refuse(None)
        connected.sender.send(notification())

        assert connected.taken()[before:] == ["evt_2.email"]

    @pytest.mark.parametrize("kind", [DeliveryError, UndeliverableError])
    def test_an_errors_text_has_no_personal_data(
        self, connected: Refusing, kind: type[Exception]
    ) -> None:
        """Sellers see it."""
        connected.refuse(kind)

        with pytest.raises(kind) as refused:
            connected.sender.send(notification())

        said = str(refused.value)
        assert said
        assert not [
            each for each in ("anjali", "Patel", "example.com", "8765432109") if each in said
        ]
