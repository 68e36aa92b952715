"""Routes of fulfillments."""

from typing import Final

from flask import Blueprint, Response

from seller_orders.adapters.inbound.http.api.operation import ORDER_REFUSALS, Caller, Tag, operation
from seller_orders.adapters.inbound.http.api.request_schemas.empty_body import Nothing
from seller_orders.adapters.inbound.http.api.request_schemas.fulfillments import (
    FulfillmentChange,
    FulfillmentRequest,
)
from seller_orders.adapters.inbound.http.api.requests import DryRun, expected_versions
from seller_orders.adapters.inbound.http.api.response_schemas.changed_orders import (
    FulfilledOrderDocument,
)
from seller_orders.adapters.inbound.http.api.responses import created, fulfilled_order, perform
from seller_orders.adapters.inbound.http.app_context import use_cases
from seller_orders.adapters.inbound.http.request_errors import invalid
from seller_orders.application.access import Scope
from seller_orders.application.commands.create_fulfillment import CreateFulfillment, FulfilledOrder
from seller_orders.application.commands.track_shipment import TrackShipment
from seller_orders.application.commands.update_fulfillment import UpdateFulfillment
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.refusals import (
    DuplicateItem,
    FulfillmentIsFinal,
    FulfillmentNotFound,
    HasNoCarrier,
    OnHold,
    OrderIsClosed,
    OrderIsRefunded,
    QuantityExceedsRemaining,
    TransitionNotAllowed,
    UnitsInReturn,
    UnknownItem,
    UnknownProvider,
)

fulfillments: Final = Blueprint("fulfillments", __name__)

_FULFILLMENT_REFUSALS: Final = (
    *ORDER_REFUSALS,
    FulfillmentNotFound,
    FulfillmentIsFinal,
    TransitionNotAllowed,
    UnitsInReturn,
)


@fulfillments.post("/orders/<order_id>/fulfillments")
@operation(
    Scope.FULFILL,
    responses={201: FulfilledOrderDocument, 200: FulfilledOrderDocument},
    refusals=(
        *ORDER_REFUSALS,
        OrderIsClosed,
        OrderIsRefunded,
        UnknownItem,
        DuplicateItem,
        OnHold,
        QuantityExceedsRemaining,
        UnknownProvider,
    ),
    tag=Tag.FULFILLMENTS,
)
def create_fulfillment(
    caller: Caller, order_id: str, query: DryRun, body: FulfillmentRequest
) -> Response:
    """Ship items: create a fulfillment.

    Ship all or some of the remaining units that are not on hold. With a `provider_id` that carrier
    books the shipment and supplies the tracking number. A dry run returns 200.
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


@fulfillments.patch("/orders/<order_id>/fulfillments/<fulfillment_id>")
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
        notify_customer=body.notify_customer,
        expected_versions=expected_versions(),
    )
    return perform(use_cases().update_fulfillment, command, fulfilled_order)


@fulfillments.post("/orders/<order_id>/fulfillments/<fulfillment_id>/cancel")
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


@fulfillments.post("/orders/<order_id>/fulfillments/<fulfillment_id>/track")
@operation(
    Scope.FULFILL,
    responses={200: FulfilledOrderDocument},
    refusals=(*ORDER_REFUSALS, FulfillmentNotFound, HasNoCarrier),
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


def _created_fulfillment(outcome: FulfilledOrder) -> Response:
    return created(fulfilled_order(outcome), outcome.fulfillment.id)
