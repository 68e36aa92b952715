"""Register, rename and archive the domains of an installation."""

from collections.abc import Iterable
from datetime import datetime

from attrs import evolve, frozen
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from seller_orders.application.access import INSTALLATION
from seller_orders.application.domains import Domain
from seller_orders.application.idempotency import IdempotencyKey, claim_key, commit_outcome
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.domain_unit_of_work import (
    BeginDomainUnitOfWork,
    DomainUnitOfWork,
)
from seller_orders.application.ports.domains import DomainDirectory
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.domain.refusals import DomainExists, DomainNotFound, Refusal


@frozen(kw_only=True)
class _DomainCommand:
    idempotency_key: IdempotencyKey | None = None

    @property
    def domain_id(self) -> str:
        """Owner of the idempotency key: the installation."""
        return INSTALLATION


@frozen(kw_only=True)
class CreateDomain(_DomainCommand):
    """Register a domain. Without an ``id`` one is generated.

    The first one registers every domain that has orders or keys as well, so that their keys go on
    working.

    Refusals: domain_exists.

    >>> orders.domains.create(CreateDomain(id="dom_2", name="Second shop")).unwrap().name
    'Second shop'
    >>> orders.domains.get("dom_1").unwrap().name
    'dom_1'
    """

    id: str | None = None
    name: str


@frozen(kw_only=True)
class RenameDomain(_DomainCommand):
    """Give a domain another name.

    Refusals: domain_not_found.

    >>> orders.domains.rename(RenameDomain(id="dom_9", name="Ninth shop")).failure().code
    'domain_not_found'
    """

    id: str
    name: str


@frozen(kw_only=True)
class ArchiveDomain(_DomainCommand):
    """Archive a domain, or restore it: the keys of an archived one are refused within a minute.

    Its data stays, and its messages are delivered. Repeating it changes nothing.

    Refusals: domain_not_found.

    >>> second = orders.domains.create(CreateDomain(id="dom_2", name="Second shop")).unwrap()
    >>> orders.domains.archive(ArchiveDomain(id="dom_2")).unwrap().archived_at is None
    False
    >>> orders.domains.archive(ArchiveDomain(id="dom_2", archived=False)).unwrap().archived_at
    """

    id: str
    archived: bool = True


@frozen(kw_only=True)
class CreateDomainHandler:
    """Registers a domain, and with the first one those that are in use."""

    begin: BeginDomainUnitOfWork
    directory: DomainDirectory
    clock: Clock
    ids: IdGenerator

    def __call__(self, command: CreateDomain) -> Result[Domain, Refusal]:
        """Return the new domain."""
        is_first = not self.directory.page("", 1)
        in_use = self.directory.in_use() if is_first else frozenset()
        with self.begin(INSTALLATION) as tx:
            claim_key(tx, command)
            outcome = self._create(tx, command, in_use)
            commit_outcome(tx, command, outcome)
        if is_first:
            # A key may have been created after the domains in use were read.
            AdoptDomainsHandler(begin=self.begin, directory=self.directory, clock=self.clock)()
        return outcome

    def _create(
        self, tx: DomainUnitOfWork, command: CreateDomain, in_use: frozenset[str]
    ) -> Result[Domain, Refusal]:
        now = self.clock.now()
        id = command.id or self.ids.new("dom_")
        created = Domain(id=id, name=command.name, created_at=now, updated_at=now)
        if not tx.domains.add(created):
            return Failure(DomainExists(id))
        tx.domains.add(*_named_by_their_ids(in_use, now))
        return Success(created)


@frozen(kw_only=True)
class AdoptDomainsHandler:
    """Registers the domains that have orders or keys."""

    begin: BeginDomainUnitOfWork
    directory: DomainDirectory
    clock: Clock

    def __call__(self) -> frozenset[str]:
        """Return the ids of the domains that were not registered before."""
        in_use = self.directory.in_use()
        with self.begin(INSTALLATION) as tx:
            added = tx.domains.add(*_named_by_their_ids(in_use, self.clock.now()))
            tx.commit()
        return added


@frozen(kw_only=True)
class RenameDomainHandler:
    """Renames a domain."""

    begin: BeginDomainUnitOfWork
    clock: Clock

    def __call__(self, command: RenameDomain) -> Result[Domain, Refusal]:
        """Return the renamed domain."""
        with self.begin(INSTALLATION) as tx:
            claim_key(tx, command)
            now = self.clock.now()
            outcome = _found(tx, command.id).map(
                lambda domain: evolve(domain, name=command.name, updated_at=now)
            )
            return commit_outcome(tx, command, _saved(tx, outcome))


@frozen(kw_only=True)
class ArchiveDomainHandler:
    """Archives and restores domains."""

    begin: BeginDomainUnitOfWork
    clock: Clock

    def __call__(self, command: ArchiveDomain) -> Result[Domain, Refusal]:
        """Return the domain."""
        with self.begin(INSTALLATION) as tx:
            claim_key(tx, command)
            outcome = _found(tx, command.id).map(lambda domain: self._archived(domain, command))
            return commit_outcome(tx, command, _saved(tx, outcome))

    def _archived(self, domain: Domain, command: ArchiveDomain) -> Domain:
        if command.archived is (domain.archived_at is not None):
            return domain
        now = self.clock.now()
        return evolve(domain, archived_at=now if command.archived else None, updated_at=now)


def _found(tx: DomainUnitOfWork, domain_id: str) -> Result[Domain, Refusal]:
    domain = tx.domains.find(domain_id)
    return Failure(DomainNotFound(domain_id)) if domain is None else Success(domain)


def _saved(tx: DomainUnitOfWork, outcome: Result[Domain, Refusal]) -> Result[Domain, Refusal]:
    if is_successful(outcome):
        tx.domains.save(outcome.unwrap())
    return outcome


def _named_by_their_ids(domain_ids: Iterable[str], now: datetime) -> Iterable[Domain]:
    for id in sorted(domain_ids):
        yield Domain(id=id, name=id, created_at=now, updated_at=now)
