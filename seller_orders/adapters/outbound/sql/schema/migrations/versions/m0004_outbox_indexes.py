"""Outbox indexes for due messages and for the messages that block them."""

from contextlib import nullcontext

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_WAITING = sa.text("delivered_at IS NULL AND dead_at IS NULL")
_DEAD = sa.text("dead_at IS NOT NULL")
_ARRIVED = sa.text("delivered_at IS NOT NULL")


def upgrade() -> None:
    """Create the indexes; on PostgreSQL without blocking writes."""
    migration = op.get_context()
    is_online = migration.dialect.name == "postgresql"
    with migration.autocommit_block() if is_online else nullcontext():
        _index_outbox(_WAITING, "channel", "due_at")
        _index_outbox(_WAITING, "domain_id", "order_id", "channel", "version")
        _index_outbox(_DEAD, "dead_at")
        _index_outbox(_ARRIVED, "channel", "delivered_at")
        op.drop_index(
            "ix_outbox_channel_created_at", "outbox", if_exists=True, postgresql_concurrently=True
        )


def _index_outbox(where: sa.TextClause, *columns: str) -> None:
    name = "_".join(["ix_outbox", *columns])
    # An interrupted concurrent build leaves an invalid index.
    op.drop_index(name, "outbox", if_exists=True)
    op.create_index(
        name,
        "outbox",
        list(columns),
        sqlite_where=where,
        postgresql_where=where,
        postgresql_concurrently=True,
    )
