"""Storage of API keys."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final, Protocol

from seller_orders.application.access import AccessKey

MAX_KEYS_AT_ONCE: Final = 64
"""Number of keys that one look-up may ask for."""


class KeyLookUpBusyError(Exception):
    """Too many requests look up keys that were not seen before; retry later."""


class KeyLookUp(Protocol):
    """Finds API keys by the SHA-256 of their secret."""

    def find(self, digest: str) -> AccessKey | None:
        """Return the key with this digest; None if there is none or it is revoked."""
        ...

    def record_use(self, key: AccessKey, at: datetime) -> None:
        """Record the time of a key's use."""
        ...


class KeyBatchLookUp(Protocol):
    """Finds several API keys at once."""

    def find_many(self, digests: Collection[str]) -> Sequence[AccessKey]:
        """Return the keys with these digests, at most 64; unknown and revoked ones are left out."""
        ...

    def record_use(self, key: AccessKey, at: datetime) -> None:
        """Record the time of a key's use."""
        ...


class AccessKeys(KeyLookUp, KeyBatchLookUp, Protocol):
    """Stores API keys."""

    def add(self, key: AccessKey) -> None:
        """Store a new key."""
        ...

    def every(self) -> Sequence[AccessKey]:
        """Return the keys of all domains, revoked ones included, oldest first."""
        ...

    def revoke(self, key_id: str, at: datetime) -> bool:
        """Revoke a key of any domain; return True if it exists."""
        ...

    def get(self, domain_id: str, key_id: str) -> AccessKey | None:
        """Return a key; None if the domain has no such key."""
        ...

    def page(
        self, domain_id: str, revoked_since: datetime, limit: int, after: str | None
    ) -> Sequence[AccessKey]:
        """Return at most ``limit`` keys by id, from the one after ``after``.

        Leaves out those that were revoked before ``revoked_since``.
        """
        ...
