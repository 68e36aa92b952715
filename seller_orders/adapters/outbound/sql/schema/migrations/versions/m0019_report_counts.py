"""Number of a courier's reports of a fulfillment, 0 for existing ones.

The next report of a fulfillment counts those on the timeline.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Add the column. Its default serves earlier releases, which do not write it."""
    is_online = op.get_context().dialect.name == "postgresql"
    op.add_column(
        "fulfillments",
        sa.Column("report_count", sa.Integer(), nullable=False, server_default="0"),
        if_not_exists=is_online or None,
    )
