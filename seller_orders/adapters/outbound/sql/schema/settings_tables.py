"""Tables of the domains' settings and of their history."""

from typing import Final

from sqlalchemy import Column, Index, Integer, PrimaryKeyConstraint, Table, text

from seller_orders.adapters.outbound.sql.schema.column_types import (
    Document,
    UtcDateTime,
    plain_text,
)
from seller_orders.adapters.outbound.sql.schema.columns import metadata

domain_settings: Final = Table(
    "domain_settings",
    metadata,
    Column("domain_id", plain_text(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("updated_by", plain_text(200), nullable=False),
    Column("sections", Document(), nullable=False),
    PrimaryKeyConstraint("domain_id"),
)

HAS_RETENTION: Final = {
    "sqlite": text("json_extract(sections, '$.retention') IS NOT NULL"),
    "postgresql": text("(sections -> 'retention') IS NOT NULL"),
}
"""Condition of domains that set a retention, by dialect."""
Index(
    "ix_domain_settings_retention",
    domain_settings.c.domain_id,
    sqlite_where=HAS_RETENTION["sqlite"],
    postgresql_where=HAS_RETENTION["postgresql"],
)

settings_changes: Final = Table(
    "settings_changes",
    metadata,
    Column("domain_id", plain_text(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("changed_by", plain_text(200), nullable=False),
    Column("sections", Document(), nullable=False),
    PrimaryKeyConstraint("domain_id", "version"),
)
