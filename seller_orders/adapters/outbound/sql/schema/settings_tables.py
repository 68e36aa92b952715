"""Tables of the domains' settings and of their history."""

from typing import Final

from sqlalchemy import Column, Integer, PrimaryKeyConstraint, Table

from seller_orders.adapters.outbound.sql.schema.column_types import (
    Document,
    UtcDateTime,
    plain_text,
)
from seller_orders.adapters.outbound.sql.schema.tables import metadata

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
