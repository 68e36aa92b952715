"""Routes of the merchant operations, for the gateway and the orchestrator."""

from functools import partial
from typing import Final

from flask import Blueprint, Response
from werkzeug.routing import BaseConverter

from seller_orders.adapters.inbound.http.api.bulk_request_schemas import (
    BulkFulfill,
    BulkItemsCancel,
    BulkRequest,
    BulkStatus,
)
from seller_orders.adapters.inbound.http.api.item_cancellation_schema import ItemsCancelRequest
from seller_orders.adapters.inbound.http.api.operation import Caller, Tag, operation
from seller_orders.adapters.inbound.http.api.order_list_parameters import ListParameters, list_query
from seller_orders.adapters.inbound.http.api.refund_list_parameters import (
    RefundListParameters,
    refund_page,
    refund_query,
)
from seller_orders.adapters.inbound.http.api.refund_request_schemas import (
    RefundChange,
    RefundRequest,
)
from seller_orders.adapters.inbound.http.api.request_schemas import (
    AttributeChanges,
    CancelRequest,
    ExternalIdChanges,
    FulfillmentChange,
    FulfillmentRequest,
    Nothing,
    PaymentChange,
    StatusChange,
)
from seller_orders.adapters.inbound.http.api.requests import (
    DryRun,
    ensure_no_if_match,
    expected_versions,
    is_unmodified,
)
from seller_orders.adapters.inbound.http.api.response_schemas import (
    ActionsDocument,
    BulkReportDocument,
    CancelledItemsDocument,
    CancelledOrderDocument,
    FulfilledOrderDocument,
    NotificationsDocument,
    OrderPageDocument,
    RefundedOrderDocument,
    RefundPageDocument,
)
from seller_orders.adapters.inbound.http.api.responses import (
    available_actions,
    bulk_report,
    cancelled_items,
    cancelled_order,
    fulfilled_order,
    notifications,
    order_page,
    perform,
    refunded_order,
    respond,
    whole_order,
)
from seller_orders.adapters.inbound.http.app_context import use_cases
from seller_orders.adapters.inbound.http.forwarded_path import public_path
from seller_orders.adapters.inbound.http.request_errors import invalid
from seller_orders.adapters.shared.wire.order_codec import OrderDetail, OrderDocument
from seller_orders.application.access import Scope
from seller_orders.application.commands.bulk_update import BulkUpdate
from seller_orders.application.commands.cancel_items import CancelItems
from seller_orders.application.commands.cancel_order import CancelOrder
from seller_orders.application.commands.create_fulfillment import (
    CreateFulfillment,
    FulfilledOrder,
)
from seller_orders.application.commands.create_order import CreateOrder
from seller_orders.application.commands.create_refund import CreateRefund, RefundedOrder
from seller_orders.application.commands.track_shipment import TrackShipment
from seller_orders.application.commands.update_attributes import UpdateAttributes
from seller_orders.application.commands.update_external_ids import UpdateExternalIds
from seller_orders.application.commands.update_fulfillment import UpdateFulfillment
from seller_orders.application.commands.update_payment import UpdatePayment
from seller_orders.application.commands.update_refund import UpdateRefund
from seller_orders.application.commands.update_status import UpdateStatus
from seller_orders.application.queries.get_order import GetOrder, OrderAnswer
from seller_orders.application.queries.list_notifications import ListNotifications
from seller_orders.application.queries.list_order_actions import OrderActions
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.metadata import MetadataChanges
from seller_orders.domain.order import Order
from seller_orders.domain.payment import RefundStatus
from seller_orders.domain.refusals import (
    AlreadyCancelled,
    AlreadyDelivered,
    AlreadyShipped,
    BulkFailed,
    CapturedCannotDecrease,
    DuplicateItem,
    ExternalIdTaken,
    FulfillmentIsFinal,
    FulfillmentNotFound,
    HasNoCarrier,
    ItemNotFound,
    NothingIsOwed,
    NothingWouldRemain,
    OrderExists,
    OrderIsClosed,
    OrderIsRefunded,
    OrderNotFound,
    OrderNumberTaken,
    PaymentNotRefundable,
    QuantityExceedsRemaining,
    RefundExceedsCaptured,
    RefundIsSettled,
    RefundNotFound,
    ShippingAlreadyRefunded,
    TenderNotFound,
    TendersDoNotAddUp,
    TransitionNotAllowed,
    UnitsAlreadyRefunded,
    UnitsNotShipped,
    UnknownItem,
    UnknownProvider,
    VersionMismatch,
)
from seller_orders.domain.status import OrderStatus

