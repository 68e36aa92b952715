"""Authentication and authorization of public requests."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NoReturn, TypeAlias

from seller_orders.adapters.inbound.http.observability.request_record import current_record
from seller_orders.adapters.inbound.http.request_errors import ProblemError
from seller_orders.application.access import (
    INSTALLATION_KEY_PREFIX,
    KEY_PREFIX,
    Principal,
    Scope,
)
from seller_orders.application.domains import DomainState
from seller_orders.application.ports.domains import DomainStates
from seller_orders.application.queries.authenticate import Authenticate
from seller_orders.domain.values import is_identifier

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Authenticator: TypeAlias = Callable[[Authenticate], Principal | None]
"""Returns the principal of a credential, or None if the credential is not valid."""

ANONYMOUS: Final = Principal("anonymous", None, frozenset(Scope), manages_installation=True)
"""The principal of every request if access control is off."""


def authorize(
    authenticate: Authenticator | None,
    states: DomainStates | None,
    environ: "WSGIEnvironment",
    domain_id: str,
    *scopes: Scope,
) -> Principal:
    """Return the principal of a request. Without an authenticator every request is allowed.

    Raises ProblemError if the credential is invalid, belongs to another domain, or has none of the
    scopes, or if the domain is archived or does not exist.
    """
    principal = _authenticated(authenticate, environ) if authenticate else ANONYMOUS
    current_record().set_caller(principal)
    if not principal.covers(domain_id):
        _refuse_domain()
    if not is_identifier(domain_id):
        raise ProblemError(404, "not_found", "The domain does not exist.")
    if states is not None:
        _ensure_open(states.state(domain_id))
    ensure_scope(principal, *scopes)
    return principal


def authorize_admin(authenticate: Authenticator | None, environ: "WSGIEnvironment") -> Principal:
    """Return the principal of a request to manage the installation.

    Raises ProblemError if the credential is invalid, or no installation key.
    """
    principal = _authenticated(authenticate, environ) if authenticate else ANONYMOUS
    current_record().set_caller(principal)
    if not principal.manages_installation:
        raise ProblemError(
            403,
            "installation_forbidden",
            "Only an installation key opens this path. `seller-orders admin-key create` makes one.",
        )
    return principal


def _ensure_open(state: DomainState) -> None:
    if state is DomainState.UNKNOWN:
        _refuse_domain()
    if state is DomainState.ARCHIVED:
        raise ProblemError(
            403,
            "domain_archived",
            "The domain is archived. Ask whoever runs the installation to restore it.",
        )


def _refuse_domain() -> NoReturn:
    raise ProblemError(
        403,
        "domain_forbidden",
        "The credential does not cover this domain. Use a key or token of the domain.",
    )


def ensure_scope(principal: Principal, *scopes: Scope) -> None:
    """Raise ProblemError unless the principal has one of these scopes."""
    if not principal.scopes.intersection(scopes):
        needed = " or ".join(scopes)
        raise ProblemError(
            403, "insufficient_scope", f"This operation needs a credential with the scope {needed}."
        )


def _authenticated(authenticate: Authenticator, environ: "WSGIEnvironment") -> Principal:
    scheme, _, secret = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
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
    if secret.startswith(INSTALLATION_KEY_PREFIX):
        return "installation_key"
    return "api_key" if secret.startswith(KEY_PREFIX) else "token"
