"""The merchant operations, under one base path (contract, section 3)."""

from functools import partial
from typing import Final, cast

from flask import Blueprint, Response, url_for

from seller_orders.adapters.inbound.http.answers import (
    answer,
    available_actions,
    bulk_report,
    cancelled_order,
    fulfilled_order,
    order_page,
    perform,
    refunded_order,
    whole_order,
)
from seller_orders.adapters.inbound.http.list_parameters import list_query
from seller_orders.adapters.inbound.http.operation import Caller, operation, use_cases
from seller_orders.adapters.inbound.http.payloads import (
    BulkFulfill,
    BulkRequest,
    BulkStatus,
    CancelRequest,
    FulfillmentChange,
    FulfillmentRequest,
    Nothing,
    PaymentChange,
    RefundChange,
    RefundRequest,
    StatusChange,
)
from seller_orders.adapters.inbound.http.requests import (
    DryRun,
    NoParameters,
    body,
    expected_versions,
    has_body,
    invalid,
    is_unmodified,
    parameters,
    refuse_condition,
)
from seller_orders.adapters.inbound.wire.order_document import OrderDocument
from seller_orders.application.access import Scope
from seller_orders.application.commands.bulk_update import BulkUpdate
from seller_orders.application.commands.cancel_order import CancelOrder
from seller_orders.application.commands.create_fulfillment import (
    CreateFulfillment,
    FulfilledOrder,
)
from seller_orders.application.commands.create_order import CreateOrder
from seller_orders.application.commands.create_refund import CreateRefund, RefundedOrder
from seller_orders.application.commands.update_fulfillment import UpdateFulfillment
from seller_orders.application.commands.update_payment import UpdatePayment
from seller_orders.application.commands.update_refund import UpdateRefund
from seller_orders.application.commands.update_status import UpdateStatus
from seller_orders.application.queries.get_order import GetOrder, OrderAnswer
from seller_orders.application.queries.order_actions import OrderActions
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.order import Order
from seller_orders.domain.payment import RefundStatus
from seller_orders.domain.status import OrderStatus

gateway: Final = Blueprint("gateway", __name__, url_prefix="/merchant/api/v1/domains/<domain_id>")


@gateway.get("/orders")
@operation(Scope.READ)
def list_orders(caller: Caller) -> Response:
    """List the domain's orders."""
    query = list_query(caller.domain_id)
    return order_page(query, use_cases().list_orders(query))


@gateway.post("/orders")
@operation(Scope.WRITE)
def create_order(caller: Caller) -> Response:
    """Take in a new order."""
    parameters(NoParameters)
    refuse_condition()
    draft = body(OrderDocument).draft()
    command = CreateOrder(domain_id=caller.domain_id, by=caller.name, draft=draft)
    return perform(use_cases().create_order, command, partial(_created_order, caller))


@gateway.get("/orders/<order_id>")
@operation(Scope.READ)
def get_order(caller: Caller, order_id: str) -> Response:
    """Open an order."""
    parameters(NoParameters)
    return answer(use_cases().get_order(GetOrder(caller.domain_id, order_id)), _found_order)


@gateway.get("/orders/<order_id>/actions")
@operation(Scope.READ)
def order_actions(caller: Caller, order_id: str) -> Response:
    """Tell what can be done with an order just now."""
    parameters(NoParameters)
    outcome = use_cases().order_actions(OrderActions(caller.domain_id, order_id))
    return answer(outcome, partial(available_actions, order_id))


@gateway.patch("/orders/<order_id>/status")
@operation(Scope.WRITE, Scope.CANCEL)
def update_status(caller: Caller, order_id: str) -> Response:
    """Move an order."""
    dry_run = parameters(DryRun).dry_run
    change = body(StatusChange)
    caller.require(_scope_to_set(change.status))
    command = UpdateStatus(
        domain_id=caller.domain_id,
        order_id=order_id,
        by=caller.name,
        status=change.status,
        note=change.note,
        notify_customer=change.notify_customer,
        expected_versions=expected_versions(),
        dry_run=dry_run,
    )
    return perform(use_cases().update_status, command, whole_order, dry_run=dry_run)


@gateway.patch("/orders/<order_id>/payment")
@operation(Scope.WRITE)
def update_payment(caller: Caller, order_id: str) -> Response:
    """Record where an order's payment stands."""
    parameters(NoParameters)
    change = body(PaymentChange)
    command = UpdatePayment(
        domain_id=caller.domain_id,
        order_id=order_id,
        by=caller.name,
        status=change.status,
        amount_captured=change.amount_captured,
        expected_versions=expected_versions(),
    )
    return perform(use_cases().update_payment, command, whole_order)


@gateway.post("/orders/<order_id>/fulfillments")
@operation(Scope.FULFILL)
def create_fulfillment(caller: Caller, order_id: str) -> Response:
    """Ship some of an order's units."""
    dry_run = parameters(DryRun).dry_run
    wanted = body(FulfillmentRequest)
    command = CreateFulfillment(
        domain_id=caller.domain_id,
        order_id=order_id,
        by=caller.name,
        shipment=wanted.shipment(),
        notify_customer=wanted.notify_customer,
        expected_versions=expected_versions(),
        dry_run=dry_run,
    )
    write = fulfilled_order if dry_run else partial(_created_fulfillment, caller)
    return perform(use_cases().create_fulfillment, command, write, dry_run=dry_run)