merchant: Final = Blueprint("merchant", __name__)


class OrderIdConverter(BaseConverter):
    """URL converter of an order id, except ``bulk``, which is the path of the bulk update."""

    regex = "(?!bulk$)[^/]+"


_ORDER_REFUSALS: Final = (OrderNotFound, VersionMismatch)
_FULFILLMENT_REFUSALS: Final = (
    *_ORDER_REFUSALS,
    FulfillmentNotFound,
    FulfillmentIsFinal,
    TransitionNotAllowed,
)


@merchant.get("/orders")
@operation(Scope.READ, responses={200: OrderPageDocument})
def list_orders(caller: Caller, query: ListParameters) -> Response:
    """List and search orders.

    Filters are combined: an order has to match all of them. Pages come by number (`page`) or,
    faster and stable, by `cursor`.
    """
    wanted = list_query(caller.domain_id, query)
    return order_page(wanted, use_cases().list_orders(wanted))


@merchant.post("/orders")
@operation(
    Scope.WRITE,
    responses={201: OrderDetail},
    refusals=(OrderExists, OrderNumberTaken, ExternalIdTaken, TendersDoNotAddUp),
)
def create_order(caller: Caller, body: OrderDocument) -> Response:
    """Create an order.

    The ids of the order and its number are generated if they are missing.
    """
    ensure_no_if_match()
    command = CreateOrder(domain_id=caller.domain_id, by=caller.name, draft=body.draft())
    return perform(use_cases().create_order, command, _created_order)


@merchant.get("/orders/<order:order_id>")
@operation(Scope.READ, responses={200: OrderDetail, 304: None}, refusals=(OrderNotFound,))
def get_order(caller: Caller, order_id: str) -> Response:
    """Get an order.

    Return the whole order: lines, amounts, payment, fulfillments and timeline. With
    `If-None-Match` the response has no body if the order has not changed.
    """
    return respond(use_cases().get_order(GetOrder(caller.domain_id, order_id)), _found_order)


@merchant.get("/orders/<order_id>/actions")
@operation(Scope.READ, responses={200: ActionsDocument}, refusals=(OrderNotFound,))
def order_actions(caller: Caller, order_id: str) -> Response:
    """List the actions that an order allows now.

    For each new status, and for cancel, items_cancel, fulfill and refund: allowed, or the code and
    the reason of the refusal.
    """
    outcome = use_cases().order_actions(OrderActions(caller.domain_id, order_id))
    return respond(outcome, partial(available_actions, order_id))


@merchant.get("/orders/<order_id>/notifications")
@operation(Scope.READ, responses={200: NotificationsDocument}, refusals=(OrderNotFound,))
def list_notifications(caller: Caller, order_id: str) -> Response:
    """List notifications (emails, SMS) sent to the customer.

    Return the notifications about an order and their delivery state.
    """
    query = ListNotifications(caller.domain_id, order_id)
    return respond(use_cases().list_notifications(query), notifications)


