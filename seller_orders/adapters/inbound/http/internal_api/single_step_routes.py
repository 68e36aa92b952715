"""Routes of the core for orchestrators that do not commit in one call.

Each route is one step, under the path of the original API, and safe to repeat.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from flask import Blueprint, Response
from returns.result import Failure, Result

from seller_orders.adapters.inbound.http.api.fulfillment_routes import (
    cancel_fulfillment,
    create_fulfillment,
)
from seller_orders.adapters.inbound.http.api.operation import Caller, operation
from seller_orders.adapters.inbound.http.api.requests import (
    DryRun,
    expected_versions,
    valid,
)
from seller_orders.adapters.inbound.http.api.response_schemas.changed_orders import (
    FulfilledOrderDocument,
)
from seller_orders.adapters.inbound.http.api.response_schemas.notifications import (
    NotificationsDocument,
)
from seller_orders.adapters.inbound.http.api.responses import (
    json_response,
    notifications,
    perform,
    respond,
    whole_order,
)
from seller_orders.adapters.inbound.http.app_context import core_ports
from seller_orders.adapters.inbound.http.internal_api.schemas import (
    FulfillmentToCancel,
    NotifiedChange,
    RestoredDocument,
    ShipmentToCreate,
    UnitsToRestore,
)
from seller_orders.adapters.inbound.http.request_errors import invalid
from seller_orders.adapters.shared.wire.order_codec import OrderDetail
from seller_orders.adapters.shared.wire.order_state import order_of
from seller_orders.adapters.shared.wire.validation_problems import problem_of
from seller_orders.application.commands.archive_order import ArchiveOrder
from seller_orders.application.commands.replace_order import ReplaceOrder
from seller_orders.application.commands.restore_inventory import RestoreInventory
from seller_orders.application.commands.send_notification import SendNotification
from seller_orders.application.ports.notification_log import LoggedNotification
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import (
    DuplicateItem,
    FieldProblem,
    InvalidFields,
    NothingToTell,
    OrderIsOpen,
    OrderNotFound,
    UnknownItem,
    VersionMismatch,
)

services: Final = Blueprint("services", __name__)


@services.put("/orders/<order_id>")
@operation(
    responses={200: OrderDetail},
    refusals=(OrderNotFound, VersionMismatch),
    codes={409: ("message_exists",)},
)
def replace_order(caller: Caller, order_id: str, body: OrderDetail) -> Response:
    """Replace an order by the state after the version in If-Match, and record the event."""
    expected = expected_versions()
    if expected is None:
        invalid("required", "Send If-Match with the version that this state replaces.", "If-Match")
    command = ReplaceOrder(
        domain_id=caller.domain_id,
        order_id=order_id,
        after=valid(_state(body)),
        expected_versions=expected,
    )
    return perform(core_ports().replace_order, command, whole_order)


@services.delete("/orders/<order_id>")
@operation(responses={204: None}, refusals=(OrderNotFound, VersionMismatch, OrderIsOpen))
def archive_order(caller: Caller, order_id: str) -> Response:
    """Archive a closed order: it is no longer listed and keeps all its data."""
    command = ArchiveOrder(
        domain_id=caller.domain_id, order_id=order_id, expected_versions=expected_versions()
    )
    return respond(core_ports().archive_order(command), lambda _: Response(status=204))


@services.post("/shipments")
@operation(
    responses=create_fulfillment.responses, refusals=(*create_fulfillment.refusals, OrderNotFound)
)
def create_shipment(caller: Caller, query: DryRun, body: ShipmentToCreate) -> Response:
    """Create a fulfillment. A dry run gets 200."""
    return create_fulfillment.view(caller, body.order_id, query, body)


@services.patch("/fulfillments/<fulfillment_id>/cancel")
@operation(responses={200: FulfilledOrderDocument}, refusals=cancel_fulfillment.refusals)
def cancel_shipment(caller: Caller, fulfillment_id: str, body: FulfillmentToCancel) -> Response:
    """Cancel a fulfillment. Its units can be fulfilled again."""
    return cancel_fulfillment.view(caller, body.order_id, fulfillment_id, None)


@services.post("/inventory/restore")
@operation(
    responses={200: RestoredDocument},
    refusals=(OrderNotFound, VersionMismatch, UnknownItem, DuplicateItem),
)
def restore_inventory(caller: Caller, body: UnitsToRestore) -> Response:
    """Return units of an order's lines to stock, up to the units that the order does not need."""
    command = RestoreInventory(
        domain_id=caller.domain_id,
        order_id=body.order_id,
        by=caller.name,
        items=tuple(item.value() for item in body.items),
        expected_versions=expected_versions(),
    )
    return perform(
        core_ports().restore_inventory,
        command,
        lambda done: json_response({"restocked": done.items}),
    )


@services.post("/notifications/send")
@operation(responses={202: NotificationsDocument}, refusals=(OrderNotFound, NothingToTell))
def send_notification(caller: Caller, body: NotifiedChange) -> Response:
    """Notify the customer of a past change, once per channel."""
    command = SendNotification(
        domain_id=caller.domain_id,
        order_id=body.order_id,
        version=body.version,
        channels=body.channels,
    )
    return respond(core_ports().send_notification(command), _recorded)


def _recorded(found: Sequence[LoggedNotification]) -> Response:
    response = notifications(found)
    response.status_code = 202
    return response


def _state(detail: Any) -> Result[Order, InvalidFields]:
    try:
        return order_of(detail)
    except msgspec.ValidationError as error:
        return Failure(InvalidFields((problem_of(error),)))
    except (KeyError, TypeError, ValueError) as error:
        detail = f"The body is not a valid order: {error}."
        return Failure(InvalidFields((FieldProblem("invalid", detail),)))
