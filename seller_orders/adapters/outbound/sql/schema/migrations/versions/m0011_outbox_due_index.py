"""An index of when messages are due that serves who asks for that, and nobody else.

PostgreSQL, as long as it expects few messages to wait, looked for those of an order in it too.
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
    """Replace the index; on PostgreSQL while others go on writing."""
    migration = op.get_context()
    is_online = migration.dialect.name == "postgresql"
    with migration.autocommit_block() if is_online else nullcontext():
        # A concurrent build that was cut short leaves an index behind that serves nothing.
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
