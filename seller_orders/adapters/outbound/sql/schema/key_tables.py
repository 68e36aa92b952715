"""Tables of idempotency keys and access keys."""

from typing import Final

from sqlalchemy import Column, Index, LargeBinary, PrimaryKeyConstraint, Table, UniqueConstraint

from seller_orders.adapters.outbound.sql.schema.table_parts import (
    document_column,
    id_column,
    list_column,
    metadata,
    text_column,
    time_column,
)

idempotency_keys: Final = Table(
    "idempotency_keys",
    metadata,
    id_column("domain_id"),
    text_column("key", 255),
    text_column("fingerprint", 64),
    Column("answer", LargeBinary, nullable=False),
    time_column("recorded_at"),
    PrimaryKeyConstraint("domain_id", "key"),
    Index(None, "recorded_at"),
)

access_keys: Final = Table(
    "access_keys",
    metadata,
    id_column("domain_id"),
    id_column("key_id"),
    text_column("digest", 64),
    document_column("scopes"),
    time_column("created_at"),
    time_column("last_used_at", nullable=True),
    time_column("revoked_at", nullable=True),
    # The former release writes neither.
    text_column("name", 200, nullable=True),
    time_column("expires_at", nullable=True),
    # Scopes that the former release does not know: it cannot read a key that has them in scopes.
    list_column("more_scopes"),
    PrimaryKeyConstraint("domain_id", "key_id"),
    UniqueConstraint("digest"),
)
