"""Discounts, taxes and exact prices of lines, and tax lines and adjustments of orders.

Every column has a default, which serves earlier releases: they do not write the columns.

On PostgreSQL this is not one transaction, so each step must be repeatable.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0022"
down_revision = "0021"

_CHECK: Final = "ck_order_lines_amounts"
_RULE: Final = "selling_price_millionths BETWEEN 0 AND 99 AND discount >= 0 AND tax >= 0"


def upgrade() -> None:
    """Add the columns and their constraint."""
    if op.get_context().dialect.name != "postgresql":
        _add_columns()
        # SQLite adds a constraint only with a column.
        op.execute(
            f"ALTER TABLE order_lines ADD COLUMN tax BIGINT CONSTRAINT {_CHECK} CHECK ({_RULE})"
        )
        return
    # Each statement is a transaction, so that no writer waits for more than one of them.
    with op.get_context().autocommit_block():
        _add_columns(if_not_exists=True)
        op.add_column("order_lines", sa.Column("tax", sa.BigInteger()), if_not_exists=True)
        op.execute(
            f"ALTER TABLE order_lines DROP CONSTRAINT IF EXISTS {_CHECK}, "
            f"ADD CONSTRAINT {_CHECK} CHECK ({_RULE}) NOT VALID"
        )
        op.execute(f"ALTER TABLE order_lines VALIDATE CONSTRAINT {_CHECK}")


def _add_columns(*, if_not_exists: bool | None = None) -> None:
    for table, columns in (("orders", _columns_of_orders()), ("order_lines", _columns_of_lines())):
        for column in columns:
            op.add_column(table, column, if_not_exists=if_not_exists)


def _columns_of_orders() -> list[sa.Column[object]]:
    document = sa.JSON().with_variant(JSONB(), "postgresql")
    return [
        sa.Column("prices_include_tax", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("tax_lines", document, nullable=False, server_default="[]"),
        sa.Column("adjustments", document, nullable=False, server_default="[]"),
    ]


def _columns_of_lines() -> list[sa.Column[object]]:
    return [
        sa.Column(
            "selling_price_millionths", sa.SmallInteger(), nullable=False, server_default="0"
        ),
        sa.Column("discount", sa.BigInteger(), nullable=False, server_default="0"),
    ]
