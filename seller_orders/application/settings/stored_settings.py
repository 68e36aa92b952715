"""Settings of domains as every process follows them: cached by version."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from threading import Lock
from time import monotonic
from typing import Any, Final, Self, TypeAlias

from attrs import define, evolve, field

from seller_orders.application.blocking_io import blocking_io
from seller_orders.application.ports.settings_repository import StoredSettings
from seller_orders.application.ports.settings_store import SettingsSource
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.application.settings.cache import CachedSettings, SettingsCache
from seller_orders.domain.domain_settings import DomainSettings

CHECKED_EVERY_S: Final = 5.0
"""Age from which cached settings are compared with the store's version."""

SERVED_WITHOUT_STORE_S: Final = 600.0
"""Longest time that the last known settings apply while the store cannot be reached."""

MAX_CACHED_BYTES: Final = 64 * 1024 * 1024
"""Estimated size of all cached settings of a process."""

_CHECKED_WITHOUT_STORE_EVERY_S: Final = 1.0
# Added to the interval, it is below the ten seconds in which every process follows a change.
_SERVED_WHILE_LOADING_S: Final = 3.0
_ENTRY_BYTES: Final = 600
# Values take up to four times the memory of their JSON.
_BYTES_OF_A_BYTE: Final = 4

_log: Final = logging.getLogger("seller_orders.settings")

SettingsOf: TypeAlias = Callable[[str, StoredSettings], DomainSettings]
"""Makes a domain's settings of what it has stored."""


@define(eq=False)
class _Loading:
    """Lock of the one thread that loads a domain, and the number of threads that know of it."""

    lock: Any = field(factory=Lock)
    users: int = 0


class StoredDomainSettings:
    """Reads the settings of domains from a source, at most every five seconds.

    One thread at a time loads a domain. Meanwhile the others get the settings that are known, or
    wait if there are none. While the store cannot be reached the last known settings apply, for ten
    minutes at most.
    """

    def __init__(
        self,
        source: SettingsSource,
        settings_of: SettingsOf,
        *,
        now: Callable[[], float] = monotonic,
        max_bytes: int = MAX_CACHED_BYTES,
    ) -> None:
        self._source = source
        self._settings_of = settings_of
        self._now = now
        self._cache = SettingsCache(max_bytes)
        self._loading: dict[str, _Loading] = {}
        self._lock = Lock()

    def of(self, domain_id: str) -> DomainSettings:
        """Return the settings of a domain.

        Raises StoreUnavailableError if the store is unavailable and none are known.
        """
        known = self._cache.get(domain_id)
        if known is not None and self._now() < known.due_at:
            return known.settings
        with self._only_loader(domain_id) as is_only:
            known = self._cache.get(domain_id)
            # Another thread is loading, or has done so while this one waited.
            if known is not None and (not is_only or self._now() < known.due_at):
                return known.settings
            return self._loaded(domain_id, known)

    def expire(self, domain_id: str) -> None:
        """Read a domain's settings again before they are used next."""
        self._cache.expire(domain_id, self._now())

    def reading_from(self, source: SettingsSource) -> Self:
        """Return the same reader, with the same cache, on another source."""
        other = copy(self)
        other._source = source
        return other

    @contextmanager
    def _only_loader(self, domain_id: str) -> Iterator[bool]:
        """Become the loader of a domain; False if another is, and settings are usable."""
        with self._lock:
            loading = self._loading.setdefault(domain_id, _Loading())
            loading.users += 1
        is_only = loading.lock.acquire(blocking=False)
        try:
            if not is_only and not self._has_usable(domain_id):
                with blocking_io():
                    is_only = loading.lock.acquire()
            yield is_only
        finally:
            if is_only:
                loading.lock.release()
            with self._lock:
                loading.users -= 1
                if not loading.users:
                    del self._loading[domain_id]

    def _has_usable(self, domain_id: str) -> bool:
        known = self._cache.get(domain_id)
        return known is not None and self._now() < known.usable_until

    def _loaded(self, domain_id: str, known: CachedSettings | None) -> DomainSettings:
        began_at = self._now()
        try:
            version = None if known is None else known.settings.version
            stored = self._source.other_than(domain_id, version)
        except StoreUnavailableError as error:
            return self._last_known(domain_id, known, error)
        if stored is None and known is not None:
            settings, size = known.settings, known.size
        else:
            stored = stored or StoredSettings()
            settings = self._settings_of(domain_id, stored)
            size = _ENTRY_BYTES + _BYTES_OF_A_BYTE * _size(stored.sections)
        # A version that was saved during the read has to be read again.
        is_expired = self._cache.get(domain_id) is not known
        due_at = began_at if is_expired else began_at + CHECKED_EVERY_S
        read = CachedSettings(
            settings=settings,
            size=size,
            confirmed_at=began_at,
            due_at=due_at,
            usable_until=due_at + _SERVED_WHILE_LOADING_S,
        )
        self._cache.put(domain_id, read)
        return settings

    def _last_known(
        self, domain_id: str, known: CachedSettings | None, error: StoreUnavailableError
    ) -> DomainSettings:
        now = self._now()
        if known is None or now - known.confirmed_at > SERVED_WITHOUT_STORE_S:
            raise error
        if not known.is_store_away:
            _log.warning("the last known settings of %s apply: %s", domain_id, error)
        due_at = now + _CHECKED_WITHOUT_STORE_EVERY_S
        usable_until = due_at + _SERVED_WHILE_LOADING_S
        kept = evolve(known, due_at=due_at, usable_until=usable_until, is_store_away=True)
        self._cache.put(domain_id, kept)
        return known.settings


def _size(sections: Mapping[str, Any]) -> int:
    return len(repr(sections)) if sections else 0
