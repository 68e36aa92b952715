"""Routes of payments and refunds."""

from typing import Final

from flask import Blueprint, Response

from seller_orders.adapters.inbound.http.api.operation import ORDER_REFUSALS, Caller, Tag, operation
from seller_orders.adapters.inbound.http.api.refund_list_parameters import (
    RefundListParameters,
    refund_page,
    refund_query,
)
from seller_orders.adapters.inbound.http.api.request_schemas.payment import PaymentChange
from seller_orders.adapters.inbound.http.api.request_schemas.refunds import (
    RefundChange,
    RefundRequest,
)
from seller_orders.adapters.inbound.http.api.requests import DryRun, expected_versions
from seller_orders.adapters.inbound.http.api.response_schemas.changed_orders import (
    RefundedOrderDocument,
)
from seller_orders.adapters.inbound.http.api.response_schemas.list_pages import RefundPageDocument
from seller_orders.adapters.inbound.http.api.responses import (
    created,
    perform,
    refunded_order,
    whole_order,
)
from seller_orders.adapters.inbound.http.app_context import use_cases
from seller_orders.adapters.shared.wire.order_codec import OrderDetail
from seller_orders.application.access import Scope
from seller_orders.application.commands.create_refund import CreateRefund, RefundedOrder
from seller_orders.application.commands.update_payment import UpdatePayment
from seller_orders.application.commands.update_refund import UpdateRefund
from seller_orders.domain.payment import RefundStatus
from seller_orders.domain.refusals import (
    CapturedCannotDecrease,
    DuplicateItem,
    NothingIsOwed,
    PaymentNotRefundable,
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
    UnknownReturn,
)

payments: Final = Blueprint("payments", __name__)


@payments.patch("/orders/<order_id>/payment")
@operation(
    Scope.WRITE,
    responses={200: OrderDetail},
    refusals=(
        *ORDER_REFUSALS,
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


@payments.get("/refunds")
@operation(Scope.READ, responses={200: RefundPageDocument}, tag=Tag.PAYMENTS)
def list_refunds(caller: Caller, query: RefundListParameters) -> Response:
    """List refunds.

    Return the refunds of all orders, oldest first.
    """
    wanted = refund_query(caller.domain_id, query)
    return refund_page(wanted, use_cases().list_refunds(wanted))


@payments.post("/orders/<order_id>/refunds")
@operation(
    Scope.CANCEL,
    responses={201: RefundedOrderDocument, 200: RefundedOrderDocument},
    refusals=(
        *ORDER_REFUSALS,
        UnknownReturn,
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


@payments.patch("/orders/<order_id>/refunds/<refund_id>")
@operation(
    Scope.CANCEL,
    responses={200: RefundedOrderDocument},
    refusals=(*ORDER_REFUSALS, RefundNotFound, TenderNotFound, RefundIsSettled),
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


def _created_refund(outcome: RefundedOrder) -> Response:
    # The order keeps a refund of 0, which the response does not show.
    return created(refunded_order(outcome), outcome.order.payment.refunds[-1].id)
