"""The log of events, and its consumers' cursors.

The former release writes events into the outbox, and reads neither table.

On PostgreSQL a sequence numbers the events. A dump keeps its value, so numbers never go back.

On PostgreSQL this is not one transaction, so each step must be repeatable.
"""

from typing import Any, Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, VARCHAR

revision = "0035"
down_revision = "0034"

_IS_OF_THE_DOMAIN: Final = "domain_id = current_setting('seller_orders.domain_id', true)"
_IS_DECLARED: Final = "'{}' = current_setting('seller_orders.across_domains', true)"


def upgrade() -> None:
    """Create the sequence and the tables, with the policies of PostgreSQL."""
    is_postgresql = op.get_context().dialect.name == "postgresql"
    if is_postgresql:
        op.execute("CREATE SEQUENCE IF NOT EXISTS event_numbers")
    next_number = sa.text("nextval('event_numbers')") if is_postgresql else None
    op.create_table(
        "events",
        sa.Column("domain_id", _text(64), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False, server_default=next_number),
        sa.Column("message_id", _text(100), nullable=False),
        sa.Column("order_id", _text(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("about", _text(40), nullable=False),
        sa.Column(
            "data",
            sa.JSON().with_variant(JSONB(), "postgresql"),
            nullable=False,
            server_default="{}",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("domain_id", "number", name="pk_events"),
        if_not_exists=is_postgresql,
    )
    op.create_index(
        "ix_events_number", "events", ["number", "domain_id"], if_not_exists=is_postgresql or None
    )
    op.create_table(
        "event_cursors",
        sa.Column("domain_id", _text(64), nullable=False),
        sa.Column("consumer", _text(64), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True)),
        sa.Column("generation", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("domain_id", "consumer", name="pk_event_cursors"),
        if_not_exists=is_postgresql,
    )
    is_leased = sa.text("leased_until IS NOT NULL")
    op.create_index(
        "ix_event_cursors_leased_until",
        "event_cursors",
        ["leased_until"],
        if_not_exists=is_postgresql or None,
        sqlite_where=is_leased,
        postgresql_where=is_leased,
    )
    if is_postgresql:
        for table in ("events", "event_cursors"):
            _fence(table)
        # From now on its last value is taken.
        op.execute("SELECT setval('event_numbers', last_value) FROM event_numbers")


def _text(length: int) -> Any:
    return sa.String(length).with_variant(VARCHAR(length, collation="C"), "postgresql")


def _fence(table: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"DROP POLICY IF EXISTS tenant_fence ON {table}")
    op.execute(f"CREATE POLICY tenant_fence ON {table} USING ({_IS_OF_THE_DOMAIN})")
    op.execute(f"DROP POLICY IF EXISTS across_domains ON {table}")
    declared = _IS_DECLARED.format(table)
    op.execute(f"CREATE POLICY across_domains ON {table} FOR SELECT USING ({declared})")
