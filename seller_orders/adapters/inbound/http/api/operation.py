"""An API operation: authorizes and decodes the request, runs the view, adds Server-Timing."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import NoneType
from typing import Any, Final, TypeAlias, get_args, get_type_hints

from attrs import field, frozen
from flask import Response, request

from seller_orders.adapters.inbound.http.api.problems import refused
from seller_orders.adapters.inbound.http.api.request_forwarding import DOMAINS, forwarded
from seller_orders.adapters.inbound.http.api.requests import (
    NoParameters,
    has_body,
    json_body,
    query_parameters,
    raw_body,
)
from seller_orders.adapters.inbound.http.app_context import AppContext, current_context
from seller_orders.adapters.inbound.http.observability.server_timing import Stopwatch
from seller_orders.adapters.inbound.http.protection.access_control import (
    authorize,
    authorize_admin,
    ensure_scope,
)
from seller_orders.adapters.inbound.http.protection.rate_limits import limit_rate, subjects
from seller_orders.adapters.inbound.http.protection.request_body import set_body_sender
from seller_orders.adapters.inbound.http.protection.service_auth import (
    authenticate_service,
    identity_headers,
    requested_domain,
    shows_service_token,
)
from seller_orders.adapters.shared.http_client.internal_client import DOMAIN_HEADER
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.application.access import INSTALLATION, Principal, Scope
from seller_orders.application.blocking_io import release_during_blocking_io
from seller_orders.application.step_observers import observing
from seller_orders.domain.refusals import (
    DeliveryNotFound,
    DomainNotFound,
    EndpointNotFound,
    KeyNotFound,
    OrderNotFound,
    Refusal,
    UserNotFound,
    VersionMismatch,
    ViewNotFound,
)
from seller_orders.domain.values import is_identifier

ORDER_REFUSALS: Final = (OrderNotFound, VersionMismatch)
"""Refusals of every operation that changes one order."""

_NOT_FOUND: Final[Mapping[str, Callable[[str], Refusal]]] = {
    "order_id": OrderNotFound,
    "key_id": KeyNotFound,
    "user_id": UserNotFound,
    "view_id": ViewNotFound,
    "endpoint_id": EndpointNotFound,
    "delivery_id": DeliveryNotFound,
}
"""Refusals of texts in the path that are no ids, which no store is asked for."""

_NO_CODES: Final[Mapping[int, tuple[str, ...]]] = {}
_SAFE_METHODS: Final = frozenset({"GET", "HEAD"})

View: TypeAlias = Callable[..., Response]


class Tag(StrEnum):
    """Groups of operations in the OpenAPI document."""

    ORDERS = "Orders"
    FULFILLMENTS = "Fulfillments"
    RETURNS = "Returns"
    PAYMENTS = "Payments and refunds"
    EVENTS = "Events"
    SETTINGS = "Settings"
    WEBHOOKS = "Webhook endpoints"
    ACCESS = "Keys and users"
    CUSTOMERS = "Customers' data"
    INSTALLATION = "Installation"


@frozen
class Caller:
    """The principal that calls an operation, and the domain."""

    domain_id: str
    principal: Principal

    @property
    def name(self) -> str:
        """Author of timeline entries."""
        return self.principal.name

    def ensure_scope(self, *scopes: Scope) -> None:
        """Raise ProblemError unless the caller has one of the scopes that the body requires."""
        ensure_scope(self.principal, *scopes)


@frozen(kw_only=True)
class Operation:
    """View of a route, with its scopes and all responses that it can return.

    ``view`` is called with the caller, the ids of the path, and ``query`` and ``body`` if it has
    parameters of these names, decoded as they are annotated. A body is optional if it may be None.
    ``responses`` has the document of each success by status (None for an empty body),
    ``refusals`` those of the domain, ``codes`` further problem codes by status. The caller of an
    operation without a domain has an empty ``domain_id``. One that ``is_of_core`` is forwarded to
    the core, past the orchestrator. ``is_admin`` says that it manages the installation: an
    installation key opens it, and no key of a domain. ``tag`` is the group in OpenAPI.
    ``body_document`` describes a body whose parts the use case reads.
    """

    view: View
    scopes: tuple[Scope, ...]
    responses: Mapping[int, Any]
    refusals: tuple[type[Refusal], ...]
    codes: Mapping[int, tuple[str, ...]]
    has_domain: bool = True
    is_of_core: bool = False
    is_admin: bool = False
    tag: Tag = Tag.ORDERS
    body_document: type[Document] | None = None
    _hints: dict[str, Any] = field(init=False)

    @_hints.default
    def _hints_of_view(self) -> dict[str, Any]:
        # With the constraints of a body that is a map.
        return get_type_hints(self.view, include_extras=True)

    @property
    def summary(self) -> str:
        """First line of the view's docstring, without its full stop."""
        return (self.view.__doc__ or "").partition("\n")[0].rstrip(".")

    @property
    def description(self) -> str:
        """Other lines of the view's docstring."""
        return " ".join((self.view.__doc__ or "").partition("\n")[2].split())

    @property
    def query(self) -> type[Document]:
        """Type of the query parameters."""
        query: type[Document] = self._hints.get("query", NoParameters)
        return query

    @property
    def body(self) -> Any:
        """Type that describes the body, or None without one."""
        return self.body_document or self._decoded_body

    @property
    def _decoded_body(self) -> Any:
        hint = self._hints.get("body")
        return next(iter(get_args(hint))) if self.is_body_optional else hint

    @property
    def is_body_optional(self) -> bool:
        """True if the body is optional."""
        return NoneType in get_args(self._hints.get("body"))

    @property
    def __name__(self) -> str:
        """Name of the view, which is also the Flask endpoint."""
        return self.view.__name__

    def __call__(self, **path: Any) -> Response:
        """Respond, or forward the request to the next layer, in a concurrency slot."""
        context = current_context()
        limit = context.concurrency_limit
        with limit.acquired(), release_during_blocking_io(limit.released):
            if self.is_admin:
                return self._administer(**path)
            caller = self._caller(context, path.pop("domain_id", None) if self.has_domain else None)
            for name, id in path.items():
                if name in _NOT_FOUND and not is_identifier(id):
                    return refused(_NOT_FOUND[name](id))
            upstream = context.next_layer(is_of_core=self.is_of_core)
            if upstream is not None:
                headers = {DOMAIN_HEADER: caller.domain_id, **identity_headers(caller.principal)}
                return forwarded(upstream, f"{DOMAINS}/{caller.domain_id}", headers)
            return self._respond(caller, **path)

    def _administer(self, **path: Any) -> Response:
        """Respond to a request to manage the installation, or forward it to the core."""
        caller = _administrator()
        domain_id = path.get("domain_id")
        if domain_id is not None and not is_identifier(domain_id):
            return refused(DomainNotFound(domain_id))
        upstream = current_context().next_layer(is_of_core=True)
        if upstream is not None:
            return forwarded(upstream, "", identity_headers(caller.principal))
        return self._respond(caller, **path)

    def _caller(self, context: AppContext, domain_id: str | None) -> Caller:
        """Return the authorized caller: a service if the path names no domain."""
        if domain_id is None:
            service = authenticate_service(context.service_token)
            if self.scopes:
                ensure_scope(service, *self.scopes)
            return Caller(requested_domain() if self.has_domain else "", service)
        authenticate = context.authenticate
        environ = request.environ
        principal = authorize(authenticate, context.domain_states, environ, domain_id, *self.scopes)
        if authenticate is not None:
            set_body_sender(environ, domain_id)
        limit_rate(context.limiter, environ, subjects(domain_id, principal))
        return Caller(domain_id, principal)

    def _respond(self, caller: Caller, **path: Any) -> Response:
        """Decode the request, run the view, and add the durations of its steps."""
        stopwatch = Stopwatch()
        with observing(stopwatch.step):
            response = self.view(caller, **path, **self._view_arguments())
        response.headers["Server-Timing"] = stopwatch.header
        return response

    def _view_arguments(self) -> dict[str, Any]:
        read: dict[str, Any] = {}
        if "query" in self._hints:
            read["query"] = query_parameters(self.query)
        elif request.query_string:
            query_parameters(NoParameters)
        if "body" in self._hints:
            read["body"] = (
                None if self.is_body_optional and not has_body() else json_body(self._decoded_body)
            )
        elif request.method not in _SAFE_METHODS:
            # An incomplete request must have no effect, even if its body is ignored.
            raw_body()
        return read


