"""Returns, holds and replacements of orders.

Every column has a default or is nullable, which serves the former release: it does not write the
columns.

On PostgreSQL this is not one transaction, so each step must be repeatable.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, VARCHAR

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Add the columns."""
    if op.get_context().dialect.name != "postgresql":
        for column in _columns():
            op.add_column("orders", column)
        return
    # Each statement is a transaction, so that no writer waits for more than one of them.
    with op.get_context().autocommit_block():
        for column in _columns():
            op.add_column("orders", column, if_not_exists=True)


def _columns() -> list[sa.Column[Any]]:
    status = sa.String(20).with_variant(VARCHAR(20, collation="C"), "postgresql")
    return [
        _list("replaced_by"),
        _list("returns"),
        _list("holds"),
        sa.Column("return_status", status, nullable=False, server_default="none"),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
    ]


def _list(name: str) -> sa.Column[Any]:
    document = sa.JSON().with_variant(JSONB(), "postgresql")
    return sa.Column(name, document, nullable=False, server_default="[]")
