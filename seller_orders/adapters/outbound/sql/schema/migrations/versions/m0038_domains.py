"""Registered domains, and an index that counts archived orders for a domain's usage.

The former release does not know the table: it accepts the keys of every domain.

On PostgreSQL this is not one transaction, so each step must be repeatable.
"""

from contextlib import nullcontext
from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import VARCHAR

revision = "0038"
down_revision = "0037"

_IS_OF_THE_DOMAIN: Final = "domain_id = current_setting('seller_orders.domain_id', true)"
_IS_ARCHIVED: Final = sa.text("archived_at IS NOT NULL")
_INDEX: Final = "ix_orders_archived_created_at"


def upgrade() -> None:
    """Create the table with its policy, and build the index; on PostgreSQL concurrently."""
    is_online = op.get_context().dialect.name == "postgresql"
    _create_table()
    if is_online:
        op.execute("DROP POLICY IF EXISTS tenant_fence ON domains")
        op.execute(f"CREATE POLICY tenant_fence ON domains USING ({_IS_OF_THE_DOMAIN})")
        op.execute("ALTER TABLE domains ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE domains FORCE ROW LEVEL SECURITY")
    with op.get_context().autocommit_block() if is_online else nullcontext():
        # A concurrent build that was cut short leaves an invalid index behind.
        op.drop_index(_INDEX, "orders", if_exists=True, postgresql_concurrently=True)
        op.create_index(
            _INDEX,
            "orders",
            ["domain_id", "created_at", "order_id"],
            postgresql_concurrently=True,
            postgresql_where=_IS_ARCHIVED,
            sqlite_where=_IS_ARCHIVED,
        )


def _create_table() -> None:
    times = ("created_at", "updated_at", "archived_at")
    op.create_table(
        "domains",
        sa.Column("domain_id", _text(64), nullable=False),
        sa.Column("id", _text(64), nullable=False),
        sa.Column("name", _text(200), nullable=False),
        *(
            sa.Column(name, sa.DateTime(timezone=True), nullable=name == "archived_at")
            for name in times
        ),
        sa.PrimaryKeyConstraint("domain_id", "id", name="pk_domains"),
        if_not_exists=True,
    )


def _text(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(VARCHAR(length, collation="C"), "postgresql")
