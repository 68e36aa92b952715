"""Authenticate a caller."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from hmac import compare_digest

from attrs import frozen

from seller_orders.application.access import (
    INSTALLATION,
    USE_NOTED_EVERY,
    AccessKey,
    Principal,
    digest,
    is_api_key,
    is_installation_key,
)
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.key_lookup import KeyBatchLookUp, KeyLookUp
from seller_orders.application.ports.token_verifier import TokenVerifier
from seller_orders.application.ports.unit_of_work import StoreUnavailableError


@frozen
class Authenticate:
    """Authenticate with an API key, an installation key or an identity provider's token."""

    credential: str


@frozen(kw_only=True)
class AuthenticateHandler:
    """Accepts API and installation keys that are neither revoked nor expired, and valid tokens."""

    keys: KeyLookUp
    clock: Clock
    tokens: TokenVerifier | None = None

    def __call__(self, query: Authenticate) -> Principal | None:
        """Return the credential's principal; None if it is invalid.

        Raises KeyLookUpBusyError or TokensUnavailableError if it cannot be checked now.
        """
        if is_api_key(query.credential) or is_installation_key(query.credential):
            return self._holder_of(digest(query.credential))
        return self.tokens.verify(query.credential) if self.tokens else None

    def _holder_of(self, presented: str) -> Principal | None:
        key = self.keys.find(presented)
        if key is None or not compare_digest(key.digest, presented):
            return None
        # A cached key is older than its expiry may be.
        if key.has_expired(self.clock.now()):
            return None
        _note_use(self.keys, key, self.clock)
        if key.domain_id == INSTALLATION:
            return Principal(f"admin:{key.id}", frozenset(), frozenset(), manages_installation=True)
        return Principal(f"key:{key.id}", frozenset({key.domain_id}), key.scopes)


@frozen(kw_only=True)
class PresentKeysHandler:
    """Finds the API keys that another layer was presented with, and records their use."""

    keys: KeyBatchLookUp
    clock: Clock

    def __call__(self, digests: Collection[str]) -> Sequence[AccessKey]:
        """Return the keys with these digests; unknown, revoked and expired ones are left out."""
        now = self.clock.now()
        found = [key for key in self.keys.find_many(digests) if not key.has_expired(now)]
        for key in found:
            _note_use(self.keys, key, self.clock)
        return found


def _note_use(keys: KeyLookUp | KeyBatchLookUp, key: AccessKey, clock: Clock) -> None:
    now = clock.now()
    if key.last_used_at is None or now - key.last_used_at >= USE_NOTED_EVERY:
        # Access does not depend on recording the use; a later request records it.
        with suppress(StoreUnavailableError):
            keys.record_use(key, now)
