"""Routes of holds."""

from typing import Final

from flask import Blueprint, Response

from seller_orders.adapters.inbound.http.api.operation import ORDER_REFUSALS, Caller, Tag, operation
from seller_orders.adapters.inbound.http.api.request_schemas.empty_body import Nothing
from seller_orders.adapters.inbound.http.api.request_schemas.holds import HoldOrderRequest
from seller_orders.adapters.inbound.http.api.requests import DryRun, expected_versions
from seller_orders.adapters.inbound.http.api.response_schemas.changed_orders import (
    HeldOrderDocument,
)
from seller_orders.adapters.inbound.http.api.responses import created, held_order, perform
from seller_orders.adapters.inbound.http.app_context import use_cases
from seller_orders.application.access import Scope
from seller_orders.application.commands.hold_order import HeldOrder, HoldOrder
from seller_orders.application.commands.release_hold import ReleaseHold
from seller_orders.domain.refusals import (
    DuplicateItem,
    HoldNotFound,
    OrderIsClosed,
    UnknownItem,
)

holds: Final = Blueprint("holds", __name__)


@holds.post("/orders/<order_id>/holds")
@operation(
    Scope.FULFILL,
    responses={201: HeldOrderDocument, 200: HeldOrderDocument},
    refusals=(*ORDER_REFUSALS, OrderIsClosed, UnknownItem, DuplicateItem),
    tag=Tag.FULFILLMENTS,
)
def hold_order(caller: Caller, order_id: str, query: DryRun, body: HoldOrderRequest) -> Response:
    """Hold an order, or some of its lines.

    Nothing that is held can be fulfilled until the hold is released, ends, or the order is
    cancelled. If an open hold has the same handle, it is returned with 200, and nothing changes. A
    dry run returns 200.
    """
    dry_run = bool(query.dry_run)
    command = HoldOrder(
        domain_id=caller.domain_id,
        order_id=order_id,
        by=caller.name,
        request=body.request(),
        expected_versions=expected_versions(),
        dry_run=dry_run,
    )
    write = held_order if dry_run else _new_or_same_hold
    return perform(use_cases().hold_order, command, write, dry_run=dry_run)


@holds.delete("/orders/<order_id>/holds/<hold_id>")
@operation(
    Scope.FULFILL,
    responses={200: HeldOrderDocument},
    refusals=(*ORDER_REFUSALS, HoldNotFound),
    tag=Tag.FULFILLMENTS,
)
def release_hold(
    caller: Caller, order_id: str, hold_id: str, query: DryRun, body: Nothing | None
) -> Response:
    """Release a hold.

    The order or its lines can be fulfilled again, unless another hold keeps them.
    """
    dry_run = bool(query.dry_run)
    command = ReleaseHold(
        domain_id=caller.domain_id,
        order_id=order_id,
        by=caller.name,
        hold_id=hold_id,
        expected_versions=expected_versions(),
        dry_run=dry_run,
    )
    return perform(use_cases().release_hold, command, held_order, dry_run=dry_run)


def _new_or_same_hold(outcome: HeldOrder) -> Response:
    response = held_order(outcome)
    return created(response, outcome.hold.id) if outcome.is_new else response
