"""Changes that the passing of time makes due: ends of holds, and lateness of orders.

Both columns are nullable, which serves the former release: it does not write them. It knows no
holds and no lateness. If it moves ``ship_by``, the column of the recorded one differs from it.

The indexes have only the orders that become due, and are in the order of time, because one read
looks for the due orders of all domains.

On PostgreSQL this is not one transaction, so each step must be repeatable.
"""

from contextlib import nullcontext
from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"

_COLUMNS: Final = ("next_release_at", "late_ship_by")
_IS_DUE: Final = {
    "release": ("next_release_at", "next_release_at IS NOT NULL"),
    "lateness": (
        "ship_by",
        "archived_at IS NULL AND status != 'cancelled' AND status != 'delivered' "
        "AND status != 'refunded' AND fulfillment_status != 'fulfilled' AND ship_by IS NOT NULL "
        "AND late_ship_by {differs} ship_by",
    ),
}
"""Time since which an order is due, and the condition of its index, by the index's name."""

_DIFFERS: Final = {"postgresql": "IS DISTINCT FROM", "sqlite": "IS NOT"}
_IS_DECLARED: Final = "'orders' = current_setting('seller_orders.across_domains', true)"


def upgrade() -> None:
    """Add the columns and their indexes, on PostgreSQL concurrently, and let the reaper read."""
    dialect = op.get_context().dialect.name
    is_online = dialect == "postgresql"
    # Each statement is a transaction, so that no writer waits for more than one of them.
    with op.get_context().autocommit_block() if is_online else nullcontext():
        for name in _COLUMNS:
            column = sa.Column(name, sa.DateTime(timezone=True), nullable=True)
            op.add_column("orders", column, if_not_exists=is_online or None)
        for name, (since, condition) in _IS_DUE.items():
            _build(f"ix_orders_due_{name}", since, condition.format(differs=_DIFFERS[dialect]))
        if is_online:
            op.execute("DROP POLICY IF EXISTS across_domains ON orders")
            op.execute(f"CREATE POLICY across_domains ON orders FOR SELECT USING ({_IS_DECLARED})")


def _build(name: str, since: str, condition: str) -> None:
    where = sa.text(condition)
    # A concurrent build that was cut short leaves an invalid index behind.
    op.drop_index(name, "orders", if_exists=True, postgresql_concurrently=True)
    op.create_index(
        name,
        "orders",
        [since, "domain_id", "order_id"],
        postgresql_concurrently=True,
        postgresql_where=where,
        sqlite_where=where,
    )
