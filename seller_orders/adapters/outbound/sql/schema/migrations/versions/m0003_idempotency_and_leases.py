"""Idempotency keys, manual refunds, and outbox columns for leases and retries."""

import sqlalchemy as sa
from alembic import op

from seller_orders.adapters.outbound.sql.schema.column_types import Document, plain_text

revision = "0003"
down_revision = "0002"

_WAKE = """
CREATE FUNCTION seller_orders_wake_relays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('seller_orders_outbox', '');
    RETURN NULL;
END
$$
"""
_WAKE_ON_INSERT = """
CREATE TRIGGER seller_orders_wake_relays AFTER INSERT ON outbox
FOR EACH STATEMENT EXECUTE FUNCTION seller_orders_wake_relays()
"""


def upgrade() -> None:
    """Create the tables and add the outbox columns; existing messages are due at once."""
    _create_tables()
    _extend_outbox()
    if op.get_context().dialect.name == "postgresql":
        op.execute(_WAKE)
        op.execute(_WAKE_ON_INSERT)


def _create_tables() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("domain_id", plain_text(64), nullable=False),
        sa.Column("key", plain_text(255), nullable=False),
        sa.Column("fingerprint", plain_text(64), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("domain_id", "key", name="pk_idempotency_keys"),
    )
    op.create_index("ix_idempotency_keys_recorded_at", "idempotency_keys", ["recorded_at"])
    op.create_table(
        "refunds_due",
        sa.Column("domain_id", plain_text(64), nullable=False),
        sa.Column("order_id", plain_text(64), nullable=False),
        sa.Column("refund_id", plain_text(64), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", plain_text(3), nullable=False),
        sa.Column("due_since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_refunds_due_amount")),
        sa.ForeignKeyConstraint(
            ["domain_id", "order_id"],
            ["orders.domain_id", "orders.order_id"],
            name="fk_refunds_due_orders",
        ),
        sa.PrimaryKeyConstraint("domain_id", "order_id", "refund_id", name="pk_refunds_due"),
    )


def _extend_outbox() -> None:
    # With defaults, because the previous release still writes messages without them.
    since_ever = "1970-01-01 00:00:00.000000"
    for column in (
        sa.Column("data", Document(), nullable=False, server_default="{}"),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False, server_default=since_ever),
        sa.Column("generation", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("last_error", plain_text(500), nullable=True),
        sa.Column("retried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("outbox", column)
