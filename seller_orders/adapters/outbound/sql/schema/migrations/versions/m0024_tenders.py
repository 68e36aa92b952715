"""Tenders, and the figures behind an order's balance.

On PostgreSQL this is not one transaction, so each step must be repeatable.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import VARCHAR

revision = "0024"
down_revision = "0022"

_IS_OF_THE_DOMAIN: Final = "domain_id = current_setting('seller_orders.domain_id', true)"


def upgrade() -> None:
    """Create the table and the columns, whose defaults serve earlier releases."""
    if op.get_context().dialect.name != "postgresql":
        _create()
        return
    # One table is locked at a time, because readers lock the tables in another order.
    with op.get_context().autocommit_block():
        _create(if_not_exists=True)
        op.execute("DROP POLICY IF EXISTS tenant_fence ON tenders")
        op.execute(f"CREATE POLICY tenant_fence ON tenders USING ({_IS_OF_THE_DOMAIN})")
        op.execute("ALTER TABLE tenders ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE tenders FORCE ROW LEVEL SECURITY")


def _create(*, if_not_exists: bool | None = None) -> None:
    for table, name in (("orders", "refunded_at_cancellation"), ("refunds", "owed")):
        column = sa.Column(name, sa.BigInteger(), nullable=False, server_default="0")
        op.add_column(table, column, if_not_exists=if_not_exists)
    op.create_table(
        "tenders",
        sa.Column("domain_id", _text(64), nullable=False),
        sa.Column("order_id", _text(64), nullable=False),
        sa.Column("tender_id", _text(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("method", _text(500), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reference", _text(500), nullable=True),
        sa.Column("provider_id", _text(500), nullable=True),
        sa.Column("status", _text(20), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_tenders_amount")),
        sa.ForeignKeyConstraint(
            ["domain_id", "order_id"],
            ["orders.domain_id", "orders.order_id"],
            name="fk_tenders_orders",
        ),
        sa.PrimaryKeyConstraint("domain_id", "order_id", "tender_id", name="pk_tenders"),
        if_not_exists=if_not_exists,
    )


def _text(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(VARCHAR(length, collation="C"), "postgresql")
