"""Storage of the installation's domains."""

from collections.abc import Sequence
from typing import Protocol

from seller_orders.application.domains import Domain, DomainState


class DomainStates(Protocol):
    """Finds whether credentials of a domain are accepted."""

    def state(self, domain_id: str) -> DomainState:
        """Return the state of a domain."""
        ...


class DomainDirectory(DomainStates, Protocol):
    """Reads the registered domains."""

    def find(self, domain_id: str) -> Domain | None:
        """Return a registered domain; None if there is none with this id."""
        ...

    def page(self, after: str, limit: int) -> Sequence[Domain]:
        """Return registered domains in the order of their ids, from the one after ``after``."""
        ...

    def in_use(self) -> frozenset[str]:
        """Return the ids of the domains that have orders or keys, registered or not."""
        ...


class DomainRepository(Protocol):
    """Changes the registered domains, in a unit of work of the installation."""

    def add(self, *domains: Domain) -> frozenset[str]:
        """Register domains; return the ids of those that were not registered before."""
        ...

    def find(self, domain_id: str) -> Domain | None:
        """Return a registered domain as this transaction sees it, and keep others from it."""
        ...

    def save(self, domain: Domain) -> None:
        """Store the name and the times of a registered domain."""
        ...
