"""Routes of status changes and cancellations, of one order or in bulk."""

from typing import Final

from flask import Blueprint, Response

from seller_orders.adapters.inbound.http.api.bulk_request_schemas import (
    BulkFulfill,
    BulkHold,
    BulkItemsCancel,
    BulkRelease,
    BulkRequest,
    BulkStatus,
)
from seller_orders.adapters.inbound.http.api.item_cancellation_schema import ItemsCancelRequest
from seller_orders.adapters.inbound.http.api.operation import ORDER_REFUSALS, Caller, operation
from seller_orders.adapters.inbound.http.api.request_schemas.cancellations import CancelRequest
from seller_orders.adapters.inbound.http.api.request_schemas.status import StatusChange
from seller_orders.adapters.inbound.http.api.requests import (
    DryRun,
    ensure_no_if_match,
    expected_versions,
)
from seller_orders.adapters.inbound.http.api.response_schemas.bulk_report import BulkReportDocument
from seller_orders.adapters.inbound.http.api.response_schemas.changed_orders import (
    CancelledItemsDocument,
    CancelledOrderDocument,
)
from seller_orders.adapters.inbound.http.api.responses import (
    bulk_report,
    cancelled_items,
    cancelled_order,
    perform,
    whole_order,
)
from seller_orders.adapters.inbound.http.app_context import use_cases
from seller_orders.adapters.shared.wire.order_codec import OrderDetail
from seller_orders.application.access import Scope
from seller_orders.application.commands.bulk_update import BulkUpdate
from seller_orders.application.commands.cancel_items import CancelItems
from seller_orders.application.commands.cancel_order import CancelOrder
from seller_orders.application.commands.update_status import UpdateStatus
from seller_orders.domain.refusals import (
    AlreadyCancelled,
    AlreadyDelivered,
    AlreadyShipped,
    BulkFailed,
    DuplicateItem,
    NothingWouldRemain,
    OrderIsClosed,
    PaymentNotRefundable,
    QuantityExceedsRemaining,
    RefundExceedsCaptured,
    TransitionNotAllowed,
    UnknownItem,
)
from seller_orders.domain.status import OrderStatus

statuses: Final = Blueprint("statuses", __name__)


@statuses.patch("/orders/<order_id>/status")
@operation(
    Scope.WRITE,
    Scope.CANCEL,
    responses={200: OrderDetail},
    refusals=(*ORDER_REFUSALS, OrderIsClosed, TransitionNotAllowed),
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


@statuses.post("/orders/<order_id>/cancel")
@operation(
    Scope.CANCEL,
    responses={200: CancelledOrderDocument},
    refusals=(
        *ORDER_REFUSALS,
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


@statuses.post("/orders/<order_id>/items/cancel")
@operation(
    Scope.CANCEL,
    responses={200: CancelledItemsDocument},
    refusals=(
        *ORDER_REFUSALS,
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


@statuses.patch("/orders/bulk")
@operation(
    Scope.WRITE,
    Scope.FULFILL,
    Scope.CANCEL,
    responses={200: BulkReportDocument},
    refusals=(BulkFailed,),
)
def bulk_update(caller: Caller, body: BulkRequest) -> Response:
    """Update many orders at once (bulk).

    Set a status or an assignee, add or remove tags, fulfill or cancel all remaining units, or hold
    and release up to 1,000 orders. An order that refuses is in `failed`; the others are updated.
    With `atomic` one refusal changes nothing.
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
    is_fulfillment = isinstance(wanted, BulkFulfill | BulkHold | BulkRelease)
    return Scope.FULFILL if is_fulfillment else Scope.WRITE
