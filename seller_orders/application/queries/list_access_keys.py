"""List API keys."""

from collections.abc import Sequence

from attrs import frozen

from seller_orders.application.access import INSTALLATION, AccessKey
from seller_orders.application.ports.access_keys import AccessKeys


@frozen(kw_only=True)
class ListAccessKeysHandler:
    """Lists the keys of all domains; their secrets are not stored."""

    keys: AccessKeys

    def __call__(self) -> Sequence[AccessKey]:
        """Return all keys, revoked ones included, oldest first."""
        return [key for key in self.keys.every() if key.domain_id != INSTALLATION]
