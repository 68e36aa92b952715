"""Rule that callers give, or take over, no more access than they have."""

from returns.result import Failure, Result, Success

from seller_orders.application.access import Scope
from seller_orders.domain.refusals import ExceedsOwnScopes


def ensure_own_scopes(
    needed: frozenset[Scope], own: frozenset[Scope] | None
) -> Result[None, ExceedsOwnScopes]:
    """Refuse scopes that the caller lacks. ``own`` is None for an operator, who has all."""
    missing = frozenset[Scope]() if own is None else needed - own
    return Failure(ExceedsOwnScopes(tuple(sorted(missing)))) if missing else Success(None)
