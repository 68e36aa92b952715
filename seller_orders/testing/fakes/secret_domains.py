"""Domains that have stored secrets, in memory."""

from collections.abc import Sequence

from attrs import frozen

from seller_orders.testing.fakes.store import MemoryStore


@frozen
class MemorySecretDomains:
    """The committed settings and webhook endpoints of a store."""

    store: MemoryStore

    def some(self, limit: int, after: str = "") -> Sequence[str]:
        """Return some ids of domains that have settings or webhook endpoints."""
        state = self.store.committed
        found = {*state.settings, *(domain_id for domain_id, _ in state.endpoints)}
        return sorted(each for each in found if each > after)[:limit]
