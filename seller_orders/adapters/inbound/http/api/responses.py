"""Responses of the operations; those that show an order have an ETag."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from attrs import evolve
from flask import Response
from returns.pipeline import is_successful
from returns.result import Result

from seller_orders.adapters.inbound.http.api.idempotency import idempotency_key
from seller_orders.adapters.inbound.http.api.order_list_parameters import cursor
from seller_orders.adapters.inbound.http.api.problems import failure, refused
from seller_orders.adapters.inbound.http.api.response_schemas import (
    ActionDocument,
    ActionsDocument,
    BulkReportDocument,
    CancelledItemsDocument,
    CancelledOrderDocument,
    FulfilledOrderDocument,
    HeldOrderDocument,
    PaginationDocument,
    RefundedOrderDocument,
    ReturnedOrderDocument,
)
from seller_orders.adapters.inbound.http.forwarded_path import public_path
from seller_orders.adapters.shared.wire.fulfillment_codec import fulfillment_view
from seller_orders.adapters.shared.wire.history_codec import restocked_item_view
from seller_orders.adapters.shared.wire.hold_codec import hold_view
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.adapters.shared.wire.order_codec import order_detail
from seller_orders.adapters.shared.wire.payment_codec import refund_view
from seller_orders.adapters.shared.wire.return_codec import return_view
from seller_orders.application.commands.add_comment import AddComment
from seller_orders.application.commands.assign_order import AssignOrder
from seller_orders.application.commands.bulk_update import BulkReport, BulkUpdate
from seller_orders.application.commands.cancel_items import CancelItems, CancelledItems
from seller_orders.application.commands.cancel_order import CancelledOrder, CancelOrder
from seller_orders.application.commands.create_fulfillment import (
    CreateFulfillment,
    FulfilledOrder,
)
from seller_orders.application.commands.create_order import CreateOrder
from seller_orders.application.commands.create_refund import CreateRefund, RefundedOrder
from seller_orders.application.commands.create_return import CreateReturn, ReturnedOrder
from seller_orders.application.commands.edit_order import EditOrder
from seller_orders.application.commands.hold_order import HeldOrder, HoldOrder
from seller_orders.application.commands.receive_return import ReceiveReturn
from seller_orders.application.commands.release_hold import ReleaseHold
from seller_orders.application.commands.replace_order import ReplaceOrder
from seller_orders.application.commands.restore_inventory import RestoreInventory
from seller_orders.application.commands.track_shipment import TrackShipment
from seller_orders.application.commands.update_attributes import UpdateAttributes
from seller_orders.application.commands.update_external_ids import UpdateExternalIds
from seller_orders.application.commands.update_fulfillment import UpdateFulfillment
from seller_orders.application.commands.update_payment import UpdatePayment
from seller_orders.application.commands.update_refund import UpdateRefund
from seller_orders.application.commands.update_return import UpdateReturn
from seller_orders.application.commands.update_status import UpdateStatus
from seller_orders.application.ports.notification_log import LoggedNotification
from seller_orders.application.queries.list_order_actions import AvailableActions
from seller_orders.application.queries.list_orders import ListOrders, OrderPage
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal

T = TypeVar("T")
C = TypeVar(
    "C",
    AddComment,
    AssignOrder,
    BulkUpdate,
    CancelItems,
    CancelOrder,
    CreateFulfillment,
    CreateOrder,
    CreateRefund,
    HoldOrder,
    ReleaseHold,
    CreateReturn,
    ReceiveReturn,
    EditOrder,
    ReplaceOrder,
    RestoreInventory,
    TrackShipment,
    UpdateAttributes,
    UpdateExternalIds,
    UpdateFulfillment,
    UpdatePayment,
    UpdateRefund,
    UpdateReturn,
    UpdateStatus,
)


def respond(outcome: Result[T, Any], write: Callable[[T], Response]) -> Response:
    """Return the response that ``write`` makes of a success, or the problem of a refusal."""
    if is_successful(outcome):
        return write(outcome.unwrap())
    return refused(outcome.failure())


def perform(
    use_case: Callable[[C], Result[T, Any]],
    command: C,
    write: Callable[[T], Response],
    *,
    dry_run: bool = False,
) -> Response:
    """Run a command and respond. An Idempotency-Key makes it run once; a dry run ignores it."""
    written = _WrittenOnce(partial(respond, write=write))
    key = idempotency_key(written)
    return written(use_case(command if dry_run else evolve(command, idempotency_key=key)))


class _WrittenOnce:
    """Writes the response of an outcome once, for the caller and for the stored response."""

    def __init__(self, write: Callable[[Result[Any, Any]], Response]) -> None:
        self._write = write
        self._last: tuple[object, Response] | None = None

    def __call__(self, outcome: Result[Any, Any]) -> Response:
        """Return the response of an outcome."""
        if self._last is None or self._last[0] is not outcome:
            self._last = outcome, self._write(outcome)
        return self._last[1]


def json_response(document: Any) -> Response:
    """Return a response with a JSON document."""
    return Response(encode(document), content_type="application/json")


def versioned(document: Any, order: Order) -> Response:
    """Return a response with a JSON document; its ETag is the version of the order."""
    response = json_response(document)
    response.set_etag(str(order.version))
    return response


def created(response: Response, id: str) -> Response:
    """Return the response with status 201, and the location of what the request has created."""
    response.status_code = 201
    response.headers["Location"] = f"{public_path()}/{id}"
    return response


def whole_order(order: Order) -> Response:
    """Return an order."""
    return versioned(order_detail(order), order)


def fulfilled_order(outcome: FulfilledOrder) -> Response:
    """Return a fulfillment and its order."""
    document = FulfilledOrderDocument(
        fulfillment=fulfillment_view(outcome.fulfillment), order=order_detail(outcome.order)
    )
    return versioned(document, outcome.order)


def held_order(outcome: HeldOrder) -> Response:
    """Return a hold and its order."""
    document = HeldOrderDocument(hold=hold_view(outcome.hold), order=order_detail(outcome.order))
    return versioned(document, outcome.order)


def cancelled_order(outcome: CancelledOrder) -> Response:
    """Return a cancelled order, its refund, and what was restocked and cancelled."""
    document = CancelledOrderDocument(
        order=order_detail(outcome.order),
        refund=refund_view(outcome.refund) if outcome.refund else None,
        restocked=[restocked_item_view(item) for item in outcome.restocked],
        cancelled_fulfillments=outcome.cancelled_fulfillments,
    )
    return versioned(document, outcome.order)


def cancelled_items(outcome: CancelledItems) -> Response:
    """Return an order without the cancelled units, its refund, and what was restocked."""
    document = CancelledItemsDocument(
        order=order_detail(outcome.order),
        refund=refund_view(outcome.refund) if outcome.refund else None,
        restocked=[restocked_item_view(item) for item in outcome.restocked],
        cancelled_fulfillments=[],
    )
    return versioned(document, outcome.order)


def refunded_order(outcome: RefundedOrder) -> Response:
    """Return a refund and its order."""
    document = RefundedOrderDocument(
        refund=refund_view(outcome.refund) if outcome.refund else None,
        order=order_detail(outcome.order),
    )
    return versioned(document, outcome.order)


def returned_order(outcome: ReturnedOrder) -> Response:
    """Return a return and its order."""
    document: ReturnedOrderDocument = {
        "return": return_view(outcome.return_),
        "order": order_detail(outcome.order),
    }
    return versioned(document, outcome.order)


def bulk_report(report: BulkReport) -> Response:
    """Return which orders were updated and which failed."""
    return json_response(
        BulkReportDocument(
            success=not report.failed,
            updated_count=len(report.updated),
            failed=[failure(failed) for failed in report.failed],
            updated_orders=report.updated,
        )
    )


def order_page(query: ListOrders, page: OrderPage) -> Response:
    """Return a page of orders."""
    return json_response({"orders": page.found.orders, "pagination": _pagination(query, page)})


def _pagination(query: ListOrders, page: OrderPage) -> PaginationDocument:
    next_position = page.found.next
    has_next = next_position is not None
    next_cursor = cursor(query.sort, next_position) if next_position else None
    if page.total is None:
        return PaginationDocument(limit=query.limit, has_next=has_next, next_cursor=next_cursor)
    return PaginationDocument(
        page=query.page,
        limit=query.limit,
        total=page.total,
        total_pages=-(-page.total // query.limit),
        has_next=has_next,
        next_cursor=next_cursor,
    )


def notifications(found: Sequence[LoggedNotification]) -> Response:
    """Return an order's notifications."""
    return json_response({"notifications": found})


def available_actions(order_id: str, actions: AvailableActions) -> Response:
    """Return the available actions of an order."""
    document: ActionsDocument = {
        "order_id": order_id,
        "version": actions.version,
        "status": {status: _action(refusal) for status, refusal in actions.status.items()},
        "cancel": _action(actions.cancel),
        "items_cancel": _action(actions.items_cancel),
        "fulfill": _action(actions.fulfill),
        "refund": _action(actions.refund),
        "return": _action(actions.return_),
        "edit": _action(actions.edit),
        "hold": _action(actions.hold),
        "release": _action(actions.release),
        "comment": _action(actions.comment),
        "assign": _action(actions.assign),
    }
    return json_response(document)


def _action(refusal: Refusal | None) -> ActionDocument:
    if refusal is None:
        return ActionDocument(allowed=True, code=None, reason=None)
    return ActionDocument(allowed=False, code=refusal.code, reason=refusal.message)
