"""Changes that the passing of time makes due: ends of holds, and lateness of orders.

The column is nullable, which serves the former release: it does not write it, and it knows no
holds.

On PostgreSQL this is not one transaction, so each step must be repeatable.
"""

from contextlib import nullcontext
from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import VARCHAR

revision = "0033"
down_revision = "0032"

_TIME: Final = sa.DateTime(timezone=True)
_INDEX: Final = "ix_orders_next_release"
_IS_OF_THE_DOMAIN: Final = "domain_id = current_setting('seller_orders.domain_id', true)"


def upgrade() -> None:
    """Add the column with its index, and the table; on PostgreSQL build the index concurrently."""
    is_online = op.get_context().dialect.name == "postgresql"
    # Each statement is a transaction, so that no writer waits for more than one of them.
    with op.get_context().autocommit_block() if is_online else nullcontext():
        column = sa.Column("next_release_at", _TIME, nullable=True)
        op.add_column("orders", column, if_not_exists=is_online or None)
        _build_index()
        _create_table()
        if is_online:
            _fence("lateness_records")


def _build_index() -> None:
    where = sa.text("next_release_at IS NOT NULL")
    # A concurrent build that was cut short leaves an invalid index behind.
    op.drop_index(_INDEX, "orders", if_exists=True, postgresql_concurrently=True)
    op.create_index(
        _INDEX,
        "orders",
        ["domain_id", "next_release_at", "order_id"],
        postgresql_concurrently=True,
        postgresql_where=where,
        sqlite_where=where,
    )


def _create_table() -> None:
    identifier = sa.String(64).with_variant(VARCHAR(64, collation="C"), "postgresql")
    op.create_table(
        "lateness_records",
        sa.Column("domain_id", identifier, nullable=False),
        sa.Column("order_id", identifier, nullable=False),
        sa.Column("ship_by", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("domain_id", "order_id", "ship_by", name="pk_lateness_records"),
        sa.ForeignKeyConstraint(
            ["domain_id", "order_id"],
            ["orders.domain_id", "orders.order_id"],
            name="fk_lateness_records_orders",
        ),
        if_not_exists=True,
    )


def _fence(table: str) -> None:
    op.execute(f"DROP POLICY IF EXISTS tenant_fence ON {table}")
    op.execute(f"CREATE POLICY tenant_fence ON {table} USING ({_IS_OF_THE_DOMAIN})")
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
