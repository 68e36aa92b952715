"""Routes of orders: create, read, list, and change their attributes and external ids."""

from functools import partial
from typing import Final

from flask import Blueprint, Response, request

from seller_orders.adapters.inbound.http.api.operation import ORDER_REFUSALS, Caller, operation
from seller_orders.adapters.inbound.http.api.order_list_parameters import ListParameters, list_query
from seller_orders.adapters.inbound.http.api.request_schemas.metadata import (
    AttributeChanges,
    ExternalIdChanges,
)
from seller_orders.adapters.inbound.http.api.requests import (
    ensure_no_if_match,
    expected_versions,
)
from seller_orders.adapters.inbound.http.api.response_schemas.available_actions import (
    ActionsDocument,
)
from seller_orders.adapters.inbound.http.api.response_schemas.list_pages import OrderPageDocument
from seller_orders.adapters.inbound.http.api.response_schemas.notifications import (
    NotificationsDocument,
)
from seller_orders.adapters.inbound.http.api.responses import (
    available_actions,
    created,
    found_order,
    notifications,
    order_page,
    perform,
    respond,
    whole_order,
)
from seller_orders.adapters.inbound.http.app_context import use_cases
from seller_orders.adapters.shared.wire.order_codec import OrderDetail, OrderDocument
from seller_orders.application.access import Scope
from seller_orders.application.commands.create_order import CreateOrder
from seller_orders.application.commands.update_attributes import UpdateAttributes
from seller_orders.application.commands.update_external_ids import UpdateExternalIds
from seller_orders.application.queries.get_order import GetOrder
from seller_orders.application.queries.list_notifications import ListNotifications
from seller_orders.application.queries.list_order_actions import OrderActions
from seller_orders.domain.metadata import MetadataChanges
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import (
    ExternalIdTaken,
    ItemNotFound,
    OrderExists,
    OrderNotFound,
    OrderNumberTaken,
    TendersDoNotAddUp,
)

orders: Final = Blueprint("orders", __name__)


@orders.get("/orders")
@operation(Scope.READ, responses={200: OrderPageDocument})
def list_orders(caller: Caller, query: ListParameters) -> Response:
    """List and search orders.

    Filters are combined: an order has to match all of them. Pages come by number (`page`) or,
    faster and stable, by `cursor`.
    """
    wanted = list_query(caller.domain_id, query)
    return order_page(wanted, use_cases().list_orders(wanted))


@orders.post("/orders")
@operation(
    Scope.WRITE,
    responses={201: OrderDetail},
    refusals=(OrderExists, OrderNumberTaken, ExternalIdTaken, TendersDoNotAddUp),
)
def create_order(caller: Caller, body: OrderDocument) -> Response:
    """Create an order.

    The ids of the order and its number are generated if they are missing. If `replaces` names an
    order of the domain, that order gets this one's id in `replaced_by`.
    """
    ensure_no_if_match()
    command = CreateOrder(domain_id=caller.domain_id, by=caller.name, draft=body.draft())
    return perform(use_cases().create_order, command, _created_order)


@orders.get("/orders/<order:order_id>")
@operation(Scope.READ, responses={200: OrderDetail, 304: None}, refusals=(OrderNotFound,))
def get_order(caller: Caller, order_id: str) -> Response:
    """Get an order.

    Return the whole order: lines, amounts, payment, fulfillments and timeline. With
    `If-None-Match` the response has no body if the order has not changed.
    """
    outcome = use_cases().get_order(GetOrder(caller.domain_id, order_id))
    return respond(outcome, partial(found_order, request.environ))


@orders.get("/orders/<order_id>/actions")
@operation(Scope.READ, responses={200: ActionsDocument}, refusals=(OrderNotFound,))
def order_actions(caller: Caller, order_id: str) -> Response:
    """List the actions that an order allows now.

    For each new status and each action: allowed, or the code and the reason of the refusal.
    """
    outcome = use_cases().order_actions(OrderActions(caller.domain_id, order_id))
    return respond(outcome, partial(available_actions, order_id))


@orders.get("/orders/<order_id>/notifications")
@operation(Scope.READ, responses={200: NotificationsDocument}, refusals=(OrderNotFound,))
def list_notifications(caller: Caller, order_id: str) -> Response:
    """List notifications (emails, SMS) sent to the customer.

    Return the notifications about an order and their delivery state.
    """
    query = ListNotifications(caller.domain_id, order_id)
    return respond(use_cases().list_notifications(query), notifications)


@orders.patch("/orders/<order_id>/attributes")
@operation(Scope.WRITE, responses={200: OrderDetail}, refusals=ORDER_REFUSALS)
def update_attributes(caller: Caller, order_id: str, body: AttributeChanges) -> Response:
    """Update an order's attributes.

    The body is a JSON merge patch: null removes an attribute, and others keep their values.
    """
    return _update_attributes(caller, order_id, None, body)


@orders.patch("/orders/<order_id>/items/<item_id>/attributes")
@operation(Scope.WRITE, responses={200: OrderDetail}, refusals=(*ORDER_REFUSALS, ItemNotFound))
def update_item_attributes(
    caller: Caller, order_id: str, item_id: str, body: AttributeChanges
) -> Response:
    """Update the attributes of a line item.

    The body is a JSON merge patch: null removes an attribute, and others keep their values.
    """
    return _update_attributes(caller, order_id, item_id, body)


@orders.patch("/orders/<order_id>/external-ids")
@operation(Scope.WRITE, responses={200: OrderDetail}, refusals=(*ORDER_REFUSALS, ExternalIdTaken))
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
    return created(whole_order(order), order.id)
