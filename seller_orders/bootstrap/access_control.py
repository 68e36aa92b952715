"""Authentication of requests by API keys and, if the settings say so, by tokens."""

from seller_orders.adapters.inbound.http.protection.access_control import Authenticator
from seller_orders.adapters.outbound.memory.access_key_cache import CachedKeyLookUp
from seller_orders.adapters.outbound.memory.domain_state_cache import CachedDomainStates
from seller_orders.adapters.outbound.system.clock import SystemClock
from seller_orders.application.ports.domains import DomainStates
from seller_orders.application.ports.key_lookup import KeyBatchLookUp
from seller_orders.application.ports.token_verifier import TokenVerifier
from seller_orders.application.queries.authenticate import AuthenticateHandler
from seller_orders.settings import Settings, TokenSettings


def authenticator(settings: Settings, keys: KeyBatchLookUp) -> Authenticator | None:
    """Return the authenticator, None if access control is off."""
    if not settings.access_control:
        return None
    return AuthenticateHandler(
        keys=CachedKeyLookUp(keys),
        clock=SystemClock(),
        tokens=_token_verifier(settings.tokens),
    )


def domain_states(settings: Settings, states: DomainStates) -> DomainStates | None:
    """Return which domains' credentials are accepted, None if access control is off."""
    return CachedDomainStates(states) if settings.access_control else None


def _token_verifier(tokens: TokenSettings | None) -> TokenVerifier | None:
    if tokens is None:
        return None
    # PyJWT need not be installed where no tokens are accepted.
    from seller_orders.adapters.outbound.jwt.key_sets import key_set
    from seller_orders.adapters.outbound.jwt.token_verifier import JwtTokenVerifier

    return JwtTokenVerifier(
        keys=key_set(tokens.keys),
        issuer=tokens.issuer,
        audience=tokens.audience,
        algorithms=tokens.algorithms,
    )
