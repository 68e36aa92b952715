"""Authentication and authorization of public requests."""

from collections.abc import Callable
from typing import Final, TypeAlias

from flask import request

from seller_orders.adapters.inbound.http.observability.request_record import current_record
from seller_orders.adapters.inbound.http.request_errors import ProblemError
from seller_orders.application.access import KEY_PREFIX, Principal, Scope
from seller_orders.application.queries.authenticate import Authenticate
from seller_orders.domain.values import is_identifier

Authenticator: TypeAlias = Callable[[Authenticate], Principal | None]
"""Returns the principal of a credential, or None if the credential is not valid."""

ANONYMOUS: Final = Principal("anonymous", None, frozenset(Scope))
"""The principal of every request if access control is off."""


def authorize(authenticate: Authenticator | None, domain_id: str, *scopes: Scope) -> Principal:
    """Return the principal of the request. Without an authenticator every request is allowed.

    Raises ProblemError if the credential is invalid, belongs to another domain, or has none of the
    scopes.
    """
    principal = _authenticated(authenticate) if authenticate else ANONYMOUS
    current_record().set_caller(principal)
    if not principal.covers(domain_id):
        raise ProblemError(
            403,
            "domain_forbidden",
            "The credential does not cover this domain. Use a key or token of the domain.",
        )
    if not is_identifier(domain_id):
        raise ProblemError(404, "not_found", "The domain does not exist.")
    ensure_scope(principal, *scopes)
    return principal


def ensure_scope(principal: Principal, *scopes: Scope) -> None:
    """Raise ProblemError unless the principal has one of these scopes."""
    if not principal.scopes.intersection(scopes):
        needed = " or ".join(scopes)
        raise ProblemError(
            403, "insufficient_scope", f"This operation needs a credential with the scope {needed}."
        )


def _authenticated(authenticate: Authenticator) -> Principal:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    secret = secret.strip()
    principal = None
    if scheme.lower() == "bearer" and secret:
        principal = authenticate(Authenticate(secret))
    if principal is None:
        current_record().credential = _kind(scheme, secret)
        challenge = 'Bearer realm="seller-orders"'
        if secret:
            challenge += ', error="invalid_token"'
        raise ProblemError(
            401,
            "unauthenticated",
            "The API key or token is missing, unknown, expired or revoked. "
            "Send Authorization: Bearer <key>.",
            headers={"WWW-Authenticate": challenge},
        )
    return principal


def _kind(scheme: str, secret: str) -> str:
    if not scheme:
        return "none"
    if scheme.lower() != "bearer" or not secret:
        return "other"
    return "api_key" if secret.startswith(KEY_PREFIX) else "token"
