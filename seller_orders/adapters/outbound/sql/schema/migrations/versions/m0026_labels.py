"""Attributes, external ids, dates and assignees of orders, and further tracking numbers.

Server defaults serve the former release, which does not write the new columns.

On PostgreSQL this is not one transaction, so each step must be repeatable.
"""

from typing import Any, Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, VARCHAR

revision = "0026"
down_revision = "0019"

_SHIPPING: Final = "ck_order_lines_shipping"
_CHECK: Final = "requires_shipping OR fulfilled = 0"
_IS_OF_THE_DOMAIN: Final = "domain_id = current_setting('seller_orders.domain_id', true)"


def upgrade() -> None:
    """Add the columns and the look-up tables."""
    if op.get_context().dialect.name != "postgresql":
        _add_columns(None)
        # SQLite cannot add a constraint to a table, but a column with a constraint.
        op.execute(
            "ALTER TABLE order_lines ADD COLUMN requires_shipping BOOLEAN DEFAULT 1 NOT NULL "
            f"CONSTRAINT {_SHIPPING} CHECK ({_CHECK})"
        )
        _create_tables()
        return
    # Each statement is a transaction, because writers lock the tables in another order.
    with op.get_context().autocommit_block():
        _add_columns(True)
        op.execute(
            "ALTER TABLE order_lines ADD COLUMN IF NOT EXISTS requires_shipping BOOLEAN "
            "DEFAULT true NOT NULL"
        )
        op.execute(f"ALTER TABLE order_lines DROP CONSTRAINT IF EXISTS {_SHIPPING}")
        op.execute(f"ALTER TABLE order_lines ADD CONSTRAINT {_SHIPPING} CHECK ({_CHECK}) NOT VALID")
        op.execute(f"ALTER TABLE order_lines VALIDATE CONSTRAINT {_SHIPPING}")
        _create_tables()
        for table in ("order_attributes", "order_external_ids", "order_awbs"):
            op.execute(f"DROP POLICY IF EXISTS tenant_fence ON {table}")
            op.execute(f"CREATE POLICY tenant_fence ON {table} USING ({_IS_OF_THE_DOMAIN})")
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _add_columns(if_not_exists: bool | None) -> None:
    for table, column in (
        ("orders", _document("external_ids", "{}")),
        ("orders", _document("attributes", "{}")),
        ("orders", sa.Column("ship_by", sa.DateTime(timezone=True), nullable=True)),
        ("orders", sa.Column("assignee", _text(64), nullable=True)),
        ("orders", sa.Column("replaces", _text(64), nullable=True)),
        ("order_lines", _document("attributes", "{}")),
        ("fulfillments", _document("more_tracking", "[]")),
    ):
        op.add_column(table, column, if_not_exists=if_not_exists)


def _create_tables() -> None:
    _create_table(
        "order_attributes",
        ["digest"],
        sa.Column("digest", _text(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
    )
    for name in ("created_at", "updated_at"):
        _create_index("order_attributes", "domain_id", "digest", name, "order_id")
    _create_table(
        "order_external_ids",
        ["system"],
        sa.Column("system", _text(100), nullable=False),
        sa.Column("external_id", _text(255), nullable=False),
        sa.UniqueConstraint(
            *("domain_id", "system", "external_id"),
            name="uq_order_external_ids_domain_id_system_external_id",
        ),
    )
    _create_table("order_awbs", ["awb"], sa.Column("awb", _text(500), nullable=False))
    _create_index("order_awbs", "domain_id", "awb", "order_id")


def _create_table(name: str, key: list[str], *parts: Any) -> None:
    op.create_table(
        name,
        sa.Column("domain_id", _text(64), nullable=False),
        sa.Column("order_id", _text(64), nullable=False),
        *parts,
        sa.PrimaryKeyConstraint("domain_id", "order_id", *key, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(
            ["domain_id", "order_id"],
            ["orders.domain_id", "orders.order_id"],
            name=f"fk_{name}_orders",
        ),
        if_not_exists=True,
    )


def _create_index(table: str, *columns: str) -> None:
    name = f"ix_{table}_{'_'.join(columns)}"
    op.create_index(name, table, list(columns), if_not_exists=True)


def _document(name: str, empty: str) -> sa.Column[Any]:
    type_ = sa.JSON().with_variant(JSONB(), "postgresql")
    return sa.Column(name, type_, nullable=False, server_default=empty)


def _text(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(VARCHAR(length, collation="C"), "postgresql")
