"""Create and revoke API keys."""

from attrs import frozen

from seller_orders.application.access import ORDER_SCOPES, AccessKey, Scope, api_key, digest
from seller_orders.application.ports.access_keys import AccessKeys
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.id_generator import IdGenerator


@frozen(kw_only=True)
class CreateAccessKey:
    """Create a key for one domain and some scopes."""

    domain_id: str
    scopes: frozenset[Scope] = ORDER_SCOPES


@frozen(kw_only=True)
class CreateAccessKeyHandler:
    """Creates a key and stores only its digest."""

    keys: AccessKeys
    clock: Clock
    ids: IdGenerator

    def __call__(self, command: CreateAccessKey) -> str:
        """Return the key's secret; it cannot be read again."""
        secret = api_key(self.ids.secret())
        self.keys.add(
            AccessKey(
                id=self.ids.new("key_"),
                domain_id=command.domain_id,
                digest=digest(secret),
                scopes=command.scopes,
                created_at=self.clock.now(),
            )
        )
        return secret


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
