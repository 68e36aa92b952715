"""Finding out whom a request comes from."""

from attrs import frozen

from seller_orders.application.access import Principal, digest
from seller_orders.application.ports.access_keys import AccessKeys


@frozen
class Authenticate:
    """Present an API key."""

    secret: str


@frozen(kw_only=True)
class AuthenticateHandler:
    """Lets in whoever has a key that is not revoked."""

    keys: AccessKeys

    def __call__(self, query: Authenticate) -> Principal | None:
        """Return the key's holder, None where there is no such key."""
        key = self.keys.find(digest(query.secret))
        return Principal(f"key:{key.id}", key.domain_id, key.scopes) if key else None
