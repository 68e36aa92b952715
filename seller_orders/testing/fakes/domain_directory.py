"""Reader of the registered domains in memory."""

from collections.abc import Sequence

from attrs import frozen

from seller_orders.application.access import INSTALLATION
from seller_orders.application.domains import Domain, DomainState
from seller_orders.testing.fakes.access_keys import MemoryAccessKeys
from seller_orders.testing.fakes.store import MemoryStore


@frozen
class MemoryDomainDirectory:
    """The committed domains of a store, whose keys are stored apart."""

    store: MemoryStore
    keys: MemoryAccessKeys

    def state(self, domain_id: str) -> DomainState:
        """Return the state of a domain."""
        found = self.find(domain_id)
        if found is None:
            return DomainState.UNKNOWN if self.store.committed.domains else DomainState.OPEN
        return DomainState.ARCHIVED if found.archived_at else DomainState.OPEN

    def find(self, domain_id: str) -> Domain | None:
        """Return a registered domain."""
        return self.store.committed.domains.get(domain_id)

    def page(self, after: str, limit: int) -> Sequence[Domain]:
        """Return registered domains in the order of their ids."""
        registered = self.store.committed.domains
        return [registered[id] for id in sorted(registered) if id > after][:limit]

    def in_use(self) -> frozenset[str]:
        """Return the ids of the domains that have orders or keys."""
        with_keys = {key.domain_id for key in self.keys.every()} - {INSTALLATION}
        return frozenset({*with_keys, *(domain for domain, _ in self.store.committed.orders)})
