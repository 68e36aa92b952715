"""Tables of the domains' settings and of their history."""

from typing import Final

from sqlalchemy import Index, PrimaryKeyConstraint, Table, text

from seller_orders.adapters.outbound.sql.schema.table_parts import (
    document_column,
    id_column,
    integer_column,
    metadata,
    text_column,
    time_column,
)

domain_settings: Final = Table(
    "domain_settings",
    metadata,
    id_column("domain_id"),
    integer_column("version"),
    time_column("updated_at"),
    text_column("updated_by", 200),
    document_column("sections"),
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
    id_column("domain_id"),
    integer_column("version"),
    time_column("changed_at"),
    text_column("changed_by", 200),
    document_column("sections"),
    PrimaryKeyConstraint("domain_id", "version"),
)
