"""Settings of domains in memory, up to a size."""

from threading import Lock

from attrs import evolve, frozen

from seller_orders.domain.domain_settings import DomainSettings


@frozen(kw_only=True)
class CachedSettings:
    """Settings, their estimated size in bytes, and times in seconds of a monotonic clock.

    They were the stored ones at ``confirmed_at``, are checked again from ``due_at`` on, and apply
    until ``usable_until`` while another thread does so.
    """

    settings: DomainSettings
    size: int
    confirmed_at: float
    due_at: float
    usable_until: float
    is_store_away: bool = False


class SettingsCache:
    """Discards the settings that were put longest ago, beyond ``max_bytes``.

    Settings that are used are put again as often as they are checked.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._entries: dict[str, CachedSettings] = {}
        self._bytes = 0
        self._lock = Lock()

    def get(self, domain_id: str) -> CachedSettings | None:
        """Return the settings of a domain; None if they are unknown."""
        return self._entries.get(domain_id)

    def put(self, domain_id: str, entry: CachedSettings) -> None:
        """Keep the settings of a domain."""
        with self._lock:
            self._discard(domain_id)
            self._entries[domain_id] = entry
            self._bytes += entry.size
            while self._bytes > self._max_bytes and len(self._entries) > 1:
                self._discard(next(iter(self._entries)))

    def expire(self, domain_id: str, now: float) -> None:
        """Let the settings of a domain be read again before they are used."""
        with self._lock:
            entry = self._entries.get(domain_id)
            if entry is not None:
                self._entries[domain_id] = evolve(entry, due_at=now, usable_until=now)

    def _discard(self, domain_id: str) -> None:
        former = self._entries.pop(domain_id, None)
        if former is not None:
            self._bytes -= former.size
