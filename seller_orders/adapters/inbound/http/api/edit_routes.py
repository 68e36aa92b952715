"""Route of edits of an order."""

from typing import Final

from flask import Blueprint, Response

from seller_orders.adapters.inbound.http.api.operation import ORDER_REFUSALS, Caller, operation
from seller_orders.adapters.inbound.http.api.request_schemas.edits import EditRequest
from seller_orders.adapters.inbound.http.api.requests import DryRun, expected_versions
from seller_orders.adapters.inbound.http.api.response_schemas.changed_orders import (
    EditedOrderDocument,
)
from seller_orders.adapters.inbound.http.api.responses import edited_order, perform
from seller_orders.adapters.inbound.http.app_context import use_cases
from seller_orders.application.access import Scope
from seller_orders.application.commands.edit_order import EditOrder
from seller_orders.domain.refusals import (
    BelowFulfilled,
    DuplicateItem,
    NothingToHandOver,
    NothingWouldRemain,
    OrderIsClosed,
    TotalBelowZero,
    UnknownItem,
)

edits: Final = Blueprint("edits", __name__)


@edits.post("/orders/<order_id>/edits")
@operation(
    Scope.WRITE,
    responses={200: EditedOrderDocument},
    refusals=(
        *ORDER_REFUSALS,
        OrderIsClosed,
        UnknownItem,
        DuplicateItem,
        BelowFulfilled,
        TotalBelowZero,
        NothingWouldRemain,
        NothingToHandOver,
    ),
)
def edit_order(caller: Caller, order_id: str, query: DryRun, body: EditRequest) -> Response:
    """Edit an order: lines, amounts, addresses, contact, note.

    Change the parts that the body names; the others stay as they are. No money moves: a balance
    above 0 is due, and one below 0 can be refunded. A dry run returns the edited order and its
    balance.
    """
    dry_run = bool(query.dry_run)
    command = EditOrder(
        domain_id=caller.domain_id,
        order_id=order_id,
        by=caller.name,
        edit=body.value(),
        expected_versions=expected_versions(),
        dry_run=dry_run,
    )
    return perform(use_cases().edit_order, command, edited_order, dry_run=dry_run)
