"""Time of the last use of an API key."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column, NULL for existing keys."""
    op.add_column(
        "access_keys", sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True)
    )