@merchant.patch("/orders/<order_id>/status")
@operation(
    Scope.WRITE,
    Scope.CANCEL,
    responses={200: OrderDetail},
    refusals=(*_ORDER_REFUSALS, OrderIsClosed, TransitionNotAllowed),
)
def update_status(caller: Caller, order_id: str, query: DryRun, body: StatusChange) -> Response:
    """Update an order's status.

    The status `cancelled` needs the scope `orders:cancel`; other statuses need `orders:write`.
    It moves no money and no stock: cancel the order for that.
    """
    dry_run = bool(query.dry_run)
    caller.ensure_scope(_scope_to_set(body.status))
    command = UpdateStatus(
        domain_id=caller.domain_id,
        order_id=order_id,
        by=caller.name,
        status=body.status,
        note=body.note,
        notify_customer=body.notify_customer,
        expected_versions=expected_versions(),
        dry_run=dry_run,
    )
    return perform(use_cases().update_status, command, whole_order, dry_run=dry_run)


@merchant.patch("/orders/<order_id>/attributes")
@operation(Scope.WRITE, responses={200: OrderDetail}, refusals=_ORDER_REFUSALS)
def update_attributes(caller: Caller, order_id: str, body: AttributeChanges) -> Response:
    """Update an order's attributes.

    The body is a JSON merge patch: null removes an attribute, and others keep their values.
    """
    return _update_attributes(caller, order_id, None, body)


@merchant.patch("/orders/<order_id>/items/<item_id>/attributes")
@operation(Scope.WRITE, responses={200: OrderDetail}, refusals=(*_ORDER_REFUSALS, ItemNotFound))
def update_item_attributes(
    caller: Caller, order_id: str, item_id: str, body: AttributeChanges
) -> Response:
    """Update the attributes of a line item.

    The body is a JSON merge patch: null removes an attribute, and others keep their values.
    """
    return _update_attributes(caller, order_id, item_id, body)


@merchant.patch("/orders/<order_id>/external-ids")
@operation(Scope.WRITE, responses={200: OrderDetail}, refusals=(*_ORDER_REFUSALS, ExternalIdTaken))
def update_external_ids(caller: Caller, order_id: str, body: ExternalIdChanges) -> Response:
    """Update an order's ids in other systems.

    The body is a JSON merge patch: null removes the id of a system, and other ids stay. Two
    orders of a domain cannot have the same id of a system.
    """
    command = UpdateExternalIds(
        domain_id=caller.domain_id,
        order_id=order_id,
        by=caller.name,
        changes=body,
        expected_versions=expected_versions(),
    )
    return perform(use_cases().update_external_ids, command, whole_order)


@merchant.patch("/orders/<order_id>/payment")
@operation(
    Scope.WRITE,
    responses={200: OrderDetail},
    refusals=(
        *_ORDER_REFUSALS,
        TransitionNotAllowed,
        CapturedCannotDecrease,
        TendersDoNotAddUp,
    ),
    tag=Tag.PAYMENTS,
)
def update_payment(caller: Caller, order_id: str, query: DryRun, body: PaymentChange) -> Response:
    """Update a payment: mark as paid, capture, add tenders.

    `amount_captured` is the total that the customer has paid so far. Without it, a payment that
    becomes paid is paid in full (the total, less what refunds by units credited before); with
    captured `tenders` it is their sum.
    """
    dry_run = bool(query.dry_run)
    command = UpdatePayment(
        domain_id=caller.domain_id,
        order_id=order_id,
        by=caller.name,
        status=body.status,
        amount_captured=body.amount_captured,
        tenders=tuple(tender.value() for tender in body.tenders),
        overpayment=body.overpayment,
        expected_versions=expected_versions(),
        dry_run=dry_run,
    )
    return perform(use_cases().update_payment, command, whole_order, dry_run=dry_run)


