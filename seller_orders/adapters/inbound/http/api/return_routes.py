"""Routes of returns."""

from typing import Final

from attrs import evolve
from flask import Blueprint, Response

from seller_orders.adapters.inbound.http.api.operation import ORDER_REFUSALS, Caller, Tag, operation
from seller_orders.adapters.inbound.http.api.request_schemas.empty_body import Nothing
from seller_orders.adapters.inbound.http.api.request_schemas.returns import (
    ReturnApproval,
    ReturnCreation,
    ReturnReceipt,
)
from seller_orders.adapters.inbound.http.api.requests import DryRun, expected_versions
from seller_orders.adapters.inbound.http.api.response_schemas.changed_orders import (
    ReturnedOrderDocument,
)
from seller_orders.adapters.inbound.http.api.responses import created, perform, returned_order
from seller_orders.adapters.inbound.http.app_context import use_cases
from seller_orders.application.access import Scope
from seller_orders.application.commands.create_return import CreateReturn, ReturnedOrder
from seller_orders.application.commands.receive_return import ReceiveReturn
from seller_orders.application.commands.update_return import UpdateReturn
from seller_orders.domain.order_return import ReturnStatus
from seller_orders.domain.refusals import (
    DuplicateItem,
    QuantityExceedsExpected,
    QuantityExceedsReturnable,
    ReturnIsFinal,
    ReturnNotFound,
    TransitionNotAllowed,
    UnknownItem,
)

returns: Final = Blueprint("returns", __name__)

_STATUS_REFUSALS: Final = (*ORDER_REFUSALS, ReturnNotFound, ReturnIsFinal, TransitionNotAllowed)


@returns.post("/orders/<order_id>/returns")
@operation(
    Scope.FULFILL,
    responses={201: ReturnedOrderDocument, 200: ReturnedOrderDocument},
    refusals=(*ORDER_REFUSALS, UnknownItem, DuplicateItem, QuantityExceedsReturnable),
    tag=Tag.RETURNS,
)
def create_return(caller: Caller, order_id: str, query: DryRun, body: ReturnCreation) -> Response:
    """Create a return (RMA).

    Return units that were handed over, in every status of the order. The return waits for
    approval. It moves no money: refund the order for that, with the `return_id`. A dry run returns
    200.
    """
    dry_run = bool(query.dry_run)
    command = CreateReturn(
        domain_id=caller.domain_id,
        order_id=order_id,
        by=caller.name,
        request=body.value(),
        expected_versions=expected_versions(),
        dry_run=dry_run,
    )
    write = returned_order if dry_run else _created_return
    return perform(use_cases().create_return, command, write, dry_run=dry_run)


@returns.post("/orders/<order_id>/returns/<return_id>/approve")
@operation(
    Scope.FULFILL,
    responses={200: ReturnedOrderDocument},
    refusals=_STATUS_REFUSALS,
    tag=Tag.RETURNS,
)
def approve_return(
    caller: Caller, order_id: str, return_id: str, query: DryRun, body: ReturnApproval | None
) -> Response:
    """Approve a return.

    The customer may send the units back. Give the tracking numbers of the parcels if you know them.
    """
    approval = body or ReturnApproval()
    command = _change(caller, order_id, return_id, query, ReturnStatus.APPROVED)
    return _update(
        evolve(command, tracking=approval.numbers(), notify_customer=approval.notify_customer)
    )


@returns.post("/orders/<order_id>/returns/<return_id>/reject")
@operation(
    Scope.FULFILL,
    responses={200: ReturnedOrderDocument},
    refusals=_STATUS_REFUSALS,
    tag=Tag.RETURNS,
)
def reject_return(
    caller: Caller, order_id: str, return_id: str, query: DryRun, body: Nothing | None
) -> Response:
    """Reject a return of which nothing was received.

    Its units can be returned again.
    """
    return _update(_change(caller, order_id, return_id, query, ReturnStatus.REJECTED))


@returns.post("/orders/<order_id>/returns/<return_id>/receive")
@operation(
    Scope.FULFILL,
    responses={200: ReturnedOrderDocument},
    refusals=(
        *ORDER_REFUSALS,
        ReturnNotFound,
        ReturnIsFinal,
        UnknownItem,
        DuplicateItem,
        QuantityExceedsExpected,
    ),
    tag=Tag.RETURNS,
)
def receive_return(
    caller: Caller, order_id: str, return_id: str, query: DryRun, body: ReturnReceipt
) -> Response:
    """Receive units of a return, all or in parts.

    Say in which condition the units came back: it decides which of them go back to stock. A
    return that waits for approval is approved.
    """
    dry_run = bool(query.dry_run)
    command = ReceiveReturn(
        domain_id=caller.domain_id,
        order_id=order_id,
        return_id=return_id,
        by=caller.name,
        items=body.received(),
        notify_customer=body.notify_customer,
        expected_versions=expected_versions(),
        dry_run=dry_run,
    )
    return perform(use_cases().receive_return, command, returned_order, dry_run=dry_run)


@returns.post("/orders/<order_id>/returns/<return_id>/close")
@operation(
    Scope.FULFILL,
    responses={200: ReturnedOrderDocument},
    refusals=_STATUS_REFUSALS,
    tag=Tag.RETURNS,
)
def close_return(
    caller: Caller, order_id: str, return_id: str, query: DryRun, body: Nothing | None
) -> Response:
    """Close a received return.

    It ends with what came back. Units that did not come can be returned again.
    """
    return _update(_change(caller, order_id, return_id, query, ReturnStatus.CLOSED))


@returns.post("/orders/<order_id>/returns/<return_id>/cancel")
@operation(
    Scope.FULFILL,
    responses={200: ReturnedOrderDocument},
    refusals=_STATUS_REFUSALS,
    tag=Tag.RETURNS,
)
def cancel_return(
    caller: Caller, order_id: str, return_id: str, query: DryRun, body: Nothing | None
) -> Response:
    """Cancel a return of which nothing was received.

    The customer keeps the units. They can be returned again.
    """
    return _update(_change(caller, order_id, return_id, query, ReturnStatus.CANCELLED))


def _change(
    caller: Caller, order_id: str, return_id: str, query: DryRun, status: ReturnStatus
) -> UpdateReturn:
    return UpdateReturn(
        domain_id=caller.domain_id,
        order_id=order_id,
        return_id=return_id,
        by=caller.name,
        status=status,
        expected_versions=expected_versions(),
        dry_run=bool(query.dry_run),
    )


def _update(command: UpdateReturn) -> Response:
    return perform(use_cases().update_return, command, returned_order, dry_run=command.dry_run)


def _created_return(outcome: ReturnedOrder) -> Response:
    return created(returned_order(outcome), outcome.return_.id)
