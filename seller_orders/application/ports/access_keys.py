"""Storage of API keys."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from seller_orders.application.access import AccessKey


class KeyLookUp(Protocol):
    """Finds API keys by the SHA-256 of their secret."""

    def find(self, digest: str) -> AccessKey | None:
        """Return the key with this digest; None if there is none or it is revoked."""
        ...

    def record_use(self, key: AccessKey, at: datetime) -> None:
        """Record the time of a key's use."""
        ...


class AccessKeys(KeyLookUp, Protocol):
    """Stores API keys."""

    def add(self, key: AccessKey) -> None:
        """Store a new key."""
        ...

    def every(self) -> Sequence[AccessKey]:
        """Return all keys, revoked ones included, oldest first."""
        ...

    def revoke(self, key_id: str, at: datetime) -> bool:
        """Revoke a key; return True if it exists."""
        ...
