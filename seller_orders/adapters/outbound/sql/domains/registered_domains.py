"""Registered domains in SQL, as rows of the installation."""

from collections.abc import Sequence
from typing import Any, Final

from attrs import asdict, frozen
from sqlalchemy import Connection, Engine, Row, Select, bindparam, select, update

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.connection.statement_batch import read
from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope
from seller_orders.adapters.outbound.sql.schema.count_tables import order_counts
from seller_orders.adapters.outbound.sql.schema.domain_tables import domains
from seller_orders.adapters.outbound.sql.schema.key_tables import access_keys
from seller_orders.adapters.outbound.sql.statements.upsert import insert_or
from seller_orders.application.access import INSTALLATION
from seller_orders.application.domains import Domain, DomainState

_BATCH: Final = 500
_OF_INSTALLATION: Final = domains.c.domain_id == bindparam("installation")
_OWNER: Final = {"installation": INSTALLATION}
_EVERY: Final = select(domains).where(_OF_INSTALLATION).order_by(domains.c.id)
_ONE: Final = _EVERY.where(domains.c.id == bindparam("wanted"))
_AFTER: Final = _EVERY.where(domains.c.id > bindparam("after"))
_WITH_ORDERS: Final = select(order_counts.c.domain_id).distinct()
_WITH_KEYS: Final = select(access_keys.c.domain_id).distinct()


@frozen
class SqlDomainDirectory:
    """Reads the registered domains."""

    engine: Engine

    def state(self, domain_id: str) -> DomainState:
        """Return the state of a domain."""
        with transaction(self.engine, tenant=INSTALLATION) as connection:
            found = _one(connection, _ONE, domain_id)
            if found is not None:
                return DomainState.ARCHIVED if found.archived_at else DomainState.OPEN
            is_any = connection.execute(_EVERY.limit(1), _OWNER).first() is not None
        return DomainState.UNKNOWN if is_any else DomainState.OPEN

    def find(self, domain_id: str) -> Domain | None:
        """Return a registered domain. Returns None if there is none with this id."""
        with transaction(self.engine, tenant=INSTALLATION) as connection:
            return _one(connection, _ONE, domain_id)

    def page(self, after: str, limit: int) -> Sequence[Domain]:
        """Return registered domains in the order of their ids, from the one after ``after``."""
        with transaction(self.engine, tenant=INSTALLATION) as connection:
            found = connection.execute(_AFTER.limit(limit), {**_OWNER, "after": after})
            return [_domain(row) for row in found]

    def in_use(self) -> frozenset[str]:
        """Return the ids of the domains that have orders or keys."""
        found = {
            *read(self.engine, TenantScope.DOMAINS_OF_ORDERS, _WITH_ORDERS, {}),
            *read(self.engine, TenantScope.KEYS_OF_ALL, _WITH_KEYS, {}),
        }
        return frozenset(found - {INSTALLATION})


@frozen
class SqlDomainRepository:
    """Changes the registered domains, in one transaction of the installation."""

    connection: Connection

    def add(self, *added: Domain) -> frozenset[str]:
        """Register domains. Returns the ids of those that were not registered before."""
        new = set[str]()
        rows = [_row(domain) for domain in added]
        for start in range(0, len(rows), _BATCH):
            batch = rows[start : start + _BATCH]
            inserted = insert_or(self.connection.dialect.name, domains).values(batch)
            ids = inserted.on_conflict_do_nothing().returning(domains.c.id)
            new.update(self.connection.scalars(ids, _OWNER))
        return frozenset(new)

    def find(self, domain_id: str) -> Domain | None:
        """Return a registered domain, locked until the transaction ends."""
        return _one(self.connection, _ONE.with_for_update(), domain_id)

    def save(self, domain: Domain) -> None:
        """Store the name and the times of a registered domain."""
        values = {name: value for name, value in asdict(domain).items() if name != "id"}
        saved = update(domains).where(_OF_INSTALLATION, domains.c.id == bindparam("wanted"))
        self.connection.execute(saved.values(values), {**_OWNER, "wanted": domain.id})


def _one(connection: Connection, query: Select[Any], domain_id: str) -> Domain | None:
    row = connection.execute(query, {**_OWNER, "wanted": domain_id}).first()
    return None if row is None else _domain(row)


def _row(domain: Domain) -> dict[str, Any]:
    # One parameter for all rows, so that a distributed PostgreSQL routes them to one shard.
    return {"domain_id": bindparam("installation"), **asdict(domain)}


def _domain(row: Row[Any]) -> Domain:
    values = dict(row._mapping)
    del values["domain_id"]
    return Domain(**values)
