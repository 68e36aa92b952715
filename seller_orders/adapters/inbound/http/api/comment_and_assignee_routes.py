"""Routes of comments and of the assignee of an order."""

from typing import Final

from flask import Blueprint, Response

from seller_orders.adapters.inbound.http.api.operation import ORDER_REFUSALS, Caller, operation
from seller_orders.adapters.inbound.http.api.request_schemas.comment_and_assignee import (
    AssigneeChange,
    CommentRequest,
)
from seller_orders.adapters.inbound.http.api.requests import DryRun, expected_versions
from seller_orders.adapters.inbound.http.api.response_schemas.changed_orders import (
    CommentedOrderDocument,
)
from seller_orders.adapters.inbound.http.api.responses import (
    commented_order,
    created,
    perform,
    whole_order,
)
from seller_orders.adapters.inbound.http.app_context import use_cases
from seller_orders.adapters.shared.wire.order_codec import OrderDetail
from seller_orders.application.access import Scope
from seller_orders.application.commands.add_comment import AddComment, CommentedOrder
from seller_orders.application.commands.assign_order import AssignOrder

comments_and_assignee: Final = Blueprint("comments_and_assignee", __name__)


@comments_and_assignee.post("/orders/<order_id>/comments")
@operation(
    Scope.WRITE,
    responses={201: CommentedOrderDocument, 200: CommentedOrderDocument},
    refusals=ORDER_REFUSALS,
)
def add_comment(caller: Caller, order_id: str, query: DryRun, body: CommentRequest) -> Response:
    """Comment on an order.

    The comment is an entry of the timeline. Closed orders accept comments as well. A dry run
    returns 200.
    """
    dry_run = bool(query.dry_run)
    command = AddComment(
        domain_id=caller.domain_id,
        order_id=order_id,
        by=caller.name,
        text=body.text,
        visibility=body.visibility,
        expected_versions=expected_versions(),
        dry_run=dry_run,
    )
    write = commented_order if dry_run else _created_comment
    return perform(use_cases().add_comment, command, write, dry_run=dry_run)


@comments_and_assignee.patch("/orders/<order_id>/assignee")
@operation(Scope.WRITE, responses={200: OrderDetail}, refusals=ORDER_REFUSALS)
def assign_order(caller: Caller, order_id: str, query: DryRun, body: AssigneeChange) -> Response:
    """Assign an order to a user.

    `user_id` is an id of your own, which is not checked; null unassigns the order. Closed orders
    can be assigned as well.
    """
    dry_run = bool(query.dry_run)
    command = AssignOrder(
        domain_id=caller.domain_id,
        order_id=order_id,
        by=caller.name,
        user_id=body.user_id,
        expected_versions=expected_versions(),
        dry_run=dry_run,
    )
    return perform(use_cases().assign_order, command, whole_order, dry_run=dry_run)


def _created_comment(outcome: CommentedOrder) -> Response:
    return created(commented_order(outcome), outcome.comment.id)
