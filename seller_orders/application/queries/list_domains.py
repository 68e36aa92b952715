"""List the domains of an installation."""

from collections.abc import Sequence

from attrs import frozen
from returns.result import Failure, Result, Success

from seller_orders.application.domains import Domain
from seller_orders.application.ports.domains import DomainDirectory
from seller_orders.domain.refusals import DomainNotFound


@frozen(kw_only=True)
class ListDomains:
    """List a page of registered domains by id, from the one after ``after``.

    >>> orders.domains.list(ListDomains(limit=20))
    []
    """

    limit: int
    after: str | None = None


@frozen(kw_only=True)
class ListDomainsHandler:
    """Lists the registered domains."""

    directory: DomainDirectory

    def __call__(self, query: ListDomains) -> Sequence[Domain]:
        """Return at most ``limit`` domains. While none is registered, every domain is open."""
        return self.directory.page(query.after or "", query.limit)


@frozen(kw_only=True)
class GetDomainHandler:
    """Reads a registered domain."""

    directory: DomainDirectory

    def __call__(self, domain_id: str) -> Result[Domain, DomainNotFound]:
        """Return the domain."""
        found = self.directory.find(domain_id)
        return Failure(DomainNotFound(domain_id)) if found is None else Success(found)
