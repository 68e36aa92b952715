"""Authenticate a caller."""

from contextlib import suppress
from hmac import compare_digest

from attrs import frozen

from seller_orders.application.access import (
    USE_NOTED_EVERY,
    AccessKey,
    Principal,
    digest,
    is_api_key,
)
from seller_orders.application.ports.access_keys import KeyLookUp
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.token_verifier import TokenVerifier
from seller_orders.application.ports.unit_of_work import StoreUnavailableError


@frozen
class Authenticate:
    """Authenticate with a credential: an API key, or a token of the identity provider."""

    credential: str


@frozen(kw_only=True)
class AuthenticateHandler:
    """Accepts API keys that are not revoked, and valid tokens."""

    keys: KeyLookUp
    clock: Clock
    tokens: TokenVerifier | None = None

    def __call__(self, query: Authenticate) -> Principal | None:
        """Return the credential's principal; None if it is invalid."""
        if is_api_key(query.credential):
            return self._holder_of(query.credential)
        return self.tokens.verify(query.credential) if self.tokens else None

    def present(self, presented: str) -> AccessKey | None:
        """Return the key with this digest and record its use; None if it is unknown or revoked."""
        key = self.keys.find(presented)
        if key is None or not compare_digest(key.digest, presented):
            return None
        self._note_use(key)
        return key

    def _holder_of(self, secret: str) -> Principal | None:
        key = self.present(digest(secret))
        if key is None:
            return None
        return Principal(f"key:{key.id}", frozenset({key.domain_id}), key.scopes)

    def _note_use(self, key: AccessKey) -> None:
        now = self.clock.now()
        if key.last_used_at is None or now - key.last_used_at >= USE_NOTED_EVERY:
            # Access does not depend on recording the use; a later request records it.
            with suppress(StoreUnavailableError):
                self.keys.record_use(key, now)