@merchant.post("/orders/<order_id>/fulfillments")
@operation(
    Scope.FULFILL,
    responses={201: FulfilledOrderDocument, 200: FulfilledOrderDocument},
    refusals=(
        *_ORDER_REFUSALS,
        OrderIsClosed,
        OrderIsRefunded,
        UnknownItem,
        DuplicateItem,
        QuantityExceedsRemaining,
        UnknownProvider,
    ),
    tag=Tag.FULFILLMENTS,
)
def create_fulfillment(
    caller: Caller, order_id: str, query: DryRun, body: FulfillmentRequest
) -> Response:
    """Ship items: create a fulfillment.

    Ship all or some of the remaining units. With a `provider_id` that carrier books the shipment
    and supplies the tracking number. A dry run returns 200.
    """
    dry_run = bool(query.dry_run)
    command = CreateFulfillment(
        domain_id=caller.domain_id,
        order_id=order_id,
        by=caller.name,
        shipment=body.shipment(),
        notify_customer=body.notify_customer,
        expected_versions=expected_versions(),
        dry_run=dry_run,
    )
    write = fulfilled_order if dry_run else _created_fulfillment
    return perform(use_cases().create_fulfillment, command, write, dry_run=dry_run)


@merchant.patch("/orders/<order_id>/fulfillments/<fulfillment_id>")
@operation(
    Scope.FULFILL,
    responses={200: FulfilledOrderDocument},
    refusals=_FULFILLMENT_REFUSALS,
    tag=Tag.FULFILLMENTS,
)
def update_fulfillment(
    caller: Caller, order_id: str, fulfillment_id: str, body: FulfillmentChange
) -> Response:
    """Update a shipment's status or tracking number.

    A missing field keeps its value; null clears it.
    """
    tracking = body.tracking()
    status = body.status if isinstance(body.status, FulfillmentStatus) else None
    more_tracking = body.tracking_numbers()
    if status is None and not tracking and more_tracking is None:
        invalid("required", "Give at least one of status, awb, tracking_url and tracking.")
    command = UpdateFulfillment(
        domain_id=caller.domain_id,
        order_id=order_id,
        fulfillment_id=fulfillment_id,
        by=caller.name,
        status=status,
        tracking=tracking,
        more_tracking=more_tracking,
        expected_versions=expected_versions(),
    )
    return perform(use_cases().update_fulfillment, command, fulfilled_order)


@merchant.post("/orders/<order_id>/fulfillments/<fulfillment_id>/cancel")
@operation(
    Scope.FULFILL,
    responses={200: FulfilledOrderDocument},
    refusals=_FULFILLMENT_REFUSALS,
    tag=Tag.FULFILLMENTS,
)
def cancel_fulfillment(
    caller: Caller, order_id: str, fulfillment_id: str, body: Nothing | None
) -> Response:
    """Cancel a shipment.

    Its units can be fulfilled again.
    """
    command = UpdateFulfillment(
        domain_id=caller.domain_id,
        order_id=order_id,
        fulfillment_id=fulfillment_id,
        by=caller.name,
        status=FulfillmentStatus.CANCELLED,
        expected_versions=expected_versions(),
    )
    return perform(use_cases().update_fulfillment, command, fulfilled_order)


@merchant.post("/orders/<order_id>/fulfillments/<fulfillment_id>/track")
@operation(
    Scope.FULFILL,
    responses={200: FulfilledOrderDocument},
    refusals=(*_ORDER_REFUSALS, FulfillmentNotFound, HasNoCarrier),
    codes={503: ("carrier_unavailable",)},
    tag=Tag.FULFILLMENTS,
)
def track_shipment(
    caller: Caller, order_id: str, fulfillment_id: str, body: Nothing | None
) -> Response:
    """Refresh a shipment from its carrier's tracking.

    Ask the connected carrier for the status and tracking of the shipment.
    """
    command = TrackShipment(
        domain_id=caller.domain_id,
        order_id=order_id,
        fulfillment_id=fulfillment_id,
        expected_versions=expected_versions(),
    )
    return perform(use_cases().track_shipment, command, fulfilled_order)


