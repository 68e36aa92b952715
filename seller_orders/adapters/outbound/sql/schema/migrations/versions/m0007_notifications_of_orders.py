"""Index of an order's notifications."""

from contextlib import nullcontext

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_NAME = "ix_outbox_domain_id_order_id_version"
_TO_CUSTOMERS = sa.text("channel IN ('email', 'sms', 'log')")


def upgrade() -> None:
    """Create the index; on PostgreSQL without blocking writes."""
    migration = op.get_context()
    is_online = migration.dialect.name == "postgresql"
    with migration.autocommit_block() if is_online else nullcontext():
        # An interrupted concurrent build leaves an invalid index.
        op.drop_index(_NAME, "outbox", if_exists=True)
        op.create_index(
            _NAME,
            "outbox",
            ["domain_id", "order_id", "version"],
            sqlite_where=_TO_CUSTOMERS,
            postgresql_where=_TO_CUSTOMERS,
            postgresql_concurrently=True,
        )
