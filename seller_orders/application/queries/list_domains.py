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

    >>> orders.domains.list(ListDomains())
    DomainPage(domains=[], next=None)
    """

    limit: int = 20
    after: str = ""


@frozen
class DomainPage:
    """Domains in the order of their ids; ``next`` is the ``after`` of the rest, None at the end."""

    domains: Sequence[Domain]
    next: str | None


@frozen(kw_only=True)
class ListDomainsHandler:
    """Lists the registered domains."""

    directory: DomainDirectory

    def __call__(self, query: ListDomains) -> DomainPage:
        """Return the page. It is empty if no domain is registered: then every domain is open."""
        found = self.directory.page(query.after, query.limit + 1)
        shown = list(found[: query.limit])
        return DomainPage(shown, shown[-1].id if len(found) > query.limit else None)


@frozen(kw_only=True)
class GetDomainHandler:
    """Reads a registered domain."""

    directory: DomainDirectory

    def __call__(self, domain_id: str) -> Result[Domain, DomainNotFound]:
        """Return the domain."""
        found = self.directory.find(domain_id)
        return Failure(DomainNotFound(domain_id)) if found is None else Success(found)
