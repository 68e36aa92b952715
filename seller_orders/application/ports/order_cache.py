"""A cache of orders' response bodies, fenced by the order's version."""

from contextlib import AbstractContextManager
from typing import Protocol

from attrs import frozen


@frozen
class OrderKey:
    """Key of a cached order."""

    domain_id: str
    order_id: str


@frozen
class CachedOrder:
    """An order's response body and its version."""

    version: int
    body: bytes


class CacheSlot(Protocol):
    """One reader's hold on one key's entry."""

    @property
    def is_bypassed(self) -> bool:
        """True if the cache is unavailable."""
        ...

    def get(self) -> CachedOrder | None:
        """Return the entry; None if this reader must load it.

        Waits while another reader loads the same key, so each miss is loaded once.
        """
        ...

    def put(self, entry: CachedOrder) -> None:
        """Store an entry, unless a newer version is known."""
        ...


class OrderCache(Protocol):
    """Caches orders. It may evict an entry at any time, and never returns a replaced version."""

    def slot(self, key: OrderKey) -> AbstractContextManager[CacheSlot]:
        """Return the slot of a key, to read its entry and to fill it on a miss."""
        ...

    def invalidate(self, key: OrderKey, version: int) -> bool:
        """Drop entries older than ``version``, and refuse them from now on.

        Returns False if the cache is unreachable; the caller must repeat the invalidation.
        """
        ...
