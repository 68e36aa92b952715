"""Responses of the operations; those that show an order have an ETag."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from attrs import evolve
from flask import Response
from returns.pipeline import is_successful
from returns.result import Result

from seller_orders.adapters.inbound.http.api.idempotency import idempotency_key
from seller_orders.adapters.inbound.http.api.order_list_parameters import cursor
from seller_orders.adapters.inbound.http.api.problems import failure, refused
from seller_orders.adapters.inbound.http.api.requests import is_unmodified
from seller_orders.adapters.inbound.http.api.response_schemas.available_actions import (
    ActionDocument,
    ActionsDocument,
)
from seller_orders.adapters.inbound.http.api.response_schemas.bulk_report import BulkReportDocument
from seller_orders.adapters.inbound.http.api.response_schemas.changed_orders import (
    CancelledItemsDocument,
    CancelledOrderDocument,
    CommentedOrderDocument,
    CommentView,
    EditedOrderDocument,
    FulfilledOrderDocument,
    HeldOrderDocument,
    RefundedOrderDocument,
    ReturnedOrderDocument,
)
from seller_orders.adapters.inbound.http.api.response_schemas.list_pages import PaginationDocument
from seller_orders.adapters.inbound.http.forwarded_path import public_path
from seller_orders.adapters.shared.wire.fulfillment_codec import fulfillment_view
from seller_orders.adapters.shared.wire.history_codec import restocked_item_view
from seller_orders.adapters.shared.wire.hold_codec import hold_view
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.adapters.shared.wire.order_codec import order_detail
from seller_orders.adapters.shared.wire.payment_codec import refund_view
from seller_orders.adapters.shared.wire.return_codec import return_view
from seller_orders.adapters.shared.wire.views import writer
from seller_orders.application.commands.add_comment import CommentedOrder
from seller_orders.application.commands.bulk_update import BulkReport
from seller_orders.application.commands.cancel_items import CancelledItems
from seller_orders.application.commands.cancel_order import CancelledOrder
from seller_orders.application.commands.create_fulfillment import FulfilledOrder
from seller_orders.application.commands.create_refund import RefundedOrder
from seller_orders.application.commands.create_return import ReturnedOrder
from seller_orders.application.commands.edit_order import EditedOrder
from seller_orders.application.commands.hold_order import HeldOrder
from seller_orders.application.idempotency import KeyedCommand
from seller_orders.application.ports.notification_log import LoggedNotification
from seller_orders.application.queries.get_order import OrderAnswer
from seller_orders.application.queries.list_order_actions import AvailableActions
from seller_orders.application.queries.list_orders import ListOrders, OrderPage
from seller_orders.domain.comment import Comment
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

T = TypeVar("T")
C = TypeVar("C", bound=KeyedCommand)

_comment_view: Final = writer(CommentView, Comment)


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
    stored: Callable[[T], Response] | None = None,
) -> Response:
    """Run a command and respond. An Idempotency-Key makes it run once; a dry run ignores it.

    ``stored`` makes the response that is kept for the key, if it must not have all that is written:
    the secret that a response shows once.
    """
    written = _WrittenOnce(partial(respond, write=write))
    key = idempotency_key(written if stored is None else partial(respond, write=stored))
    # mypy knows attrs classes alone as arguments of evolve; every command is one.
    keyed: C = evolve(cast("Any", command), idempotency_key=key)
    return written(use_case(command if dry_run else keyed))


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


class JsonResponse(Response):
    """A response whose body is JSON. If it is a 200, its headers are sent as they are."""

    default_mimetype = "application/json"

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Send the response. Others need what Flask does: no body, or a quoted Location."""
        if self.status_code != 200 or environ["REQUEST_METHOD"] == "HEAD":
            return super().__call__(environ, start_response)
        start_response(self.status, self.headers.to_wsgi_list())
        return (self.get_data(),)


def json_response(document: Any) -> JsonResponse:
    """Return a response with a JSON document."""
    return JsonResponse(encode(document))


def versioned(document: Any, order: Order) -> Response:
    """Return a response with a JSON document; its ETag is the version of the order."""
    response = json_response(document)
    response.set_etag(str(order.version))
    return response


def no_content(_: object) -> Response:
    """Return a response without a body."""
    return Response(status=204)


def created(response: Response, id: str) -> Response:
    """Return the response with status 201, and the location of what the request has created."""
    response.status_code = 201
    response.headers["Location"] = f"{public_path()}/{id}"
    return response


def found_order(environ: "WSGIEnvironment", found: OrderAnswer) -> Response:
    """Return an order as it was found, or status 304 if the caller has this version."""
    headers = {"ETag": f'"{found.version}"', "X-Cache": found.cache}
    if is_unmodified(environ, found.version):
        return Response(status=304, headers=headers)
    return JsonResponse(found.body, headers=headers)


def whole_order(order: Order) -> Response:
    """Return an order."""
    return versioned(order_detail(order), order)


def fulfilled_order(outcome: FulfilledOrder) -> Response:
    """Return a fulfillment and its order."""
    document = FulfilledOrderDocument(
        fulfillment=fulfillment_view(outcome.fulfillment), order=order_detail(outcome.order)
    )
    return versioned(document, outcome.order)


def commented_order(outcome: CommentedOrder) -> Response:
    """Return a comment and its order."""
    document = CommentedOrderDocument(
        comment=_comment_view(outcome.comment), order=order_detail(outcome.order)
    )
    return versioned(document, outcome.order)


def edited_order(outcome: EditedOrder) -> Response:
    """Return an edited order and its balance."""
    document = EditedOrderDocument(
        order=order_detail(outcome.order), balance=outcome.balance.amount
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
        "cancel_reasons": [*actions.cancel_reasons],
    }
    return json_response(document)


def _action(refusal: Refusal | None) -> ActionDocument:
    if refusal is None:
        return ActionDocument(allowed=True, code=None, reason=None)
    return ActionDocument(allowed=False, code=refusal.code, reason=refusal.message)
