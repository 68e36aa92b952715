"""An operation of the API: access and reading before its view, Server-Timing after it."""

from collections.abc import Callable, Mapping
from types import NoneType
from typing import Any, Final, TypeAlias, get_args, get_type_hints

from attrs import field, frozen
from flask import Response, request

from seller_orders.adapters.inbound.http.api.forwarding import DOMAINS, forwarded
from seller_orders.adapters.inbound.http.api.problems import refused
from seller_orders.adapters.inbound.http.api.requests import (
    NoParameters,
    body,
    has_body,
    parameters,
    raw_body,
)
from seller_orders.adapters.inbound.http.app_context import installation
from seller_orders.adapters.inbound.http.observability.server_timing import Stopwatch
from seller_orders.adapters.inbound.http.protection.access_control import admit, require
from seller_orders.adapters.inbound.http.protection.rate_limits import limit_rate
from seller_orders.adapters.inbound.http.protection.service_auth import (
    admit_service,
    domain_named,
    identity_headers,
)
from seller_orders.adapters.shared.http_client.internal_client import DOMAIN_HEADER
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.application.access import Principal, Scope
from seller_orders.application.blocking_io import release_slot_while
from seller_orders.application.steps import observing
from seller_orders.domain.refusals import OrderNotFound, Refusal
from seller_orders.domain.values import is_identifier

_NO_CODES: Final[Mapping[int, tuple[str, ...]]] = {}
_READS: Final = frozenset({"GET", "HEAD"})

View: TypeAlias = Callable[..., Response]


@frozen
class Caller:
    """Whom an operation is done for, in which domain."""

    domain_id: str
    principal: Principal

    @property
    def name(self) -> str:
        """What the timeline says."""
        return self.principal.name

    def require(self, *scopes: Scope) -> None:
        """Go on only with one of the scopes that what is asked for turns out to need."""
        require(self.principal, *scopes)


@frozen(kw_only=True)
class Operation:
    """What one route does, for whom, and all that it can answer.

    ``view`` is called with the caller, the ids in the path, and, where it has parameters of those
    names, the ``query`` and the ``body`` read as they are annotated; a body that may be None may be
    left out. ``answers`` are the documents of its successes by status (None: no document);
    ``refusals`` are the domain's, ``codes`` what else it may be answered with, by status. One that
    is of no domain has a caller without one.
    """

    view: View
    scopes: tuple[Scope, ...]
    answers: Mapping[int, Any]
    refusals: tuple[type[Refusal], ...]
    codes: Mapping[int, tuple[str, ...]]
    is_of_domain: bool = True
    _hints: dict[str, Any] = field(init=False)

    @_hints.default
    def _hints_of_view(self) -> dict[str, Any]:
        return get_type_hints(self.view)

    @property
    def summary(self) -> str:
        """What it does, in a line."""
        return (self.view.__doc__ or "").partition("\n")[0]

    @property
    def query(self) -> type[Document]:
        """What the query's parameters are read as."""
        query: type[Document] = self._hints.get("query", NoParameters)
        return query

    @property
    def body(self) -> Any:
        """What the body is read as, None where there is none."""
        hint = self._hints.get("body")
        return next(iter(get_args(hint))) if self.may_lack_body else hint

    @property
    def may_lack_body(self) -> bool:
        """Whether the body may be left out."""
        return NoneType in get_args(self._hints.get("body"))

    @property
    def __name__(self) -> str:
        """The operation's name, which is its endpoint's too."""
        return self.view.__name__

    def __call__(self, **path: Any) -> Response:
        """Wait for a turn, and answer, or have the layer behind answer."""
        turns = installation().concurrency_limit
        with turns.one(), release_slot_while(turns.released):
            caller = self._caller(path.pop("domain_id", None))
            order_id = path.get("order_id")
            if order_id is not None and not is_identifier(order_id):
                return refused(OrderNotFound(order_id))
            upstream = installation().upstream
            if upstream is not None:
                told = {DOMAIN_HEADER: caller.domain_id, **identity_headers(caller.principal)}
                return forwarded(upstream, f"{DOMAINS}/{caller.domain_id}", told)
            return self._answer(caller, **path)

    def _caller(self, domain_id: str | None) -> Caller:
        """Let a caller in: at a path with a domain anybody with a credential, else a service."""
        if domain_id is None:
            service = admit_service(installation().service_token)
            if self.scopes:
                require(service, *self.scopes)
            return Caller(domain_named() if self.is_of_domain else "", service)
        principal = admit(installation().authenticate, domain_id, *self.scopes)
        limit_rate(installation().limiter, _counted(domain_id, principal))
        return Caller(domain_id, principal)

    def _answer(self, caller: Caller, **path: Any) -> Response:
        """Read the request, do it, and say which steps that took."""
        stopwatch = Stopwatch()
        with observing(stopwatch.step):
            response = self.view(caller, **path, **self._read())
        response.headers["Server-Timing"] = stopwatch.header
        return response

    def _read(self) -> dict[str, Any]:
        query = parameters(self.query)
        read: dict[str, Any] = {"query": query} if "query" in self._hints else {}
        if "body" in self._hints:
            read["body"] = None if self.may_lack_body and not has_body() else body(self.body)
        elif request.method not in _READS:
            # Nothing is done on a broken request, even if its body would not be used.
            raw_body()
        return read


def _counted(domain_id: str, principal: Principal) -> dict[str, str]:
    # Whoever comes where access is not controlled has no credential in common.
    is_anybody = principal.domains is None
    return {"domain": domain_id} | ({} if is_anybody else {"credential": principal.name})


def operation(
    *scopes: Scope,
    answers: Mapping[int, Any],
    refusals: tuple[type[Refusal], ...] = (),
    codes: Mapping[int, tuple[str, ...]] = _NO_CODES,
    is_of_domain: bool = True,
) -> Callable[[View], Operation]:
    """Make a view an operation, for callers that have one of the scopes, where it has any."""
    return lambda view: Operation(
        view=view,
        scopes=scopes,
        answers=answers,
        refusals=refusals,
        codes=codes,
        is_of_domain=is_of_domain,
    )
