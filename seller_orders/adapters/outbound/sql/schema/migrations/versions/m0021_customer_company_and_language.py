"""Company and language of customers, null for existing ones."""

from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import VARCHAR

revision = "0021"
down_revision = "0020"

_LENGTHS: Final = {"customer_company": 500, "customer_language": 35}


def upgrade() -> None:
    """Add the columns. Earlier releases do not write them."""
    is_online = op.get_context().dialect.name == "postgresql"
    for name, length in _LENGTHS.items():
        text = sa.String(length).with_variant(VARCHAR(length, collation="C"), "postgresql")
        column = sa.Column(name, text, nullable=True)
        op.add_column("orders", column, if_not_exists=is_online or None)
