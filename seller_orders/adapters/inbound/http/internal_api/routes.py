"""Routes of the core for an orchestrator's ports, under the paths of the original API."""

from collections.abc import Mapping
from typing import Any, Final, TypedDict

from flask import Blueprint, Response
from msgspec import ValidationError
from returns.pipeline import is_successful

from seller_orders.adapters.inbound.http.api.operation import Caller, operation
from seller_orders.adapters.inbound.http.api.order_routes import (
    create_order,
    list_notifications,
    update_external_ids,
)
from seller_orders.adapters.inbound.http.api.problems import problem
from seller_orders.adapters.inbound.http.api.responses import json_response, respond
from seller_orders.adapters.inbound.http.api.status_routes import update_status
from seller_orders.adapters.inbound.http.app_context import core_ports, use_cases
from seller_orders.adapters.inbound.http.internal_api.schemas import (
    AnswerToFind,
    ExternalIdsToFind,
    IdentifiersToCheck,
    KeysToRead,
    KeyToFind,
    NumberToTake,
    OrdersToRead,
    OrderToCache,
    RefundsDocument,
    RefundSearchDocument,
    SettingsToRead,
    StoredSettingsDocument,
)
from seller_orders.adapters.inbound.http.internal_api.single_step_routes import services
from seller_orders.adapters.inbound.http.request_errors import invalid
from seller_orders.adapters.shared.wire.commit_documents import CommitDocument, MessageDocument
from seller_orders.adapters.shared.wire.delivery_documents import DeliveryDocument
from seller_orders.adapters.shared.wire.order_codec import LineView, OrderDetail, order_detail
from seller_orders.adapters.shared.wire.search_documents import FoundDocument, SearchDocument
from seller_orders.application.access import AccessKey
from seller_orders.application.commands.commit_changes import CommitChanges
from seller_orders.application.domains import DomainState
from seller_orders.application.ports.idempotency_store import StoredOutcome
from seller_orders.application.ports.order_cache import OrderKey
from seller_orders.application.ports.order_repository import ExistingIdentifiers
from seller_orders.application.ports.unit_of_work import WriteConflictError
from seller_orders.application.queries.get_order import GetOrder
from seller_orders.domain.refusals import FieldProblem, OrderNotFound

core: Final = Blueprint("core", __name__, url_prefix="/api")


class ItemsDocument(TypedDict):
    """The lines of an order."""

    items: list[LineView]


class OrdersDocument(TypedDict):
    """Whole orders in no particular sequence."""

    orders: list[OrderDetail]


class KeysDocument(TypedDict):
    """API keys in no particular sequence."""

    keys: list[AccessKey]


class DomainAccessDocument(TypedDict):
    """Whether credentials of a domain are accepted."""

    state: DomainState


class HolderDocument(TypedDict):
    """An external id and the order that holds it."""

    system: str
    external_id: str
    order_id: str


class HoldersDocument(TypedDict):
    """Held external ids in no particular sequence."""

    holders: list[HolderDocument]


class NumberDocument(TypedDict):
    """The number of a new order."""

    order_number: str


class CachedVersionDocument(TypedDict):
    """The cached version of an order."""

    order_id: str
    version: int


@core.post("/orders/search")
@operation(responses={200: FoundDocument})
def search_orders(caller: Caller, body: SearchDocument) -> Response:
    """Search orders with filters, pagination and sorting."""
    where = caller.domain_id, body.filters.filters(), body.sort
    if body.after is None:
        found, total = core_ports().search.page(*where, body.offset, body.limit)
        return json_response({"orders": found.orders, "next": found.next, "total": total})
    try:
        position = body.after.position(body.sort.key)
    except ValidationError:
        invalid(
            "unknown_value",
            f"The value is not valid for the sort key {body.sort.key}.",
            "after",
            "value",
        )
    found = core_ports().search.after(*where, position, body.limit)
    return json_response({"orders": found.orders, "next": found.next, "total": None})


@core.post("/refunds/search")
@operation(responses={200: RefundsDocument})
def search_refunds(caller: Caller, body: RefundSearchDocument) -> Response:
    """Find refunds by status, oldest first."""
    after = None if body.after is None else body.after.position()
    found = core_ports().refunds.find(caller.domain_id, body.statuses, body.limit, after)
    return json_response(RefundsDocument(refunds=found))


