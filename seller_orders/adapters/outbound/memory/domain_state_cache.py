"""Cache of the states of domains in process memory."""

from threading import Lock
from typing import Final

from cachetools import TTLCache

from seller_orders.application.blocking_io import blocking_io
from seller_orders.application.domains import DomainState
from seller_orders.application.ports.domains import DomainStates

_MAX_DOMAINS: Final = 10_000
_REMEMBERED_S: Final = 30.0


class CachedDomainStates:
    """Cache for 30 s, which is how long credentials of an archived domain may still work.

    Only domains that a valid credential covers are looked up, so callers cannot fill it.
    """

    def __init__(self, states: DomainStates) -> None:
        self._states = states
        self._found: TTLCache[str, DomainState] = TTLCache(_MAX_DOMAINS, _REMEMBERED_S)
        self._lock = Lock()

    def state(self, domain_id: str) -> DomainState:
        """Return the state of a domain, at most 30 s old."""
        try:
            with self._lock:
                return self._found[domain_id]
        except KeyError:
            return self._look_up(domain_id)

    def _look_up(self, domain_id: str) -> DomainState:
        with blocking_io():
            found = self._states.state(domain_id)
        with self._lock:
            self._found[domain_id] = found
        return found
