"""The API keys that let callers in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from seller_orders.application.access import AccessKey


class KeyLookUp(Protocol):
    """Knows API keys by the SHA-256 of their secret alone."""

    def find(self, digest: str) -> AccessKey | None:
        """Return the key whose secret has this SHA-256, unless it is revoked."""
        ...

    def note_use(self, key: AccessKey, at: datetime) -> None:
        """Note that a key was used."""
        ...


class AccessKeys(KeyLookUp, Protocol):
    """Keeps API keys."""

    def add(self, key: AccessKey) -> None:
        """Keep a new key."""
        ...

    def every(self) -> Sequence[AccessKey]:
        """Return all keys, revoked ones included, oldest first."""
        ...

    def revoke(self, key_id: str, at: datetime) -> bool:
        """Revoke a key; tell whether there is such a key."""
        ...
