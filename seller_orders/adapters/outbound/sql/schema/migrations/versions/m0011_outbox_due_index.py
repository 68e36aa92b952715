"""Index of messages' due times that only the query for due messages uses.

PostgreSQL also used its predecessor to find an order's messages while it expected few waiting ones.
"""

from contextlib import nullcontext
from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_NAME: Final = "ix_outbox_due"
_CLAIMABLE: Final = sa.text("delivered_at IS NULL AND dead_at IS NULL AND generation >= 0")


def upgrade() -> None:
    """Replace the index; on PostgreSQL without blocking writes."""
    migration = op.get_context()
    is_online = migration.dialect.name == "postgresql"
    with migration.autocommit_block() if is_online else nullcontext():
        # An interrupted concurrent build leaves an invalid index.
        op.drop_index(_NAME, "outbox", if_exists=True, postgresql_concurrently=True)
        op.create_index(
            _NAME,
            "outbox",
            ["channel", "due_at"],
            sqlite_where=_CLAIMABLE,
            postgresql_where=_CLAIMABLE,
            postgresql_concurrently=True,
        )
        op.drop_index(
            "ix_outbox_channel_due_at", "outbox", if_exists=True, postgresql_concurrently=True
        )
