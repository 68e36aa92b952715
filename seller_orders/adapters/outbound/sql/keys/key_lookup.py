"""API keys in SQL."""

from collections.abc import Collection, Sequence
from datetime import datetime

from attrs import frozen
from sqlalchemy import Engine, select, update

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope
from seller_orders.adapters.outbound.sql.keys.key_repository import SqlKeyRepository, key_of
from seller_orders.adapters.outbound.sql.schema.key_tables import access_keys
from seller_orders.application.access import AccessKey


@frozen
class SqlAccessKeys:
    """API keys, found by the digest of their secret before their domain is known."""

    engine: Engine

    def add(self, key: AccessKey) -> None:
        """Store a new key."""
        with transaction(self.engine, tenant=key.domain_id, writes=True) as connection:
            SqlKeyRepository(connection).add(key)
            connection.commit()

    def find(self, digest: str) -> AccessKey | None:
        """Return the key with the digest. Returns None if it is unknown or revoked."""
        return next(iter(self.find_many([digest])), None)

    def find_many(self, digests: Collection[str]) -> Sequence[AccessKey]:
        """Return the keys with these digests. Leaves out unknown and revoked ones."""
        live = select(access_keys).where(
            access_keys.c.digest.in_(digests), access_keys.c.revoked_at.is_(None)
        )
        with transaction(self.engine, tenant=TenantScope.KEY_LOOK_UP) as connection:
            return [key_of(row) for row in connection.execute(live)]

    def record_use(self, key: AccessKey, at: datetime) -> None:
        """Record the time of a key's last use."""
        used = (
            update(access_keys)
            .where(access_keys.c.domain_id == key.domain_id, access_keys.c.key_id == key.id)
            .values(last_used_at=at)
        )
        with transaction(self.engine, tenant=key.domain_id, writes=True) as connection:
            connection.execute(used)
            connection.commit()

    def every(self) -> Sequence[AccessKey]:
        """Return all keys, oldest first."""
        by_age = select(access_keys).order_by(access_keys.c.created_at, access_keys.c.key_id)
        with transaction(self.engine, tenant=TenantScope.KEYS_OF_ALL) as connection:
            return [key_of(row) for row in connection.execute(by_age)]

    def revoke(self, key_id: str, at: datetime) -> bool:
        """Revoke a key. Returns False if it is unknown.

        A key that is already revoked keeps its time of revocation.
        """
        whose = select(access_keys.c.domain_id).where(access_keys.c.key_id == key_id)
        with transaction(self.engine, tenant=TenantScope.KEYS_OF_ALL) as connection:
            domain_id = connection.scalars(whose).one_or_none()
        if domain_id is None:
            return False
        with transaction(self.engine, tenant=domain_id, writes=True) as connection:
            SqlKeyRepository(connection).revoke(domain_id, key_id, at)
            connection.commit()
        return True

    def get(self, domain_id: str, key_id: str) -> AccessKey | None:
        """Return a key of a domain. Returns None if it is unknown."""
        one = select(access_keys).where(
            access_keys.c.domain_id == domain_id, access_keys.c.key_id == key_id
        )
        with transaction(self.engine, tenant=domain_id) as connection:
            row = connection.execute(one).one_or_none()
        return None if row is None else key_of(row)

    def page(
        self, domain_id: str, revoked_since: datetime, limit: int, after: str | None
    ) -> Sequence[AccessKey]:
        """Return keys of a domain by id. Leaves out those revoked before ``revoked_since``."""
        revoked_at = access_keys.c.revoked_at
        listed = select(access_keys).where(
            access_keys.c.domain_id == domain_id,
            access_keys.c.key_id > (after or ""),
            revoked_at.is_(None) | (revoked_at >= revoked_since),
        )
        with transaction(self.engine, tenant=domain_id) as connection:
            rows = connection.execute(listed.order_by(access_keys.c.key_id).limit(limit))
            return [key_of(row) for row in rows]
