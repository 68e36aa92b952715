"""Registered domains in memory."""

from attrs import frozen

from seller_orders.application.domains import Domain
from seller_orders.testing.fakes.state import State


@frozen
class MemoryDomainRepository:
    """Registered domains in a unit of work's state."""

    state: State

    def add(self, *domains: Domain) -> frozenset[str]:
        """Register domains; return the ids of those that were not registered before."""
        new = [domain for domain in domains if domain.id not in self.state.domains]
        self.state.domains.update((domain.id, domain) for domain in new)
        return frozenset(domain.id for domain in new)

    def find(self, domain_id: str) -> Domain | None:
        """Return a registered domain."""
        return self.state.domains.get(domain_id)

    def save(self, domain: Domain) -> None:
        """Store a registered domain."""
        self.state.domains[domain.id] = domain
