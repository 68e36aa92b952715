"""Cancelled units of lines, and items, shipping, adjustments and parts of refunds.

Every column has a default or is nullable, which serves the former release: it does not write the
columns.

On PostgreSQL this is not one transaction, so each step must be repeatable.
"""

from typing import Any, Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, VARCHAR

revision = "0031"
down_revision = "0030"

_CHECKS: Final = {
    ("order_lines", "ck_order_lines_cancelled"): (
        "0 <= cancelled_quantity AND cancelled_quantity <= quantity - fulfilled "
        "AND cancelled_worth >= 0"
    ),
    ("order_lines", "ck_order_lines_cancelled_stock"): (
        "0 <= restock_requested_quantity AND 0 <= set_aside_quantity "
        "AND set_aside_quantity <= cancelled_quantity - restock_requested_quantity"
    ),
    ("refunds", "ck_refunds_shipping"): "shipping >= 0",
}
"""Conditions by table and constraint."""

_CHECKED_WITH: Final = {
    "cancelled_worth": "ck_order_lines_cancelled",
    "set_aside_quantity": "ck_order_lines_cancelled_stock",
    "shipping": "ck_refunds_shipping",
}
"""The last column of each constraint: SQLite adds a constraint only with a column."""


def upgrade() -> None:
    """Add the columns and their constraints."""
    if op.get_context().dialect.name != "postgresql":
        for table, column in _columns():
            _add_with_check(table, column)
        return
    # Each statement is a transaction, so that no writer waits for more than one of them.
    with op.get_context().autocommit_block():
        for table, column in _columns():
            op.add_column(table, column, if_not_exists=True)
        for (table, check), condition in _CHECKS.items():
            op.execute(
                f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {check}, "
                f"ADD CONSTRAINT {check} CHECK ({condition}) NOT VALID"
            )
            op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {check}")


def _columns() -> list[tuple[str, sa.Column[Any]]]:
    document = sa.JSON().with_variant(JSONB(), "postgresql")
    identifier = sa.String(64).with_variant(VARCHAR(64, collation="C"), "postgresql")
    return [
        ("order_lines", _zero("cancelled_quantity", sa.Integer())),
        ("order_lines", _zero("cancelled_worth", sa.BigInteger())),
        ("order_lines", _zero("restock_requested_quantity", sa.Integer())),
        ("order_lines", _zero("set_aside_quantity", sa.Integer())),
        ("refunds", sa.Column("items", document, nullable=False, server_default="[]")),
        ("refunds", _zero("shipping", sa.BigInteger())),
        ("refunds", _zero("adjustment", sa.BigInteger())),
        ("refunds", sa.Column("return_id", identifier, nullable=True)),
        ("refunds", sa.Column("parts", document, nullable=False, server_default="[]")),
    ]


def _zero(name: str, type_: sa.types.TypeEngine[int]) -> sa.Column[Any]:
    return sa.Column(name, type_, nullable=False, server_default="0")


def _add_with_check(table: str, column: sa.Column[Any]) -> None:
    check = _CHECKED_WITH.get(column.name)
    if check is None:
        op.add_column(table, column)
        return
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN {column.name} {column.type} DEFAULT '0' NOT NULL "
        f"CONSTRAINT {check} CHECK ({_CHECKS[table, check]})"
    )
