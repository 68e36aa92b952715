"""The operations on the domains of an installation."""

from collections.abc import Callable, Sequence

from attrs import frozen
from returns.result import Result

from seller_orders.application.commands.manage_domains import (
    ArchiveDomain,
    CreateDomain,
    RenameDomain,
)
from seller_orders.application.domains import Domain, DomainState, MonthlyUsage
from seller_orders.application.queries.count_usage import CountUsage
from seller_orders.application.queries.list_domains import ListDomains
from seller_orders.domain.refusals import DomainNotFound, Refusal


@frozen(kw_only=True)
class DomainOperations:
    """Register, read, rename and archive domains, as an operator.

    ``get`` and ``state`` take a domain's id. ``adopt`` registers the domains that have orders or
    keys and returns the ids of the new ones.

    >>> operations: DomainOperations = orders.domains
    >>> operations.adopt()
    frozenset({'dom_1'})
    """

    create: Callable[[CreateDomain], Result[Domain, Refusal]]
    get: Callable[[str], Result[Domain, DomainNotFound]]
    state: Callable[[str], DomainState]
    list: Callable[[ListDomains], Sequence[Domain]]
    rename: Callable[[RenameDomain], Result[Domain, Refusal]]
    archive: Callable[[ArchiveDomain], Result[Domain, Refusal]]
    adopt: Callable[[], frozenset[str]]
    usage: Callable[[CountUsage], Result[Sequence[MonthlyUsage], Refusal]]
