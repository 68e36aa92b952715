"""The table of the API's operations, which the tests of all operations iterate over."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from time import sleep
from typing import Any, Final, TypeAlias

from attrs import evolve, field, frozen

from seller_orders.application.access import Scope
from seller_orders.domain.order_return import ReturnStatus
from tests.integration.http import request_bodies
from tests.support import order_requests
from tests.support.domain_rows import DomainRows
from tests.support.http_client import Answer, Client, to_json
from tests.support.server_process import Server

Body: TypeAlias = dict[str, Any]


@frozen(kw_only=True)
class Operation:
    """One operation, by its operationId.

    The path names the order and its part to change. ``body`` is the least that it accepts;
    ``full_bodies`` have every field. ``other_scopes`` are changes of the body that need another
    scope. ``order`` has what full bodies need of the order. ``returned`` is the status of the
    return that the order needs; None if it needs none. ``needs_hold`` says whether it needs a hold.
    ``query`` has the query parameters that it needs.
    ``refusal`` is the code of a server without carriers if it does not accept the body. One that
    ``is_of_core`` changes no order. ``shows_secret`` says whether its response has a secret,
    ``is_seen_later`` whether its effect is not seen at once. ``given_scopes`` are those that its
    body gives, or that the user has whom it changes: the caller needs them, too. ``is_of_owner``
    says whether only the caller who made the thing may do it.
    """

    name: str
    method: str
    path: str
    scope: Scope
    body: Body = field(factory=dict)
    full_bodies: tuple[Body, ...] = ()
    other_scopes: tuple[tuple[Body, Scope], ...] = ()
    order: Body = field(factory=dict)
    returned: ReturnStatus | None = None
    needs_hold: bool = False
    takes_dry_run: bool = False
    refusal: str | None = None
    query: str = ""
    is_of_core: bool = False
    shows_secret: bool = False
    given_scopes: tuple[Scope, ...] = ()
    is_of_owner: bool = False
    is_seen_later: bool = False

    def __str__(self) -> str:
        return self.name


@frozen
class Subject:
    """An order with a fulfillment, a refund, return or hold, and a client with all scopes.

    ``stored`` reads the database of the client's server.
    """

    client: Client
    stored: DomainRows
    order_id: str
    fulfillment_id: str = "ful_1"
    refund_id: str = "rfd_1"
    return_id: str = "ret_1"
    hold_id: str = "hld_1"
    endpoint_id: str = "whe_1"
    delivery_id: str = "whd_1"
    key_id: str = "key_1"
    user_id: str = "usr_1"
    view_id: str = "vew_1"

    def path(self, operation: Operation) -> str:
        """Return the path of an operation on this order."""
        path = operation.path + operation.query
        return path.format(
            order=self.order_id,
            item="iid_001",
            fulfillment=self.fulfillment_id,
            refund=self.refund_id,
            hold=self.hold_id,
            endpoint=self.endpoint_id,
            delivery=self.delivery_id,
            key=self.key_id,
            user=self.user_id,
            view=self.view_id,
            **{"return": self.return_id},
        )

    def send(self, operation: Operation, body: bytes, **headers: str) -> Answer:
        """Send a body to an operation."""
        return self.client.call(operation.method, self.path(operation), body, headers=headers)

    def full_body(self, operation: Operation, body: Body) -> Body:
        """Return a body with every field, with the ids of this subject in it."""
        if operation is BULK:
            return body | {"order_ids": [self.order_id]}
        return body | ({"return_id": self.return_id} if "return_id" in body else {})

    def good_body(self, operation: Operation) -> dict[str, Any]:
        """Return a body that the operation accepts."""
        if operation is BULK:
            return {"order_ids": [self.order_id], **operation.body}
        return operation.body

    def send_good(self, operation: Operation, **headers: str) -> Answer:
        """Send a body that the operation accepts."""
        return self.send(operation, to_json(self.good_body(operation)), **headers)

    def state(self) -> list[tuple[str, str]]:
        """Return everything that could change in the domain, as it is stored."""
        return self.stored.everything(self.client.domain_id)


def allowed(call: Callable[[], Answer]) -> Answer:
    """Make a call, and repeat it while the rate limit refuses it."""
    while (answer := call()).status == 429:
        sleep(0.1)
    return answer


_PROCESSING: Final = {"status": "processing"}
_CANCELLED: Final = {"status": "cancelled"}
_TAGS: Final = {"tags": ["gift"]}
_PAID_BY_CARD: Final[Body] = {
    "payment": {
        "status": "paid",
        "method": "card",
        "amount_paid": 250,
        "tenders": [{"id": "tnd_1", "method": "card", "amount": 250}],
    },
    "items": [
        order_requests.line_document("iid_001", "Alfredo Pasta", 2, 100),
        order_requests.line_document("iid_002", "Recipes", 1, 50.5) | {"requires_shipping": False},
    ],
}
"""An order with units that can be refunded without a shipment."""

_PAID: Final[Body] = {"status": "paid", "method": "card", "amount_paid": 100}

LIST: Final = Operation(name="list_orders", method="GET", path="/orders", scope=Scope.READ)
GET: Final = Operation(name="get_order", method="GET", path="/orders/{order}", scope=Scope.READ)
ACTIONS: Final = Operation(
    name="order_actions", method="GET", path="/orders/{order}/actions", scope=Scope.READ
)
NOTIFICATIONS: Final = Operation(
    name="list_notifications",
    method="GET",
    path="/orders/{order}/notifications",
    scope=Scope.READ,
)
LIST_REFUNDS: Final = Operation(
    name="list_refunds", method="GET", path="/refunds", scope=Scope.READ
)
LIST_EVENTS: Final = Operation(name="list_events", method="GET", path="/events", scope=Scope.READ)
STATUS: Final = Operation(
    name="update_status",
    method="PATCH",
    path="/orders/{order}/status",
    scope=Scope.WRITE,
    body=_PROCESSING,
    full_bodies=(request_bodies.STATUS,),
    other_scopes=((_CANCELLED, Scope.CANCEL),),
    takes_dry_run=True,
)
PAYMENT: Final = Operation(
    name="update_payment",
    method="PATCH",
    path="/orders/{order}/payment",
    scope=Scope.WRITE,
    body={"status": "paid", "amount_captured": 200},
    full_bodies=(request_bodies.PAYMENT,),
    takes_dry_run=True,
)
ATTRIBUTES: Final = Operation(
    name="update_attributes",
    method="PATCH",
    path="/orders/{order}/attributes",
    scope=Scope.WRITE,
    body={"gift_wrap": "red"},
    full_bodies=({"gift_wrap": "red", "colour": None},),
)
ITEM_ATTRIBUTES: Final = Operation(
    name="update_item_attributes",
    method="PATCH",
    path="/orders/{order}/items/{item}/attributes",
    scope=Scope.WRITE,
    body={"engraving": "A. P."},
    full_bodies=({"engraving": "A. P.", "colour": None},),
)
EXTERNAL_IDS: Final = Operation(
    name="update_external_ids",
    method="PATCH",
    path="/orders/{order}/external-ids",
    scope=Scope.WRITE,
    body={"erp": "SO-17"},
    full_bodies=({"erp": "SO-17", "shop": None},),
)
FULFILL: Final = Operation(
    name="create_fulfillment",
    method="POST",
    path="/orders/{order}/fulfillments",
    scope=Scope.FULFILL,
    body={"items": [{"id": "iid_001", "quantity": 1}]},
    full_bodies=(request_bodies.FULFILL,),
    takes_dry_run=True,
)
UPDATE_FULFILLMENT: Final = Operation(
    name="update_fulfillment",
    method="PATCH",
    path="/orders/{order}/fulfillments/{fulfillment}",
    scope=Scope.FULFILL,
    body={"awb": "1Z9"},
    full_bodies=(request_bodies.UPDATE_FULFILLMENT,),
)
CANCEL_FULFILLMENT: Final = Operation(
    name="cancel_fulfillment",
    method="POST",
    path="/orders/{order}/fulfillments/{fulfillment}/cancel",
    scope=Scope.FULFILL,
    full_bodies=({},),
)
TRACK: Final = Operation(
    name="track_shipment",
    method="POST",
    path="/orders/{order}/fulfillments/{fulfillment}/track",
    scope=Scope.FULFILL,
    refusal="has_no_carrier",
)
CANCEL: Final = Operation(
    name="cancel_order",
    method="POST",
    path="/orders/{order}/cancel",
    scope=Scope.CANCEL,
    body={"reason": "fraud"},
    full_bodies=(request_bodies.CANCEL,),
    takes_dry_run=True,
)
CANCEL_ITEMS: Final = Operation(
    name="cancel_items",
    method="POST",
    path="/orders/{order}/items/cancel",
    scope=Scope.CANCEL,
    body={"items": [{"id": "iid_001", "quantity": 1}], "reason": "out_of_stock"},
    full_bodies=(request_bodies.CANCEL_ITEMS,),
    takes_dry_run=True,
)
REFUND: Final = Operation(
    name="create_refund",
    method="POST",
    path="/orders/{order}/refunds",
    scope=Scope.CANCEL,
    body={"amount": 10},
    full_bodies=(request_bodies.REFUND, request_bodies.REFUND_BY_UNITS),
    order=_PAID_BY_CARD,
    takes_dry_run=True,
)
UPDATE_REFUND: Final = Operation(
    name="update_refund",
    method="PATCH",
    path="/orders/{order}/refunds/{refund}",
    scope=Scope.CANCEL,
    body={"status": "succeeded"},
    full_bodies=({"status": "succeeded", "tender_id": "tnd_1"},),
    order=_PAID_BY_CARD,
)
EDIT: Final = Operation(
    name="edit_order",
    method="POST",
    path="/orders/{order}/edits",
    scope=Scope.WRITE,
    body={"items": [{"id": "iid_001", "quantity": 3}]},
    full_bodies=(request_bodies.EDIT, request_bodies.EDIT_WITH_REMOVAL),
    takes_dry_run=True,
)
COMMENT: Final = Operation(
    name="add_comment",
    method="POST",
    path="/orders/{order}/comments",
    scope=Scope.WRITE,
    body={"text": "Call first", "visibility": "internal"},
    full_bodies=({"text": "Call first", "visibility": "customer"},),
    takes_dry_run=True,
)
ASSIGN: Final = Operation(
    name="assign_order",
    method="PATCH",
    path="/orders/{order}/assignee",
    scope=Scope.WRITE,
    body={"user_id": "usr_1"},
    full_bodies=({"user_id": "usr_1"},),
    takes_dry_run=True,
)
HOLD: Final = Operation(
    name="hold_order",
    method="POST",
    path="/orders/{order}/holds",
    scope=Scope.FULFILL,
    body={"reason": "fraud_risk"},
    full_bodies=(request_bodies.HOLD,),
    takes_dry_run=True,
)
RELEASE: Final = Operation(
    name="release_hold",
    method="DELETE",
    path="/orders/{order}/holds/{hold}",
    scope=Scope.FULFILL,
    full_bodies=({},),
    needs_hold=True,
    takes_dry_run=True,
)
CREATE_RETURN: Final = Operation(
    name="create_return",
    method="POST",
    path="/orders/{order}/returns",
    scope=Scope.FULFILL,
    body={"items": [{"id": "iid_001", "quantity": 1, "reason": "too_small"}]},
    full_bodies=(request_bodies.CREATE_RETURN,),
    returned=ReturnStatus.REQUESTED,
    takes_dry_run=True,
)
APPROVE_RETURN: Final = Operation(
    name="approve_return",
    method="POST",
    path="/orders/{order}/returns/{return}/approve",
    scope=Scope.FULFILL,
    full_bodies=(request_bodies.APPROVE_RETURN,),
    returned=ReturnStatus.REQUESTED,
    takes_dry_run=True,
)
REJECT_RETURN: Final = Operation(
    name="reject_return",
    method="POST",
    path="/orders/{order}/returns/{return}/reject",
    scope=Scope.FULFILL,
    full_bodies=({},),
    returned=ReturnStatus.REQUESTED,
    takes_dry_run=True,
)
RECEIVE_RETURN: Final = Operation(
    name="receive_return",
    method="POST",
    path="/orders/{order}/returns/{return}/receive",
    scope=Scope.FULFILL,
    body={"items": [{"id": "iid_001", "quantity": 1, "condition": "resellable"}]},
    full_bodies=(request_bodies.RECEIVE_RETURN,),
    returned=ReturnStatus.REQUESTED,
    takes_dry_run=True,
)
CLOSE_RETURN: Final = Operation(
    name="close_return",
    method="POST",
    path="/orders/{order}/returns/{return}/close",
    scope=Scope.FULFILL,
    full_bodies=({},),
    returned=ReturnStatus.RECEIVED,
    takes_dry_run=True,
)
CANCEL_RETURN: Final = Operation(
    name="cancel_return",
    method="POST",
    path="/orders/{order}/returns/{return}/cancel",
    scope=Scope.FULFILL,
    full_bodies=({},),
    returned=ReturnStatus.REQUESTED,
    takes_dry_run=True,
)
CREATE: Final = Operation(
    name="create_order",
    method="POST",
    path="/orders",
    scope=Scope.WRITE,
    body=order_requests.order_document(),
    full_bodies=(request_bodies.CREATE,),
)
BULK: Final = Operation(
    name="bulk_update",
    method="PATCH",
    path="/orders/bulk",
    scope=Scope.WRITE,
    body={"action": "add_tags", "data": _TAGS},
    full_bodies=request_bodies.BULK,
    other_scopes=(
        ({"action": "update_status", "data": _PROCESSING}, Scope.WRITE),
        ({"action": "update_status", "data": _CANCELLED}, Scope.CANCEL),
        ({"action": "remove_tags", "data": _TAGS}, Scope.WRITE),
        ({"action": "fulfill", "data": {}}, Scope.FULFILL),
        ({"action": "items_cancel", "data": {"reason": "fraud"}}, Scope.CANCEL),
        ({"action": "assign", "data": {"user_id": "usr_1"}}, Scope.WRITE),
        ({"action": "hold", "data": {"reason": "fraud_risk"}}, Scope.FULFILL),
        ({"action": "release", "data": {}}, Scope.FULFILL),
    ),
)

SETTINGS: Final = "/settings"

GET_SETTINGS: Final = Operation(
    name="get_settings",
    method="GET",
    path=SETTINGS,
    scope=Scope.SETTINGS_READ,
    is_of_core=True,
)
LIST_SETTINGS_CHANGES: Final = Operation(
    name="list_settings_changes",
    method="GET",
    path=f"{SETTINGS}/history",
    scope=Scope.SETTINGS_READ,
    is_of_core=True,
)
REPLACE_SETTINGS: Final = Operation(
    name="replace_settings",
    method="PUT",
    path=SETTINGS,
    scope=Scope.SETTINGS_WRITE,
    body={"time_zone": "Asia/Kolkata"},
    full_bodies=(request_bodies.SETTINGS,),
    takes_dry_run=True,
    is_of_core=True,
)
UPDATE_SETTINGS: Final = Operation(
    name="update_settings",
    method="PATCH",
    path=SETTINGS,
    scope=Scope.SETTINGS_WRITE,
    body={"time_zone": "Asia/Kolkata"},
    full_bodies=(request_bodies.SETTINGS,),
    takes_dry_run=True,
    is_of_core=True,
)

ERASE_CUSTOMER: Final = Operation(
    name="erase_customer",
    method="POST",
    path="/customers/erase",
    scope=Scope.SETTINGS_WRITE,
    body={"customer_id": "cus_1"},
    full_bodies=({"customer_id": "cus_1"}, {"email": "anjali@example.com"}),
    takes_dry_run=True,
    is_of_core=True,
)
EXPORT_CUSTOMER: Final = Operation(
    name="export_customer",
    method="GET",
    path="/customers/data",
    query="?customer_id=cus_1",
    scope=Scope.SETTINGS_WRITE,
    is_of_core=True,
)

A_DAY_AGO: Final = f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"
ENDPOINTS: Final = "/webhook-endpoints"
ENDPOINT: Final = f"{ENDPOINTS}/{{endpoint}}"

LIST_ENDPOINTS: Final = Operation(
    name="list_webhook_endpoints",
    method="GET",
    path=ENDPOINTS,
    scope=Scope.SETTINGS_READ,
    is_of_core=True,
)
GET_ENDPOINT: Final = Operation(
    name="get_webhook_endpoint",
    method="GET",
    path=ENDPOINT,
    scope=Scope.SETTINGS_READ,
    is_of_core=True,
)
LIST_DELIVERIES: Final = Operation(
    name="list_webhook_deliveries",
    method="GET",
    path=f"{ENDPOINT}/deliveries",
    scope=Scope.SETTINGS_READ,
    is_of_core=True,
)
CREATE_ENDPOINT: Final = Operation(
    name="create_webhook_endpoint",
    method="POST",
    path=ENDPOINTS,
    scope=Scope.SETTINGS_WRITE,
    body={"url": request_bodies.ENDPOINT["url"]},
    full_bodies=(request_bodies.ENDPOINT,),
    is_of_core=True,
    shows_secret=True,
)
UPDATE_ENDPOINT: Final = Operation(
    name="update_webhook_endpoint",
    method="PATCH",
    path=ENDPOINT,
    scope=Scope.SETTINGS_WRITE,
    body={"description": "The ERP"},
    full_bodies=(request_bodies.ENDPOINT,),
    is_of_core=True,
)
DELETE_ENDPOINT: Final = Operation(
    name="delete_webhook_endpoint",
    method="DELETE",
    path=ENDPOINT,
    scope=Scope.SETTINGS_WRITE,
    full_bodies=({},),
    is_of_core=True,
)
ROTATE_SECRET: Final = Operation(
    name="rotate_webhook_secret",
    method="POST",
    path=f"{ENDPOINT}/rotate",
    scope=Scope.SETTINGS_WRITE,
    full_bodies=({},),
    is_of_core=True,
    shows_secret=True,
)
TEST_ENDPOINT: Final = Operation(
    name="test_webhook_endpoint",
    method="POST",
    path=f"{ENDPOINT}/test",
    scope=Scope.SETTINGS_WRITE,
    full_bodies=({},),
    is_of_core=True,
    # It records a delivery, as the relay does at any time.
    is_seen_later=True,
)

KEYS: Final = "/keys"
KEY: Final = f"{KEYS}/{{key}}"

LIST_KEYS: Final = Operation(
    name="list_keys", method="GET", path=KEYS, scope=Scope.KEYS_WRITE, is_of_core=True
)
GET_KEY: Final = Operation(
    name="get_key", method="GET", path=KEY, scope=Scope.KEYS_WRITE, is_of_core=True
)
CREATE_KEY: Final = Operation(
    name="create_key",
    method="POST",
    path=KEYS,
    scope=Scope.KEYS_WRITE,
    body={"name": "ERP", "scopes": ["orders:read"]},
    full_bodies=(request_bodies.KEY,),
    is_of_core=True,
    shows_secret=True,
    given_scopes=(Scope.READ,),
)
REVOKE_KEY: Final = Operation(
    name="revoke_key",
    method="DELETE",
    path=KEY,
    scope=Scope.KEYS_WRITE,
    full_bodies=({},),
    is_of_core=True,
)

USERS: Final = "/users"
USER: Final = f"{USERS}/{{user}}"

LIST_USERS: Final = Operation(
    name="list_users", method="GET", path=USERS, scope=Scope.USERS_WRITE, is_of_core=True
)
GET_USER: Final = Operation(
    name="get_user", method="GET", path=USER, scope=Scope.USERS_WRITE, is_of_core=True
)
CREATE_USER: Final = Operation(
    name="create_user",
    method="POST",
    path=USERS,
    scope=Scope.USERS_WRITE,
    body={"email": "anjali@shop.example", "name": "Anjali Patel", "role": "viewer"},
    full_bodies=(request_bodies.USER,),
    is_of_core=True,
    given_scopes=(Scope.READ,),
)
UPDATE_USER: Final = Operation(
    name="update_user",
    method="PATCH",
    path=USER,
    scope=Scope.USERS_WRITE,
    body={"name": "Ravi Kumar"},
    full_bodies=(request_bodies.UPDATE_USER,),
    is_of_core=True,
    given_scopes=(Scope.READ,),
)
DELETE_USER: Final = Operation(
    name="delete_user",
    method="DELETE",
    path=USER,
    scope=Scope.USERS_WRITE,
    full_bodies=({},),
    is_of_core=True,
    given_scopes=(Scope.READ,),
)
GET_ASSIGNEE: Final = Operation(
    name="get_assignee", method="GET", path="/orders/{order}/assignee", scope=Scope.READ
)

VIEWS: Final = "/views"
VIEW: Final = f"{VIEWS}/{{view}}"

LIST_VIEWS: Final = Operation(
    name="list_views", method="GET", path=VIEWS, scope=Scope.READ, is_of_core=True
)
GET_VIEW: Final = Operation(
    name="get_view", method="GET", path=VIEW, scope=Scope.READ, is_of_core=True
)
CREATE_VIEW: Final = Operation(
    name="create_view",
    method="POST",
    path=VIEWS,
    scope=Scope.READ,
    body={"name": "Late orders"},
    full_bodies=(request_bodies.VIEW,),
    is_of_core=True,
    is_of_owner=True,
)
UPDATE_VIEW: Final = Operation(
    name="update_view",
    method="PATCH",
    path=VIEW,
    scope=Scope.READ,
    body={"name": "Late"},
    full_bodies=(request_bodies.VIEW,),
    is_of_core=True,
    is_of_owner=True,
)
DELETE_VIEW: Final = Operation(
    name="delete_view",
    method="DELETE",
    path=VIEW,
    scope=Scope.READ,
    full_bodies=({},),
    is_of_core=True,
    is_of_owner=True,
)
RETRY_DELIVERY: Final = Operation(
    name="retry_webhook_delivery",
    method="POST",
    path=f"{ENDPOINT}/deliveries/{{delivery}}/retry",
    scope=Scope.SETTINGS_WRITE,
    full_bodies=({},),
    is_of_core=True,
    # The delivery is a ping, which no log keeps.
    refusal="event_expired",
)
REPLAY_EVENTS: Final = Operation(
    name="replay_events",
    method="POST",
    path=f"{ENDPOINT}/replay",
    scope=Scope.SETTINGS_WRITE,
    # No event is of this topic, so that nothing changes later.
    body={"since": A_DAY_AGO, "topics": ["order.late"]},
    full_bodies=({"since": A_DAY_AGO, "topics": ["order.late"]},),
    is_of_core=True,
    is_seen_later=True,
)

EVERY: Final = (
    *(LIST, GET, ACTIONS, NOTIFICATIONS, LIST_REFUNDS, LIST_EVENTS),
    *(STATUS, PAYMENT, FULFILL, UPDATE_FULFILLMENT, CANCEL_FULFILLMENT, TRACK),
    *(CANCEL, CANCEL_ITEMS, REFUND, UPDATE_REFUND, CREATE, BULK),
    *(ATTRIBUTES, ITEM_ATTRIBUTES, EXTERNAL_IDS, EDIT, COMMENT, ASSIGN, HOLD, RELEASE),
    *(CREATE_RETURN, APPROVE_RETURN, REJECT_RETURN, RECEIVE_RETURN, CLOSE_RETURN, CANCEL_RETURN),
    *(LIST_ENDPOINTS, GET_ENDPOINT, LIST_DELIVERIES, CREATE_ENDPOINT, UPDATE_ENDPOINT),
    *(DELETE_ENDPOINT, ROTATE_SECRET, TEST_ENDPOINT, RETRY_DELIVERY, REPLAY_EVENTS),
    *(ERASE_CUSTOMER, EXPORT_CUSTOMER),
    *(GET_SETTINGS, LIST_SETTINGS_CHANGES, REPLACE_SETTINGS, UPDATE_SETTINGS),
    *(LIST_KEYS, GET_KEY, CREATE_KEY, REVOKE_KEY),
    *(LIST_USERS, GET_USER, CREATE_USER, UPDATE_USER, DELETE_USER, GET_ASSIGNEE),
    *(LIST_VIEWS, GET_VIEW, CREATE_VIEW, UPDATE_VIEW, DELETE_VIEW),
)
"""Every operation of the API."""

ADMIN: Final = (
    ("GET", "/admin/domains", "list_domains"),
    ("POST", "/admin/domains", "create_domain"),
    ("GET", "/admin/domains/{domain}", "get_domain"),
    ("PATCH", "/admin/domains/{domain}", "rename_domain"),
    ("POST", "/admin/domains/{domain}/archive", "archive_domain"),
    ("POST", "/admin/domains/{domain}/unarchive", "unarchive_domain"),
    ("GET", "/admin/domains/{domain}/usage", "domain_usage"),
)
"""Method, path and name of the operations that an installation key opens."""

READS: Final = tuple(each for each in EVERY if each.method == "GET")

ALL: Final = tuple(each for each in EVERY if each not in READS and each.refusal is None)
"""The operations that change something on a server without carriers."""

OF_ORDERS: Final = tuple(each for each in ALL if not each.is_of_core)
"""The operations of ``ALL`` that change orders."""

REPLAYED_WHOLE: Final = tuple(each for each in ALL if not each.shows_secret)
"""The operations of ``ALL`` whose replay is the first response, byte for byte."""

CHANGES: Final = tuple(each for each in ALL if "{order}" in each.path)
"""The operations of ``ALL`` that change a single order."""


def subject_on(server: Server, operation: Operation | None = None) -> Subject:
    """Create an order at version 3 that every operation without a return or hold could change.

    With an operation, that operation accepts its full bodies, too.
    """
    if operation is None:
        return _subject(server, {})
    if operation.is_of_core:
        return subject_for(server, operation)
    if operation.returned or any("return_id" in body for body in operation.full_bodies):
        return _returned(server, operation.order, operation.returned or ReturnStatus.REQUESTED)
    return _held(server) if operation.needs_hold else _subject(server, operation.order)


def subject_for(server: Server, operation: Operation) -> Subject:
    """Create an order at version 3 in a new domain, which the operation could change."""
    if operation.is_of_core:
        is_of_access = operation.path.startswith((KEYS, USERS, VIEWS))
        return (_with_access if is_of_access else _with_endpoint)(_subject(server, {}))
    if operation.needs_hold:
        return _held(server)
    if operation.returned is None:
        return _subject(server, {})
    return _returned(server, {}, operation.returned)


def _subject(server: Server, changes: Body) -> Subject:
    client = server.client()
    order = order_requests.create_order(client, **{"payment": _PAID, **changes})
    fulfillment, refund = (
        order_requests.create_fulfillment(client, order),
        order_requests.create_refund(client, order, 5),
    )
    return Subject(client, server.stored, order["order_id"], fulfillment["id"], refund["id"])


def _returned(server: Server, changes: Body, status: ReturnStatus) -> Subject:
    """Create an order at version 3 with a return of one of two units."""
    client = server.client()
    sent = {"id": "ful_1", "status": "in_transit", "items": [{"id": "iid_001", "quantity": 2}]}
    order = order_requests.create_order(
        client, **{"payment": _PAID, "fulfillments": [sent], **changes}
    )
    path = f"/orders/{order['order_id']}/returns"
    return_id = client.post(path, CREATE_RETURN.body).json["return"]["id"]
    if status is ReturnStatus.RECEIVED:
        assert client.post(f"{path}/{return_id}/receive", RECEIVE_RETURN.body).status == 200
    else:
        order_requests.create_refund(client, order, 5)
    return Subject(client, server.stored, order["order_id"], return_id=return_id)


def _with_endpoint(subject: Subject) -> Subject:
    """Create a webhook endpoint in the subject's domain, at which nobody listens."""
    created = allowed(lambda: subject.client.post(ENDPOINTS, CREATE_ENDPOINT.body)).json["id"]
    path = f"{ENDPOINTS}/{created}"
    ping = allowed(lambda: subject.client.post(f"{path}/test", {})).json["id"]
    return evolve(subject, endpoint_id=created, delivery_id=ping)


def _with_access(subject: Subject) -> Subject:
    """Create a key, a user and a view in the subject's domain."""
    user = {"email": "ravi@shop.example", "name": "Ravi", "role": "viewer"}
    bodies = {KEYS: CREATE_KEY.body, USERS: user, VIEWS: {"name": "All", "shared": True}}
    key_id, user_id, view_id = (
        allowed(partial(subject.client.post, path, body)).json["id"]
        for path, body in bodies.items()
    )
    return evolve(subject, key_id=key_id, user_id=user_id, view_id=view_id)


def _held(server: Server) -> Subject:
    """Create an order at version 3 with a hold."""
    client = server.client()
    order = order_requests.create_order(client, payment=_PAID)
    fulfillment = order_requests.create_fulfillment(client, order)
    answer = client.post(f"/orders/{order['order_id']}/holds", HOLD.body)
    hold_id = answer.json["hold"]["id"]
    return Subject(client, server.stored, order["order_id"], fulfillment["id"], hold_id=hold_id)
