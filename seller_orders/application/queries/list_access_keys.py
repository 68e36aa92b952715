"""List and read API keys."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from attrs import frozen
from returns.result import Failure, Result, Success

from seller_orders.application.access import INSTALLATION, AccessKey
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.key_lookup import AccessKeys
from seller_orders.domain.refusals import KeyNotFound

REVOKED_LISTED_FOR: Final = timedelta(days=30)
"""Time for which a domain's list still has a revoked key."""


@frozen(kw_only=True)
class ListAccessKeysHandler:
    """Lists the keys of all domains; their secrets are not stored."""

    keys: AccessKeys

    def __call__(self) -> Sequence[AccessKey]:
        """Return all keys, revoked ones included, oldest first."""
        return [key for key in self.keys.every() if key.domain_id != INSTALLATION]


@frozen(kw_only=True)
class ListDomainKeys:
    """List the keys of a domain, oldest first, from the one after the id ``after``."""

    domain_id: str
    limit: int
    after: str | None = None


@frozen(kw_only=True)
class ListDomainKeysHandler:
    """Lists the keys of a domain, without those that were revoked more than 30 days ago."""

    keys: AccessKeys
    clock: Clock

    def __call__(self, query: ListDomainKeys) -> Sequence[AccessKey]:
        """Return at most ``limit`` keys."""
        since = self.clock.now() - REVOKED_LISTED_FOR
        return self.keys.page(query.domain_id, since, query.limit, query.after)


@frozen
class GetAccessKey:
    """Read a key, whether it is revoked or not. Refusals: key_not_found."""

    domain_id: str
    key_id: str


@frozen(kw_only=True)
class GetAccessKeyHandler:
    """Reads a key of a domain."""

    keys: AccessKeys

    def __call__(self, query: GetAccessKey) -> Result[AccessKey, KeyNotFound]:
        """Return the key."""
        found = self.keys.get(query.domain_id, query.key_id)
        return Failure(KeyNotFound(query.key_id)) if found is None else Success(found)
