"""API keys of a domain in SQL, on one connection."""

from datetime import datetime
from typing import Any

from attrs import asdict, frozen
from sqlalchemy import Connection, Row, func, insert, update

from seller_orders.adapters.outbound.sql.schema.key_tables import access_keys
from seller_orders.application.access import ORDER_SCOPES, AccessKey, Scope


@frozen
class SqlKeyRepository:
    """Stores and revokes keys in a transaction."""

    connection: Connection

    def add(self, key: AccessKey) -> None:
        """Store a new key."""
        row = asdict(key)
        row["key_id"] = row.pop("id")
        row["scopes"] = sorted(key.scopes & ORDER_SCOPES)
        row["more_scopes"] = sorted(key.scopes - ORDER_SCOPES)
        self.connection.execute(insert(access_keys), row)

    def revoke(self, domain_id: str, key_id: str, at: datetime) -> AccessKey | None:
        """Revoke a key, unless it is revoked already, and return it."""
        revoked = (
            update(access_keys)
            .where(access_keys.c.domain_id == domain_id, access_keys.c.key_id == key_id)
            .values(revoked_at=func.coalesce(access_keys.c.revoked_at, at))
            .returning(*access_keys.c)
        )
        row = self.connection.execute(revoked).one_or_none()
        return None if row is None else key_of(row)


def key_of(row: Row[Any]) -> AccessKey:
    """Return the key in a row."""
    return AccessKey(
        id=row.key_id,
        domain_id=row.domain_id,
        digest=row.digest,
        scopes=frozenset(map(Scope, (*row.scopes, *row.more_scopes))),
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
        name=row.name,
        expires_at=row.expires_at,
    )
