"""Order cache in Redis, for any number of processes."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic, sleep
from typing import Final
from zlib import crc32

from seller_orders.adapters.outbound.redis.connection import BoundedRedis, NoAnswerError
from seller_orders.adapters.outbound.redis.scripts import (
    CLAIM,
    DISCARD,
    INVALIDATE,
    KEEP,
    RELEASE,
)
from seller_orders.application.blocking_io import blocking_io
from seller_orders.application.ports.order_cache import CachedOrder, OrderKey

_SCHEMA: Final = 1
"""Part of every key. Releases with another one do not invalidate each other's entries."""

_LOAD_WITHIN_MS: Final = 5_000
_WAIT_FOR_LOAD_S: Final = 1.0
_POLL_S: Final = 0.005


class RedisOrderCache:
    """Cache of orders for ``ttl_s`` seconds, fenced by version.

    Entries of another ``form`` of response, as other releases may write, are misses. Invalidations
    are of all forms.

    A reader may fill an entry only while it holds the key's load token, and an invalidation revokes
    the token. So a slow reader cannot restore an old version, even if Redis has evicted the fence.
    """

    def __init__(self, redis: BoundedRedis, ttl_s: float, form: str) -> None:
        self._form = form
        self._ttl_ms = int(ttl_s * 1000)
        self._claim = redis.script(CLAIM)
        self._keep = redis.script(KEEP)
        self._release = redis.script(RELEASE)
        self._discard = redis.script(DISCARD)
        self._invalidate = redis.script(INVALIDATE)

    @contextmanager
    def slot(self, key: OrderKey) -> Iterator["_Slot"]:
        """Open a key's entry for reading and filling."""
        slot = _Slot(self, key)
        try:
            yield slot
        finally:
            slot.release()

    def invalidate(self, key: OrderKey, version: int) -> bool:
        """Delete entries older than ``version`` and refuse them. Returns False without Redis."""
        try:
            self._invalidate(_keys(key), version, self._ttl_ms)
        except NoAnswerError:
            return False
        return True

    def claim(self, key: OrderKey, token: str) -> object:
        """Return the entry's fields, ``[b"load"]`` if this reader must load, or ``[b"wait"]``."""
        return self._claim(_keys(key), token, _LOAD_WITHIN_MS, self._form)

    def discard(self, key: OrderKey) -> None:
        """Delete an entry that cannot be read."""
        self._discard(_keys(key))

    def keep(self, key: OrderKey, token: str, entry: CachedOrder) -> None:
        """Store a loaded entry if the token is still valid."""
        version, body = str(entry.version).encode(), entry.body
        checksum = _checksum(version, body)
        self._keep(_keys(key), token, version, checksum, body, self._ttl_ms, self._form)

    def release(self, key: OrderKey, token: str) -> None:
        """Return the load token."""
        self._release(_keys(key), token)


class _Slot:
    def __init__(self, cache: RedisOrderCache, key: OrderKey) -> None:
        self._cache = cache
        self._key = key
        self._token = secrets.token_hex(8)
        self._holds_token = False
        self.is_bypassed = False

    def get(self) -> CachedOrder | None:
        """Return the entry. On None the reader holds the load token, unless Redis is down."""
        try:
            return self._entry_or_token()
        except NoAnswerError:
            self.is_bypassed = True
            return None

    def put(self, entry: CachedOrder) -> None:
        """Store a loaded entry if this reader still holds the load token."""
        if not self._holds_token:
            return
        self._holds_token = False
        try:
            self._cache.keep(self._key, self._token, entry)
        except NoAnswerError:
            self.is_bypassed = True

    def release(self) -> None:
        """Return the token if nothing was stored, so that another reader can load at once."""
        if self._holds_token:
            with suppress(NoAnswerError):
                self._cache.release(self._key, self._token)

    def _entry_or_token(self) -> CachedOrder | None:
        give_up = monotonic() + _WAIT_FOR_LOAD_S
        while monotonic() < give_up:
            match self._cache.claim(self._key, self._token):
                case [b"load"]:
                    self._holds_token = True
                    return None
                case [b"wait"]:
                    with blocking_io():
                        sleep(_POLL_S)
                case [bytes(version), bytes(checksum), bytes(body)] if checksum == _checksum(
                    version, body
                ):
                    return CachedOrder(int(version), body)
                case _:
                    self._cache.discard(self._key)
        return None


def _keys(key: OrderKey) -> list[str]:
    # The braces put both keys in one hash slot of a Redis cluster.
    name = f"seller-orders:{_SCHEMA}:{{{key.domain_id}/{key.order_id}}}"
    return [name, f"{name}:loading"]


def _checksum(version: bytes, body: bytes) -> bytes:
    return b"%08x" % crc32(body, crc32(version))
