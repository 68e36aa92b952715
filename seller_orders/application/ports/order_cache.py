"""A cache of orders as they are answered: a body of bytes, fenced by the order's version."""

from contextlib import AbstractContextManager
from typing import Protocol

from attrs import frozen


@frozen
class OrderKey:
    """Which order, of which domain."""

    domain_id: str
    order_id: str


@frozen
class CachedOrder:
    """An order's body and the version that it shows."""

    version: int
    body: bytes


class CacheSlot(Protocol):
    """One reader's hold on one key's entry."""

    @property
    def is_bypassed(self) -> bool:
        """Whether there is no cache to ask or to fill just now."""
        ...

    def get(self) -> CachedOrder | None:
        """Return the entry, or None and the task of loading it.

        While another reader loads the same key this waits for it, so that a miss is loaded once
        whatever the number of readers.
        """
        ...

    def put(self, entry: CachedOrder) -> None:
        """Keep an entry, unless a newer version has been seen since."""
        ...


class OrderCache(Protocol):
    """Keeps orders for a while. It may forget at any time; it never shows a replaced version."""

    def slot(self, key: OrderKey) -> AbstractContextManager[CacheSlot]:
        """Hold a key's entry for reading it and, on a miss, for filling it."""
        ...

    def invalidate(self, key: OrderKey, version: int) -> bool:
        """Drop what is older than ``version``, and refuse it from now on.

        False: the cache cannot be reached, and has to be told again.
        """
        ...