@core.get("/orders/<order_id>")
@operation(responses={200: OrderDetail}, refusals=(OrderNotFound,))
def read_order(caller: Caller, order_id: str) -> Response:
    """Read a whole order."""
    return respond(core_ports().reader.detail(caller.domain_id, order_id), _detail)


@core.get("/orders/<order_id>/items")
@operation(responses={200: ItemsDocument}, refusals=(OrderNotFound,))
def read_items(caller: Caller, order_id: str) -> Response:
    """Read the lines of an order and how much of each is fulfilled."""
    found = core_ports().reader.detail(caller.domain_id, order_id)
    return respond(found, lambda detail: json_response({"items": detail["items"]}))


@core.post("/orders/read")
@operation(responses={200: OrdersDocument})
def read_orders(caller: Caller, body: OrdersToRead) -> Response:
    """Read several orders. Unknown ids are skipped."""
    found = core_ports().reader.orders(caller.domain_id, body.order_ids)
    return json_response({"orders": [order_detail(order) for order in found.values()]})


@core.post("/orders/taken")
@operation(responses={200: ExistingIdentifiers})
def find_taken(caller: Caller, body: IdentifiersToCheck) -> Response:
    """Return the given ids and numbers that are in use."""
    with core_ports().begin(caller.domain_id) as tx:
        return json_response(tx.orders.taken(caller.domain_id, body.order_ids, body.numbers))


@core.post("/external-ids/find")
@operation(responses={200: HoldersDocument})
def find_external_ids(caller: Caller, body: ExternalIdsToFind) -> Response:
    """Return the orders that hold external ids."""
    with core_ports().begin(caller.domain_id) as tx:
        found = tx.orders.external_id_holders(caller.domain_id, body.external_ids)
    holders = [
        HolderDocument(system=system, external_id=external_id, order_id=order_id)
        for (system, external_id), order_id in found.items()
    ]
    return json_response(HoldersDocument(holders=holders))


@core.post("/order-numbers")
@operation(responses={200: NumberDocument})
def take_number(caller: Caller, body: NumberToTake | None) -> Response:
    """Reserve a number for a new order."""
    with core_ports().begin(caller.domain_id) as tx:
        numbering = (body or NumberToTake()).numbering()
        number = tx.orders.next_number(caller.domain_id, numbering)
        tx.commit()
    return json_response({"order_number": number})


@core.post("/commits")
@operation(responses={204: None}, codes={409: ("write_conflict", "message_exists")})
def commit(caller: Caller, body: CommitDocument) -> Response:
    """Commit the changes, messages and response that another layer decided, all or none.

    If an order has another version by now, the problem has the order as it is now.
    """
    _refuse(body.problem)
    try:
        command = body.command(caller.domain_id)
    except ValueError as error:
        invalid("invalid", f"The change cannot be committed: {error}.", "orders")
    try:
        core_ports().commit(command)
    except WriteConflictError as error:
        return problem(
            409,
            "write_conflict",
            f"The change was decided on outdated data: {error}. Read and decide again.",
            **_current_order(command),
        )
    return Response(status=204)


@core.post("/outbox/deliver")
@operation(responses={200: DeliveryDocument})
def deliver_message(caller: Caller, body: MessageDocument) -> Response:
    """Deliver a held message immediately."""
    if body.domain_id != caller.domain_id:
        invalid("invalid", "The message belongs to another domain.", "domain_id")
    if body.held_until is None:
        invalid(
            "required",
            "held_until is required: the relay delivers messages without it.",
            "held_until",
        )
    _refuse(body.problem)
    return json_response(DeliveryDocument.of(core_ports().deliver_immediately(body.message())))


@core.post("/answers/find")
@operation(responses={200: StoredOutcome}, codes={404: ("answer_not_found",)})
def find_answer(caller: Caller, body: AnswerToFind) -> Response:
    """Find the response stored under an idempotency key."""
    with core_ports().begin(caller.domain_id) as tx:
        found = tx.idempotency.claim(caller.domain_id, body.key)
    if found is None:
        return problem(404, "answer_not_found", "No response is stored under this key.")
    return json_response(found)


