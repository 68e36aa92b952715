"""Authentication of other layers by the service token, and the caller that they act for."""

from hmac import compare_digest
from typing import Final
from urllib.parse import quote, unquote

from flask import request

from seller_orders.adapters.inbound.http.forwarded_path import trust_forwarded_prefix
from seller_orders.adapters.inbound.http.observability.request_record import current_record, opaque
from seller_orders.adapters.inbound.http.request_errors import ProblemError, invalid
from seller_orders.adapters.shared.http_client.internal_client import DOMAIN_HEADER, SERVICE_REALM
from seller_orders.adapters.shared.request_context import add
from seller_orders.application.access import Principal, Scope
from seller_orders.domain.values import NAME_LENGTH, is_identifier

ACTOR: Final = "X-Actor"
SCOPES: Final = "X-Scopes"

_SERVICE: Final = "service"


def authenticate_service(token: str | None) -> Principal:
    """Return the principal that another layer acts for; raise ProblemError without the token.

    Without X-Actor the layer acts for itself; without X-Scopes it has all scopes.
    """
    if not shows_service_token(token):
        current_record().credential = "service" if "Authorization" in request.headers else "none"
        raise ProblemError(
            401,
            "unauthenticated",
            "This route is for the installation's own layers. "
            "Send Authorization: Bearer <service token>.",
            headers={"WWW-Authenticate": f'Bearer realm="{SERVICE_REALM}"'},
        )
    trust_forwarded_prefix()
    principal = Principal(_actor(), None, _scopes(), manages_installation=True)
    current_record().set_caller(principal)
    add(identity_headers(principal))
    return principal


def shows_service_token(token: str | None) -> bool:
    """Return whether the request has the service token. Without a token none has."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    is_known = token is not None and compare_digest(secret.strip().encode(), token.encode())
    return is_known and scheme.lower() == "bearer"


def requested_domain() -> str:
    """Return the domain that the request names in its header."""
    domain_id = request.headers.get(DOMAIN_HEADER)
    if domain_id is None:
        invalid("required", f"Send {DOMAIN_HEADER} with the id of the domain.", DOMAIN_HEADER)
    current_record().domain_id = opaque(domain_id)
    if not is_identifier(domain_id):
        raise ProblemError(404, "not_found", "The domain does not exist.")
    return domain_id


def identity_headers(principal: Principal) -> dict[str, str]:
    """Return the headers that identify the principal to an inner layer."""
    # A name may hold characters that a header cannot.
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
        allowed = " ".join(sorted(known))
        invalid("unknown_value", f"{SCOPES} may only contain: {allowed}.", SCOPES)
    return frozenset(map(Scope, given.split()))
