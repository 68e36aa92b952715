"""Authentication between layers: the service token, and headers that name the principal."""

from hmac import compare_digest
from typing import Final
from urllib.parse import quote, unquote

from flask import request

from seller_orders.adapters.inbound.http.api.problems import ProblemError
from seller_orders.adapters.inbound.http.api.requests import invalid
from seller_orders.adapters.inbound.http.app_context import installation
from seller_orders.adapters.inbound.http.internal_api.public_path import comes_from_a_layer
from seller_orders.adapters.inbound.http.observability.exchange import current_exchange, opaque
from seller_orders.adapters.shared.http_client.internal_client import DOMAIN_HEADER, SERVICE_REALM
from seller_orders.adapters.shared.request_context import add
from seller_orders.application.access import Principal, Scope
from seller_orders.domain.values import NAME_LENGTH, is_identifier

ACTOR: Final = "X-Actor"
SCOPES: Final = "X-Scopes"

_SERVICE: Final = "service"


def admit_service() -> Principal:
    """Return the principal of a request from another layer. Refuses other callers with 401.

    The default principal is the service itself, and the default scopes are all scopes.
    """
    token = installation().service_token
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    is_known = token is not None and compare_digest(secret.strip().encode(), token.encode())
    if scheme.lower() != "bearer" or not is_known:
        current_exchange().credential = "service" if scheme else "none"
        raise ProblemError(
            401,
            "unauthenticated",
            "Only other layers may call this, with Authorization: Bearer <service token>.",
            headers={"WWW-Authenticate": f'Bearer realm="{SERVICE_REALM}"'},
        )
    comes_from_a_layer()
    principal = Principal(_actor(), None, _scopes())
    current_exchange().comes_from(principal)
    add(identity_headers(principal))
    return principal


def domain_named() -> str:
    """Return the domain that the request names."""
    domain_id = request.headers.get(DOMAIN_HEADER)
    if domain_id is None:
        invalid("required", f"{DOMAIN_HEADER} must name the domain.", DOMAIN_HEADER)
    current_exchange().domain_id = opaque(domain_id)
    if not is_identifier(domain_id):
        raise ProblemError(404, "not_found", "The domain is unknown.")
    return domain_id


def identity_headers(principal: Principal) -> dict[str, str]:
    """Return the headers that name the principal to an inner layer."""
    # A name may have characters that a header cannot carry.
    return {ACTOR: quote(principal.name), SCOPES: " ".join(sorted(principal.scopes))}


def _actor() -> str:
    name = unquote(request.headers.get(ACTOR, _SERVICE))
    if not 1 <= len(name) <= NAME_LENGTH or "\x00" in name:
        invalid("invalid", f"{ACTOR} must be a name of 1 to {NAME_LENGTH} characters.", ACTOR)
    return name


def _scopes() -> frozenset[Scope]:
    given = request.headers.get(SCOPES)
    if given is None:
        return frozenset(Scope)
    known = {str(scope) for scope in Scope}
    if not known.issuperset(given.split()):
        invalid("unknown_value", f"{SCOPES} must be some of {' '.join(sorted(known))}.", SCOPES)
    return frozenset(map(Scope, given.split()))