@core.post("/keys/find")
@operation(responses={200: AccessKey}, codes={404: ("key_not_found",)}, has_domain=False)
def find_key(caller: Caller, body: KeyToFind) -> Response:
    """Find a presented API key and record its use."""
    found = core_ports().use_keys([body.digest])
    if not found:
        return problem(404, "key_not_found", "The key is unknown or revoked.")
    return json_response(found[0])


@core.post("/keys/read")
@operation(responses={200: KeysDocument}, has_domain=False)
def read_keys(caller: Caller, body: KeysToRead) -> Response:
    """Read presented API keys and record their use. Unknown and revoked ones are left out."""
    return json_response(KeysDocument(keys=list(core_ports().use_keys(body.digests))))


@core.get("/domain")
@operation(responses={200: DomainAccessDocument})
def read_domain_state(caller: Caller) -> Response:
    """Read whether credentials of the domain are accepted."""
    state = core_ports().domain_states.state(caller.domain_id)
    return json_response(DomainAccessDocument(state=state))


@core.post("/settings/read")
@operation(responses={200: StoredSettingsDocument, 204: None})
def read_settings(caller: Caller, body: SettingsToRead) -> Response:
    """Read what the domain has set, with encrypted secrets; 204 means that it has not changed."""
    found = core_ports().settings.other_than(caller.domain_id, body.version)
    return Response(status=204) if found is None else json_response(found)


@core.get("/cache/order/<order_id>")
@operation(responses={200: OrderDetail, 204: None}, codes={404: ("not_cached",)})
def read_cached(caller: Caller, order_id: str) -> Response:
    """Return the cached order; 204 means that the cache is unavailable."""
    with core_ports().cache.slot(OrderKey(caller.domain_id, order_id)) as slot:
        entry = slot.get()
        is_bypassed = slot.is_bypassed
    if entry is None:
        if is_bypassed:
            return Response(status=204)
        return problem(404, "not_cached", "The order is not cached.")
    response = Response(entry.body, content_type="application/json")
    response.set_etag(str(entry.version))
    return response


@core.post("/cache/set")
@operation(responses={200: CachedVersionDocument}, refusals=(OrderNotFound,))
def cache_order(caller: Caller, body: OrderToCache) -> Response:
    """Cache the current state of an order."""
    found = use_cases().get_order(GetOrder(caller.domain_id, body.order_id))
    return respond(
        found, lambda kept: json_response({"order_id": body.order_id, "version": kept.version})
    )


@core.delete("/cache/order/<order_id>")
@operation(responses={204: None}, refusals=(OrderNotFound,))
def invalidate_cache(caller: Caller, order_id: str) -> Response:
    """Remove versions of an order from the cache that are older than the current one."""
    found = core_ports().reader.detail(caller.domain_id, order_id)
    key = OrderKey(caller.domain_id, order_id)

    def invalidated(detail: Mapping[str, Any]) -> Response:
        if core_ports().cache.invalidate(key, detail["version"]):
            return Response(status=204)
        return problem(503, "unavailable", "The cache cannot be reached. Retry the request.")

    return respond(found, invalidated)


core.register_blueprint(services)
core.add_url_rule("/orders", view_func=create_order, methods=["POST"])
core.add_url_rule("/orders/<order_id>/status", view_func=update_status, methods=["PATCH"])
core.add_url_rule(
    "/orders/<order_id>/external-ids", view_func=update_external_ids, methods=["PATCH"]
)
core.add_url_rule("/orders/<order_id>/notifications", view_func=list_notifications)


def _refuse(found: FieldProblem | None) -> None:
    if found is not None:
        invalid(found.code, found.detail, *found.path)


def _current_order(command: CommitChanges) -> dict[str, Any]:
    """Return the changed order as a member of a problem; nothing if there are several or none."""
    if len(command.orders) != 1:
        return {}
    found = core_ports().reader.detail(command.domain_id, command.orders[0].after.id)
    return {"order": found.unwrap()} if is_successful(found) else {}


def _detail(detail: Any) -> Response:
    response = json_response(detail)
    response.set_etag(str(detail["version"]))
    return response