@merchant.post("/orders/<order_id>/cancel")
@operation(
    Scope.CANCEL,
    responses={200: CancelledOrderDocument},
    refusals=(
        *_ORDER_REFUSALS,
        AlreadyCancelled,
        AlreadyDelivered,
        AlreadyShipped,
        TransitionNotAllowed,
        PaymentNotRefundable,
        RefundExceedsCaptured,
    ),
)
def cancel_order(caller: Caller, order_id: str, query: DryRun, body: CancelRequest) -> Response:
    """Cancel an order, refund and restock.

    Cancel an order that was not shipped, with its fulfillments. On request, refund the payment
    and return the units to stock.
    """
    dry_run = bool(query.dry_run)
    command = CancelOrder(
        domain_id=caller.domain_id,
        order_id=order_id,
        by=caller.name,
        request=body.request(),
        notify_customer=body.notify_customer,
        expected_versions=expected_versions(),
        dry_run=dry_run,
    )
    return perform(use_cases().cancel_order, command, cancelled_order, dry_run=dry_run)


@merchant.post("/orders/<order_id>/items/cancel")
@operation(
    Scope.CANCEL,
    responses={200: CancelledItemsDocument},
    refusals=(
        *_ORDER_REFUSALS,
        UnknownItem,
        DuplicateItem,
        AlreadyCancelled,
        QuantityExceedsRemaining,
        NothingWouldRemain,
        RefundExceedsCaptured,
    ),
)
def cancel_items(
    caller: Caller, order_id: str, query: DryRun, body: ItemsCancelRequest
) -> Response:
    """Cancel some units of an order (short shipment, partial cancellation).

    Take units that were not shipped off their lines; the rest of the order goes on. The total
    falls by what the units are worth. On request, refund that and return the units to stock.
    """
    dry_run = bool(query.dry_run)
    command = CancelItems(
        domain_id=caller.domain_id,
        order_id=order_id,
        by=caller.name,
        request=body.request(),
        notify_customer=body.notify_customer,
        expected_versions=expected_versions(),
        dry_run=dry_run,
    )
    return perform(use_cases().cancel_items, command, cancelled_items, dry_run=dry_run)


@merchant.get("/refunds")
@operation(Scope.READ, responses={200: RefundPageDocument}, tag=Tag.PAYMENTS)
def list_refunds(caller: Caller, query: RefundListParameters) -> Response:
    """List refunds.

    Return the refunds of all orders, oldest first.
    """
    wanted = refund_query(caller.domain_id, query)
    return refund_page(wanted, use_cases().list_refunds(wanted))


@merchant.post("/orders/<order_id>/refunds")
@operation(
    Scope.CANCEL,
    responses={201: RefundedOrderDocument, 200: RefundedOrderDocument},
    refusals=(
        *_ORDER_REFUSALS,
        UnknownItem,
        DuplicateItem,
        TenderNotFound,
        TendersDoNotAddUp,
        UnitsNotShipped,
        UnitsAlreadyRefunded,
        ShippingAlreadyRefunded,
        NothingIsOwed,
        PaymentNotRefundable,
        RefundExceedsCaptured,
    ),
    tag=Tag.PAYMENTS,
)
def create_refund(caller: Caller, order_id: str, query: DryRun, body: RefundRequest) -> Response:
    """Refund an order: an amount, or units with their shipping.

    Refund an `amount`, or name shipped units (`items`), `shipping` and an `adjustment`: then the
    amount is what they are worth, as far as the customer is owed it. A dry run returns 200 with
    that amount.
    """
    dry_run = bool(query.dry_run)
    command = CreateRefund(
        domain_id=caller.domain_id,
        order_id=order_id,
        by=caller.name,
        amount=body.amount,
        items=tuple(item.value() for item in body.items),
        shipping=body.shipping,
        adjustment=body.adjustment,
        return_id=body.return_id,
        tenders=body.shares(),
        reason=body.reason,
        notify_customer=body.notify_customer,
        expected_versions=expected_versions(),
        dry_run=dry_run,
    )
    write = refunded_order if dry_run else _created_refund
    return perform(use_cases().create_refund, command, write, dry_run=dry_run)


