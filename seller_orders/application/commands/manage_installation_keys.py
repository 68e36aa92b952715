"""Create, list and revoke installation keys, which open ``/admin``."""

from collections.abc import Sequence

from attrs import frozen

from seller_orders.application.access import INSTALLATION, AccessKey, digest, installation_key
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.application.ports.key_lookup import AccessKeys


@frozen(kw_only=True)
class InstallationKeys:
    """Manages the keys of the installation. They are stored like API keys, without a domain."""

    keys: AccessKeys
    clock: Clock
    ids: IdGenerator

    def create(self, name: str | None = None) -> str:
        """Return the secret of a new key, which may have a name; it cannot be read again."""
        secret = installation_key(self.ids.secret())
        self.keys.add(
            AccessKey(
                id=self.ids.new("adm_"),
                domain_id=INSTALLATION,
                digest=digest(secret),
                scopes=frozenset(),
                created_at=self.clock.now(),
                name=name,
            )
        )
        return secret

    def every(self) -> Sequence[AccessKey]:
        """Return all installation keys, revoked ones included, oldest first."""
        return [key for key in self.keys.every() if key.domain_id == INSTALLATION]

    def revoke(self, key_id: str) -> bool:
        """Revoke a key; return True if it exists. Every process rejects it within a minute."""
        is_known = any(key.id == key_id for key in self.every())
        return is_known and self.keys.revoke(key_id, self.clock.now())
