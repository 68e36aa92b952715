"""Returns, holds and replacements of orders, and indexes of the list filters for them.

Every column has a default or is nullable, which serves the former release: it does not write the
columns. The indexes have the few orders that a filter is for, so that other orders cost nothing.

Changes of the former release do not write ``held_until``, although nothing may remain of the held
lines. A trigger records changes that keep its value, and the reaper completes those orders.

On PostgreSQL this is not one transaction, so each step must be repeatable.
"""

from contextlib import nullcontext
from typing import Any, Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, VARCHAR

revision = "0032"
down_revision = "0031"

_CHECKS: Final = {
    "return_status": "return_status = 'none' OR returns <> '[]'",
    "held_until": "held_until IS NULL OR holds <> '[]'",
}
"""Conditions by column: SQLite adds a constraint only with a column."""

_INDEXES: Final = {
    "return_status_created_at": ("return_status", "created_at"),
    "return_status_updated_at": ("return_status", "updated_at"),
    "assignee_created_at": ("assignee", "created_at"),
    "assignee_updated_at": ("assignee", "updated_at"),
    "held_created_at": ("created_at",),
    "held_updated_at": ("updated_at",),
    "late_ship_by": ("ship_by",),
}
"""Columns by the end of an index's name."""

_CONDITIONS: Final = {
    "return": "return_status != 'none'",
    "assignee": "assignee IS NOT NULL",
    "held": "held_until IS NOT NULL",
    "late": (
        "status != 'cancelled' AND status != 'delivered' AND status != 'refunded' "
        "AND fulfillment_status != 'fulfilled' AND ship_by IS NOT NULL"
    ),
}
"""Conditions by the filter that an index is for."""

_LEAVES_HOLD: Final = (
    "NEW.held_until IS NOT NULL AND NEW.version <> OLD.version AND NEW.held_until {is_same} "
    "OLD.held_until"
)


def upgrade() -> None:
    """Add the columns and their constraints, and build the indexes; on PostgreSQL concurrently."""
    is_online = op.get_context().dialect.name == "postgresql"
    # Each statement is a transaction, so that no writer waits for more than one of them.
    with op.get_context().autocommit_block() if is_online else nullcontext():
        if is_online:
            _add_online()
        else:
            for column in _columns():
                _add_with_check(column)
        for name, columns in _INDEXES.items():
            _build(f"ix_orders_listed_{name}", columns, _CONDITIONS[name.partition("_")[0]])
        _record_changes(is_online=is_online)


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


def _add_online() -> None:
    for column in _columns():
        op.add_column("orders", column, if_not_exists=True)
    for name, condition in _CHECKS.items():
        check = f"ck_orders_{name}"
        op.execute(
            f"ALTER TABLE orders DROP CONSTRAINT IF EXISTS {check}, "
            f"ADD CONSTRAINT {check} CHECK ({condition}) NOT VALID"
        )
        op.execute(f"ALTER TABLE orders VALIDATE CONSTRAINT {check}")


def _add_with_check(column: sa.Column[Any]) -> None:
    condition = _CHECKS.get(column.name)
    if condition is None:
        op.add_column("orders", column)
        return
    default = "" if column.nullable else " DEFAULT 'none' NOT NULL"
    type_ = column.type.compile(op.get_context().dialect)
    op.execute(
        f"ALTER TABLE orders ADD COLUMN {column.name} {type_}{default} "
        f"CONSTRAINT ck_orders_{column.name} CHECK ({condition})"
    )


def _build(name: str, columns: tuple[str, ...], condition: str) -> None:
    where = sa.text(f"archived_at IS NULL AND {condition}")
    # A concurrent build that was cut short leaves an invalid index behind.
    op.drop_index(name, "orders", if_exists=True, postgresql_concurrently=True)
    op.create_index(
        name,
        "orders",
        ["domain_id", *columns, "order_id"],
        postgresql_concurrently=True,
        postgresql_where=where,
        sqlite_where=where,
    )


def _record_changes(*, is_online: bool) -> None:
    name = "record_search_backlog_of_holds"
    if is_online:
        op.execute(
            f"CREATE OR REPLACE TRIGGER {name} AFTER UPDATE ON orders FOR EACH ROW "
            f"WHEN ({_LEAVES_HOLD.format(is_same='IS NOT DISTINCT FROM')}) "
            "EXECUTE FUNCTION record_search_backlog()"
        )
        return
    op.execute(
        f"CREATE TRIGGER {name} AFTER UPDATE ON orders "
        f"WHEN {_LEAVES_HOLD.format(is_same='IS')} BEGIN "
        "INSERT OR IGNORE INTO search_backlog (domain_id, order_id) "
        "VALUES (NEW.domain_id, NEW.order_id); END"
    )
