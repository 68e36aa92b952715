"""Index of waiting messages by domain, so that relays claim from one domain after another.

On PostgreSQL this is not one transaction, so each step must be repeatable.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

_INDEX: Final = "ix_outbox_due_of_domain"
_CLAIMABLE: Final = sa.text("delivered_at IS NULL AND dead_at IS NULL AND generation >= 0")


def upgrade() -> None:
    """Build the index."""
    if op.get_context().dialect.name != "postgresql":
        _build()
        return
    with op.get_context().autocommit_block():
        # An interrupted concurrent build leaves an invalid index.
        op.drop_index(_INDEX, "outbox", if_exists=True, postgresql_concurrently=True)
        _build()


def _build() -> None:
    op.create_index(
        _INDEX,
        "outbox",
        ["channel", "domain_id", "due_at"],
        sqlite_where=_CLAIMABLE,
        postgresql_where=_CLAIMABLE,
        postgresql_concurrently=True,
    )
