"""Reads of orders without Flask's request context, which costs more than to read a cached order.

The guards, use cases and responses are those of the operations that Flask serves. The app answers
what is refused or fails, and serves all other requests.
"""

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen
from flask import Flask, Response
from returns.pipeline import is_successful
from returns.result import Result, Success

from seller_orders.adapters.inbound.http.ambiguous_headers import refuse_ambiguous_headers
from seller_orders.adapters.inbound.http.api.order_list_parameters import ListParameters, list_query
from seller_orders.adapters.inbound.http.api.problems import refused
from seller_orders.adapters.inbound.http.api.request_forwarding import DOMAINS
from seller_orders.adapters.inbound.http.api.requests import NoParameters, parsed_query
from seller_orders.adapters.inbound.http.api.responses import found_order, order_page
from seller_orders.adapters.inbound.http.app_context import AppContext
from seller_orders.adapters.inbound.http.observability.request_record import current_record
from seller_orders.adapters.inbound.http.observability.server_timing import Stopwatch
from seller_orders.adapters.inbound.http.protection.access_control import authorize
from seller_orders.adapters.inbound.http.protection.rate_limits import limit_rate, subjects
from seller_orders.application.access import Scope
from seller_orders.application.blocking_io import release_during_blocking_io
from seller_orders.application.queries.get_order import GetOrder
from seller_orders.application.step_observers import observing
from seller_orders.application.use_cases import MerchantOperations

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# The app refuses other ids, and a GET of the bulk update.
_PATH: Final = re.compile(
    rf"{DOMAINS}/(?P<domain_id>[A-Za-z0-9._-]{{1,64}})/orders"
    r"(?:/(?!bulk\Z)(?P<order_id>[A-Za-z0-9._-]{1,64}))?"
)


@frozen
class _Read:
    """An operation: its name and path, and its response to an environment and the path's ids."""

    operation: str
    route: str
    respond: Callable[..., Result[Response, Any]]


def serve_reads_directly(app: Flask, context: AppContext, orders: MerchantOperations) -> None:
    """Serve GET of an order and of orders before requests reach an app that serves all layers."""
    app.wsgi_app = _DirectReads(app, context, orders, app.wsgi_app)  # type: ignore[method-assign]


@frozen
class _DirectReads:
    _app: Flask
    _context: AppContext
    _orders: MerchantOperations
    _others: "WSGIApplication"

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        path = _PATH.fullmatch(environ["PATH_INFO"])
        # Scripts of other origins get headers that the app knows.
        is_plain = "HTTP_ORIGIN" not in environ and environ["QUERY_STRING"].isascii()
        if path is None or environ["REQUEST_METHOD"] != "GET" or not is_plain:
            return self._others(environ, start_response)
        ids = path.groupdict()
        try:
            response = self._respond(environ, _LIST if ids["order_id"] is None else _GET, ids)
        except Exception as error:  # noqa: BLE001  # the app answers it, and logs an unexpected one
            response = self._in_app(environ, partial(self._app.handle_user_exception, error))
        return response(environ, start_response)

    def _respond(self, environ: "WSGIEnvironment", read: _Read, ids: dict[str, str]) -> Response:
        current_record().set_route(read.operation, read.route, ids)
        refuse_ambiguous_headers(environ)
        given, limit = self._context, self._context.concurrency_limit
        with limit.acquired(), release_during_blocking_io(limit.released):
            domain_id = ids["domain_id"]
            principal = authorize(
                given.authenticate, given.domain_states, environ, domain_id, Scope.READ
            )
            limit_rate(given.limiter, environ, subjects(domain_id, principal))
            stopwatch = Stopwatch()
            with observing(stopwatch.step):
                outcome = read.respond(self._orders, environ, **ids)
        if is_successful(outcome):
            response = outcome.unwrap()
        else:
            response = self._in_app(environ, partial(refused, outcome.failure()))
        response.headers["Server-Timing"] = stopwatch.header
        return response

    def _in_app(self, environ: "WSGIEnvironment", make: Callable[[], Any]) -> Response:
        with self._app.request_context(environ):
            return self._app.finalize_request(make())


def _get_order(
    orders: MerchantOperations, environ: "WSGIEnvironment", domain_id: str, order_id: str
) -> Result[Response, Any]:
    if query := environ["QUERY_STRING"]:
        parsed_query(NoParameters, query)
    found = orders.get_order(GetOrder(domain_id, order_id))
    return found.map(partial(found_order, environ))


def _list_orders(
    orders: MerchantOperations, environ: "WSGIEnvironment", domain_id: str, order_id: None
) -> Result[Response, Any]:
    wanted = list_query(domain_id, parsed_query(ListParameters, environ["QUERY_STRING"]))
    return Success(order_page(wanted, orders.list_orders(wanted)))


_GET: Final = _Read("get_order", f"{DOMAINS}/{{domain_id}}/orders/{{order_id}}", _get_order)
_LIST: Final = _Read("list_orders", f"{DOMAINS}/{{domain_id}}/orders", _list_orders)