@gateway.patch("/orders/<order_id>/fulfillments/<fulfillment_id>")
@operation(Scope.FULFILL)
def update_fulfillment(caller: Caller, order_id: str, fulfillment_id: str) -> Response:
    """Move a fulfillment on, or correct its tracking."""
    parameters(NoParameters)
    change = body(FulfillmentChange)
    tracking = change.tracking()
    status = change.status if isinstance(change.status, FulfillmentStatus) else None
    if status is None and not tracking:
        invalid("required", "Give status, awb or tracking_url.")
    command = UpdateFulfillment(
        domain_id=caller.domain_id,
        order_id=order_id,
        fulfillment_id=fulfillment_id,
        by=caller.name,
        status=status,
        tracking=tracking,
        expected_versions=expected_versions(),
    )
    return perform(use_cases().update_fulfillment, command, fulfilled_order)


@gateway.post("/orders/<order_id>/fulfillments/<fulfillment_id>/cancel")
@operation(Scope.FULFILL)
def cancel_fulfillment(caller: Caller, order_id: str, fulfillment_id: str) -> Response:
    """Cancel a fulfillment, which gives its units back to what remains."""
    parameters(NoParameters)
    if has_body():
        body(Nothing)
    command = UpdateFulfillment(
        domain_id=caller.domain_id,
        order_id=order_id,
        fulfillment_id=fulfillment_id,
        by=caller.name,
        status=FulfillmentStatus.CANCELLED,
        expected_versions=expected_versions(),
    )
    return perform(use_cases().update_fulfillment, command, fulfilled_order)


@gateway.post("/orders/<order_id>/cancel")
@operation(Scope.CANCEL)
def cancel_order(caller: Caller, order_id: str) -> Response:
    """Cancel an order, with refund and restock."""
    dry_run = parameters(DryRun).dry_run
    wanted = body(CancelRequest)
    command = CancelOrder(
        domain_id=caller.domain_id,
        order_id=order_id,
        by=caller.name,
        request=wanted.request(),
        notify_customer=wanted.notify_customer,
        expected_versions=expected_versions(),
        dry_run=dry_run,
    )
    return perform(use_cases().cancel_order, command, cancelled_order, dry_run=dry_run)


@gateway.post("/orders/<order_id>/refunds")
@operation(Scope.CANCEL)
def create_refund(caller: Caller, order_id: str) -> Response:
    """Give money back."""
    parameters(NoParameters)
    wanted = body(RefundRequest)
    command = CreateRefund(
        domain_id=caller.domain_id,
        order_id=order_id,
        by=caller.name,
        amount=wanted.amount,
        reason=wanted.reason,
        expected_versions=expected_versions(),
    )
    return perform(use_cases().create_refund, command, partial(_created_refund, caller))


@gateway.patch("/orders/<order_id>/refunds/<refund_id>")
@operation(Scope.CANCEL)
def update_refund(caller: Caller, order_id: str, refund_id: str) -> Response:
    """Record how a refund ended."""
    parameters(NoParameters)
    change = body(RefundChange)
    command = UpdateRefund(
        domain_id=caller.domain_id,
        order_id=order_id,
        refund_id=refund_id,
        by=caller.name,
        status=RefundStatus(change.status),
        expected_versions=expected_versions(),
    )
    return perform(use_cases().update_refund, command, refunded_order)


@gateway.patch("/orders/bulk")
@operation(Scope.WRITE, Scope.FULFILL, Scope.CANCEL)
def bulk_update(caller: Caller) -> Response:
    """Do the same to many orders."""
    parameters(NoParameters)
    refuse_condition()
    wanted = body(cast("type[BulkRequest]", BulkRequest))
    caller.require(_scope_of_bulk(wanted))
    command = BulkUpdate(
        domain_id=caller.domain_id,
        order_ids=wanted.order_ids,
        by=caller.name,
        action=wanted.action(),
        atomic=wanted.atomic,
    )
    return perform(use_cases().bulk_update, command, bulk_report)


def _scope_to_set(status: OrderStatus) -> Scope:
    return Scope.CANCEL if status is OrderStatus.CANCELLED else Scope.WRITE


def _scope_of_bulk(wanted: BulkRequest) -> Scope:
    if isinstance(wanted, BulkStatus):
        return _scope_to_set(wanted.data.status)
    return Scope.FULFILL if isinstance(wanted, BulkFulfill) else Scope.WRITE


def _found_order(found: OrderAnswer) -> Response:
    if is_unmodified(found.version):
        response = Response(status=304)
    else:
        response = Response(found.body, content_type="application/json")
    response.set_etag(str(found.version))
    response.headers["X-Cache"] = found.cache
    return response


def _created_order(caller: Caller, order: Order) -> Response:
    response = whole_order(order)
    response.status_code = 201
    response.headers["Location"] = url_for(
        "gateway.get_order", domain_id=caller.domain_id, order_id=order.id
    )
    return response


def _created_fulfillment(caller: Caller, outcome: FulfilledOrder) -> Response:
    response = fulfilled_order(outcome)
    response.status_code = 201
    response.headers["Location"] = url_for(
        "gateway.update_fulfillment",
        domain_id=caller.domain_id,
        order_id=outcome.order.id,
        fulfillment_id=outcome.fulfillment.id,
    )
    return response


def _created_refund(caller: Caller, outcome: RefundedOrder) -> Response:
    response = refunded_order(outcome)
    response.status_code = 201
    response.headers["Location"] = url_for(
        "gateway.update_refund",
        domain_id=caller.domain_id,
        order_id=outcome.order.id,
        refund_id=outcome.refund.id,
    )
    return response
