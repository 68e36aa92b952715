"""Indexes that find a customer's orders, closed orders with contact data, and copies of both.

The former release maintains the indexes as the database does, and needs none of them.

On PostgreSQL this is not one transaction, so each step must be repeatable.
"""

from contextlib import nullcontext
from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"

_RETENTION: Final = {
    "sqlite": "json_extract(sections, '$.retention') IS NOT NULL",
    "postgresql": "(sections -> 'retention') IS NOT NULL",
}
_IS_DECLARED: Final = "'domain_settings' = current_setting('seller_orders.across_domains', true)"


def upgrade() -> None:
    """Build the indexes, on PostgreSQL concurrently, and let the reaper find domains."""
    dialect = op.get_context().dialect.name
    is_online = dialect == "postgresql"
    # Each statement is a transaction, so that no writer waits for more than one of them.
    with op.get_context().autocommit_block() if is_online else nullcontext():
        _build("ix_events_of_order", "events", "domain_id", "order_id")
        _build(
            "ix_outbox_finished",
            "outbox",
            *("domain_id", "order_id"),
            where="delivered_at IS NOT NULL OR dead_at IS NOT NULL",
        )
        _build(
            "ix_orders_archived_customer_id",
            "orders",
            *("domain_id", "customer_id", "order_id"),
            where="archived_at IS NOT NULL AND customer_id IS NOT NULL",
        )
        _build(
            "ix_orders_expiring_contact",
            "orders",
            *("domain_id", "updated_at", "order_id"),
            where="(status = 'cancelled' OR status = 'delivered' OR status = 'refunded') "
            "AND customer_name != 'erased'",
        )
        _build(
            "ix_domain_settings_retention",
            "domain_settings",
            "domain_id",
            where=_RETENTION[dialect],
        )
        if is_online:
            op.execute("DROP POLICY IF EXISTS across_domains ON domain_settings")
            op.execute(
                f"CREATE POLICY across_domains ON domain_settings FOR SELECT USING ({_IS_DECLARED})"
            )


def _build(name: str, table: str, *columns: str, where: str | None = None) -> None:
    condition = None if where is None else sa.text(where)
    # A concurrent build that was cut short leaves an invalid index behind.
    op.drop_index(name, table, if_exists=True, postgresql_concurrently=True)
    op.create_index(
        name,
        table,
        [*columns],
        postgresql_concurrently=True,
        postgresql_where=condition,
        sqlite_where=condition,
    )
