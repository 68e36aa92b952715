"""What surrounds every operation: access before it, Server-Timing after it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeAlias

from attrs import frozen
from flask import Response, current_app

from seller_orders.adapters.inbound.http.access_control import Authenticator, admit, require
from seller_orders.adapters.inbound.http.problems import refused
from seller_orders.adapters.inbound.http.rate_limits import limit_rate
from seller_orders.adapters.inbound.http.server_timing import Stopwatch
from seller_orders.application.access import Principal, Scope
from seller_orders.application.ports.rate_limiter import RateLimiter
from seller_orders.application.steps import observing
from seller_orders.application.use_cases import UseCases
from seller_orders.domain.refusals import OrderNotFound
from seller_orders.domain.values import is_identifier

EXTENSION: Final = "seller_orders"

View: TypeAlias = Callable[..., Response]


@frozen
class Installation:
    """What the app serves, and to whom.

    ``authenticate`` finds out whom requests come from (None: let everybody in), ``limiter`` how
    many of them may come (None: any number).
    """

    use_cases: UseCases
    authenticate: Authenticator | None
    limiter: RateLimiter | None = None


@frozen
class Caller:
    """Whom an operation is done for, in which domain."""

    domain_id: str
    principal: Principal

    @property
    def name(self) -> str:
        """What the timeline says."""
        return self.principal.name

    def require(self, scope: Scope) -> None:
        """Go on only with a scope that what is asked for turns out to need."""
        require(self.principal, scope)


def use_cases() -> UseCases:
    """Return the use cases of the app that is being called."""
    return _installation().use_cases


def operation(*scopes: Scope) -> Callable[[View], View]:
    """Let callers in that have one of the scopes, and say which steps their request took."""

    def decorate(view: View) -> View:
        @wraps(view)
        def run(domain_id: str, **path: Any) -> Response:
            principal = admit(_installation().authenticate, domain_id, *scopes)
            limit_rate(_installation().limiter, domain_id, principal)
            order_id = path.get("order_id")
            if order_id is not None and not is_identifier(order_id):
                return refused(OrderNotFound(order_id))
            stopwatch = Stopwatch()
            with observing(stopwatch.step):
                response = view(Caller(domain_id, principal), **path)
            response.headers["Server-Timing"] = stopwatch.header
            return response

        return run

    return decorate


def _installation() -> Installation:
    installation: Installation = current_app.extensions[EXTENSION]
    return installation
