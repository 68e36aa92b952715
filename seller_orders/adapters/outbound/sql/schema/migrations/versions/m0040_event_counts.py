"""Monthly counts of events that were deleted from the log.

The former release deletes old events without counting them.

On PostgreSQL this is not one transaction, so each step must be repeatable.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import VARCHAR

revision = "0040"
down_revision = "0039"

_IS_OF_THE_DOMAIN: Final = "domain_id = current_setting('seller_orders.domain_id', true)"


def upgrade() -> None:
    """Create the table with its policy."""
    op.create_table(
        "event_counts",
        sa.Column("domain_id", _text(64), nullable=False),
        sa.Column("month", _text(7), nullable=False),
        sa.Column("events", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("domain_id", "month", name="pk_event_counts"),
        if_not_exists=True,
    )
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP POLICY IF EXISTS tenant_fence ON event_counts")
        op.execute(f"CREATE POLICY tenant_fence ON event_counts USING ({_IS_OF_THE_DOMAIN})")
        op.execute("ALTER TABLE event_counts ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE event_counts FORCE ROW LEVEL SECURITY")


def _text(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(VARCHAR(length, collation="C"), "postgresql")