def _administrator() -> Caller:
    """Return the caller that manages the installation: another layer, or an installation key."""
    context = current_context()
    if shows_service_token(context.service_token):
        return Caller(INSTALLATION, authenticate_service(context.service_token))
    environ = request.environ
    principal = authorize_admin(context.authenticate, environ)
    if context.authenticate is not None:
        set_body_sender(environ, INSTALLATION)
    limit_rate(context.limiter, environ, {"installation": "admin"})
    return Caller(INSTALLATION, principal)


def operation(
    *scopes: Scope,
    responses: Mapping[int, Any],
    refusals: tuple[type[Refusal], ...] = (),
    codes: Mapping[int, tuple[str, ...]] = _NO_CODES,
    has_domain: bool = True,
    is_of_core: bool = False,
    is_admin: bool = False,
    tag: Tag = Tag.ORDERS,
    body_document: type[Document] | None = None,
) -> Callable[[View], Operation]:
    """Turn a view into an operation for callers with one of the scopes, if it has any."""
    return lambda view: Operation(
        view=view,
        scopes=scopes,
        responses=responses,
        refusals=refusals,
        codes=codes,
        has_domain=has_domain,
        is_of_core=is_of_core,
        is_admin=is_admin,
        tag=tag,
        body_document=body_document,
    )
