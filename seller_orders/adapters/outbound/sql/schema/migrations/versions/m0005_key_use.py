"""When an API key was last used."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column; of keys that are there nobody knows."""
    op.add_column(
        "access_keys", sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True)
    )
