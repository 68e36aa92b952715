"""Create and revoke API keys."""

from attrs import frozen

from seller_orders.application.access import ORDER_SCOPES, AccessKey, Scope, api_key, digest
from seller_orders.application.domains import DomainState
from seller_orders.application.ports.access_keys import AccessKeys
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.domains import DomainStates
from seller_orders.application.ports.id_generator import IdGenerator


class UnknownDomainError(Exception):
    """The domain of a new key is not registered, though others are."""


@frozen(kw_only=True)
class CreateAccessKey:
    """Create a key for one domain and some scopes."""

    domain_id: str
    scopes: frozenset[Scope] = ORDER_SCOPES


@frozen(kw_only=True)
class CreateAccessKeyHandler:
    """Creates a key and stores only its digest."""

    keys: AccessKeys
    domains: DomainStates
    clock: Clock
    ids: IdGenerator

    def __call__(self, command: CreateAccessKey) -> str:
        """Return the key's secret; it cannot be read again.

        Raises UnknownDomainError if the domain is not registered, though others are.
        """
        self._ensure_known(command.domain_id)
        secret = api_key(self.ids.secret())
        key = AccessKey(
            id=self.ids.new("key_"),
            domain_id=command.domain_id,
            digest=digest(secret),
            scopes=command.scopes,
            created_at=self.clock.now(),
        )
        self.keys.add(key)
        try:
            # The first registration may have missed the key: it registers the domains with keys.
            self._ensure_known(command.domain_id)
        except UnknownDomainError:
            self.keys.revoke(key.id, self.clock.now())
            raise
        return secret

    def _ensure_known(self, domain_id: str) -> None:
        if self.domains.state(domain_id) is DomainState.UNKNOWN:
            raise UnknownDomainError(domain_id)


@frozen
class RevokeAccessKey:
    """Revoke a key."""

    key_id: str


@frozen(kw_only=True)
class RevokeAccessKeyHandler:
    """Revokes a key; every process rejects it within a minute."""

    keys: AccessKeys
    clock: Clock

    def __call__(self, command: RevokeAccessKey) -> bool:
        """Return True if the key exists."""
        return self.keys.revoke(command.key_id, self.clock.now())
