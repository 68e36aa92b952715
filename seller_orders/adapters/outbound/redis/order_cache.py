"""A cache in Redis, for any number of processes."""

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
from seller_orders.application.ports.order_cache import CachedOrder, OrderKey

_SCHEMA: Final = 1
"""Part of every key: a release that writes entries otherwise does not read the old ones."""

_LOAD_WITHIN_MS: Final = 5_000
_WAIT_FOR_LOAD_S: Final = 1.0
_LOOK_AGAIN_S: Final = 0.005


class RedisOrderCache:
    """Keeps orders for as long as ``ttl_s``, fenced by version.

    A reader puts only what it was given the task to load, and an invalidation takes that task
    away: a slow reader cannot bring an old state back even where Redis has forgotten the fence.
    """

    def __init__(self, redis: BoundedRedis, ttl_s: float) -> None:
        self._ttl_ms = int(ttl_s * 1000)
        self._claim = redis.script(CLAIM)
        self._keep = redis.script(KEEP)
        self._release = redis.script(RELEASE)
        self._discard = redis.script(DISCARD)
        self._invalidate = redis.script(INVALIDATE)

    @contextmanager
    def slot(self, key: OrderKey) -> Iterator["_Slot"]:
        """Hold a key's entry for reading and filling it."""
        slot = _Slot(self, key)
        try:
            yield slot
        finally:
            slot.release()

    def invalidate(self, key: OrderKey, version: int) -> bool:
        """Drop what is older than ``version``, and refuse it from now on."""
        try:
            self._invalidate(_keys(key), version, self._ttl_ms)
        except NoAnswerError:
            return False
        return True

    def claim(self, key: OrderKey, token: str) -> object:
        """Return the entry's fields, or ``load`` or ``wait`` alone."""
        return self._claim(_keys(key), token, _LOAD_WITHIN_MS)

    def discard(self, key: OrderKey) -> None:
        """Drop an entry that cannot be read."""
        self._discard(_keys(key))

    def keep(self, key: OrderKey, token: str, entry: CachedOrder) -> None:
        """Keep what was loaded, unless it has been replaced meanwhile."""
        version, body = str(entry.version).encode(), entry.body
        self._keep(_keys(key), token, version, _checksum(version, body), body, self._ttl_ms)

    def release(self, key: OrderKey, token: str) -> None:
        """Give the task of loading back."""
        self._release(_keys(key), token)


class _Slot:
    def __init__(self, cache: RedisOrderCache, key: OrderKey) -> None:
        self._cache = cache
        self._key = key
        self._token = secrets.token_hex(8)
        self._has_task = False
        self.is_bypassed = False

    def get(self) -> CachedOrder | None:
        """Return the entry, or None and (unless Redis is away) the task of loading it."""
        try:
            return self._entry_or_task()
        except NoAnswerError:
            self.is_bypassed = True
            return None

    def put(self, entry: CachedOrder) -> None:
        """Keep what was loaded, if the task is still this reader's."""
        if not self._has_task:
            return
        self._has_task = False
        try:
            self._cache.keep(self._key, self._token, entry)
        except NoAnswerError:
            self.is_bypassed = True

    def release(self) -> None:
        """Give the task back if nothing was put, so that another reader may load at once."""
        if self._has_task:
            with suppress(NoAnswerError):
                self._cache.release(self._key, self._token)

    def _entry_or_task(self) -> CachedOrder | None:
        give_up = monotonic() + _WAIT_FOR_LOAD_S
        while monotonic() < give_up:
            match self._cache.claim(self._key, self._token):
                case [b"load"]:
                    self._has_task = True
                    return None
                case [b"wait"]:
                    sleep(_LOOK_AGAIN_S)
                case [bytes(version), bytes(checksum), bytes(body)] if checksum == _checksum(
                    version, body
                ):
                    return CachedOrder(int(version), body)
                case _:
                    self._cache.discard(self._key)
        return None


def _keys(key: OrderKey) -> list[str]:
    # The braces keep both keys in one slot of a cluster.
    name = f"seller-orders:{_SCHEMA}:{{{key.domain_id}/{key.order_id}}}"
    return [name, f"{name}:loading"]


def _checksum(version: bytes, body: bytes) -> bytes:
    return b"%08x" % crc32(body, crc32(version))
