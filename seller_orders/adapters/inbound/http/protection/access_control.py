"""Who may come in: the credential, the domain and the scopes of a request."""

from collections.abc import Callable
from typing import Final, TypeAlias

from flask import request

from seller_orders.adapters.inbound.http.observability.exchange import current_exchange
from seller_orders.adapters.inbound.http.request_errors import ProblemError
from seller_orders.application.access import KEY_PREFIX, Principal, Scope
from seller_orders.application.queries.authenticate import Authenticate
from seller_orders.domain.values import is_identifier

Authenticator: TypeAlias = Callable[[Authenticate], Principal | None]
"""Finds out whom a key belongs to."""

ANYONE: Final = Principal("anonymous", None, frozenset(Scope))
"""Whom a request comes from where access is not controlled."""


def admit(authenticate: Authenticator | None, domain_id: str, *scopes: Scope) -> Principal:
    """Return whom the request comes from, if it has one of the scopes in this domain.

    No authenticator lets everybody in.
    """
    principal = _identified(authenticate) if authenticate else ANYONE
    current_exchange().comes_from(principal)
    if not principal.covers(domain_id):
        detail = "The credential does not cover this domain."
        raise ProblemError(403, "domain_forbidden", detail)
    if not is_identifier(domain_id):
        raise ProblemError(404, "not_found", "There is no such domain.")
    require(principal, *scopes)
    return principal


def require(principal: Principal, *scopes: Scope) -> None:
    """Go on only with one of these scopes."""
    if not principal.scopes.intersection(scopes):
        needed = " or ".join(scopes)
        raise ProblemError(403, "insufficient_scope", f"The credential lacks the scope {needed}.")


def _identified(authenticate: Authenticator) -> Principal:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    secret = secret.strip()
    principal = None
    if scheme.lower() == "bearer" and secret:
        principal = authenticate(Authenticate(secret))
    if principal is None:
        current_exchange().credential = _kind(scheme, secret)
        challenge = 'Bearer realm="seller-orders"'
        if secret:
            challenge += ', error="invalid_token"'
        raise ProblemError(
            401,
            "unauthenticated",
            "A valid API key or token is needed: Authorization: Bearer <key>.",
            headers={"WWW-Authenticate": challenge},
        )
    return principal


def _kind(scheme: str, secret: str) -> str:
    if not scheme:
        return "none"
    if scheme.lower() != "bearer" or not secret:
        return "other"
    return "api_key" if secret.startswith(KEY_PREFIX) else "token"