@merchant.patch("/orders/<order_id>/refunds/<refund_id>")
@operation(
    Scope.CANCEL,
    responses={200: RefundedOrderDocument},
    refusals=(*_ORDER_REFUSALS, RefundNotFound, TenderNotFound, RefundIsSettled),
    tag=Tag.PAYMENTS,
)
def update_refund(caller: Caller, order_id: str, refund_id: str, body: RefundChange) -> Response:
    """Mark a refund as succeeded or failed.

    Record the outcome of a refund that was made by hand, or of its part for one tender.
    """
    command = UpdateRefund(
        domain_id=caller.domain_id,
        order_id=order_id,
        refund_id=refund_id,
        by=caller.name,
        status=RefundStatus(body.status),
        tender_id=body.tender_id,
        expected_versions=expected_versions(),
    )
    return perform(use_cases().update_refund, command, refunded_order)


@merchant.patch("/orders/bulk")
@operation(
    Scope.WRITE,
    Scope.FULFILL,
    Scope.CANCEL,
    responses={200: BulkReportDocument},
    refusals=(BulkFailed,),
)
def bulk_update(caller: Caller, body: BulkRequest) -> Response:
    """Update many orders at once (bulk).

    Set a status, add or remove tags, or fulfill or cancel all remaining units of up to 1,000
    orders. An order that refuses is in `failed`; the others are updated. With `atomic` one refusal
    changes nothing.
    """
    ensure_no_if_match()
    caller.ensure_scope(_scope_of_bulk(body))
    if isinstance(body, BulkItemsCancel):
        body.data.ensure_details()
    command = BulkUpdate(
        domain_id=caller.domain_id,
        order_ids=body.order_ids,
        by=caller.name,
        action=body.action(),
        atomic=body.atomic,
    )
    return perform(use_cases().bulk_update, command, bulk_report)


def _scope_to_set(status: OrderStatus) -> Scope:
    return Scope.CANCEL if status is OrderStatus.CANCELLED else Scope.WRITE


def _scope_of_bulk(wanted: BulkRequest) -> Scope:
    if isinstance(wanted, BulkStatus):
        return _scope_to_set(wanted.data.status)
    if isinstance(wanted, BulkItemsCancel):
        return Scope.CANCEL
    return Scope.FULFILL if isinstance(wanted, BulkFulfill) else Scope.WRITE


def _found_order(found: OrderAnswer) -> Response:
    if is_unmodified(found.version):
        response = Response(status=304)
    else:
        response = Response(found.body, content_type="application/json")
    response.set_etag(str(found.version))
    response.headers["X-Cache"] = found.cache
    return response


def _update_attributes(
    caller: Caller, order_id: str, item_id: str | None, changes: MetadataChanges
) -> Response:
    command = UpdateAttributes(
        domain_id=caller.domain_id,
        order_id=order_id,
        item_id=item_id,
        by=caller.name,
        changes=changes,
        expected_versions=expected_versions(),
    )
    return perform(use_cases().update_attributes, command, whole_order)


def _created_order(order: Order) -> Response:
    return _created(whole_order(order), order.id)


def _created_fulfillment(outcome: FulfilledOrder) -> Response:
    return _created(fulfilled_order(outcome), outcome.fulfillment.id)


def _created_refund(outcome: RefundedOrder) -> Response:
    # The order keeps a refund of 0, which the response does not show.
    return _created(refunded_order(outcome), outcome.order.payment.refunds[-1].id)


def _created(response: Response, id: str) -> Response:
    response.status_code = 201
    response.headers["Location"] = f"{public_path()}/{id}"
    return response
