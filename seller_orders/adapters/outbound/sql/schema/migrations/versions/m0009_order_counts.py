"""Counts of a domain's orders by kind, kept by triggers on the orders table.

Each write inserts its differences, so that writers never wait for each other. The reaper sums them.

On PostgreSQL this is not one transaction, so each step must be repeatable.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import VARCHAR

revision = "0009"
down_revision = "0008"

_KIND: Final = (
    "domain_id",
    "status",
    "payment_status",
    "fulfillment_status",
    "financial_status",
    "store_id",
)
_COLUMNS: Final = ", ".join(_KIND)
_IS_LISTED: Final = "archived_at IS NULL"
_FENCE: Final = "(SELECT current_setting('seller_orders.across_domains', true)) = 'order_counts'"
_ENTRY_IDS: Final = {
    "postgresql": "gen_random_uuid()::text",
    "sqlite": "(lower(hex(randomblob(16))))",
}


def upgrade() -> None:
    """Create the table and its triggers, and count existing orders."""
    dialect = op.get_context().dialect.name
    _create_table(_ENTRY_IDS[dialect])
    if dialect == "sqlite":
        _create_sqlite_triggers()
        _count_existing_orders()
        return
    _fence()
    _create_postgresql_triggers()
    # The sum of committed orders, minus what the triggers have already counted.
    with op.get_context().autocommit_block():
        op.execute("DROP POLICY IF EXISTS counting ON orders")
        op.execute(f"CREATE POLICY counting ON orders FOR SELECT USING ({_FENCE})")
        op.execute("SET seller_orders.across_domains = 'order_counts'")
        _count_existing_orders()
        op.execute("RESET seller_orders.across_domains")
        op.execute("DROP POLICY counting ON orders")


def _create_table(entry_id: str) -> None:
    def text(length: int) -> sa.types.TypeEngine[str]:
        return sa.String(length).with_variant(VARCHAR(length, collation="C"), "postgresql")

    op.create_table(
        "order_counts",
        sa.Column("domain_id", text(64), nullable=False),
        sa.Column("entry_id", text(36), nullable=False, server_default=sa.text(entry_id)),
        *(sa.Column(name, text(20), nullable=False) for name in _KIND[1:-1]),
        sa.Column("store_id", text(64), nullable=False),
        sa.Column("delta", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("domain_id", "entry_id", name="pk_order_counts"),
        if_not_exists=True,
    )


def _fence() -> None:
    rows = "domain_id = (SELECT current_setting('seller_orders.domain_id', true))"
    op.execute("DROP POLICY IF EXISTS tenant_fence ON order_counts")
    op.execute(f"CREATE POLICY tenant_fence ON order_counts USING ({rows} OR {_FENCE})")
    op.execute("ALTER TABLE order_counts ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE order_counts FORCE ROW LEVEL SECURITY")


def _create_postgresql_triggers() -> None:
    came = f"SELECT {_COLUMNS}, 1 AS n FROM came WHERE {_IS_LISTED}"
    went = f"SELECT {_COLUMNS}, -1 AS n FROM went WHERE {_IS_LISTED}"
    for event, rows, tables in (
        ("INSERT", came, "NEW TABLE AS came"),
        ("UPDATE", f"{came} UNION ALL {went}", "NEW TABLE AS came OLD TABLE AS went"),
        ("DELETE", went, "OLD TABLE AS went"),
    ):
        name = f"count_orders_on_{event.lower()}"
        op.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"INSERT INTO order_counts ({_COLUMNS}, delta) "
            f"SELECT {_COLUMNS}, sum(n) FROM ({rows}) AS changed "
            f"GROUP BY {_COLUMNS} HAVING sum(n) <> 0; RETURN NULL; END $$"
        )
        op.execute(
            f"CREATE OR REPLACE TRIGGER {name} AFTER {event} ON orders REFERENCING {tables} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )


def _create_sqlite_triggers() -> None:
    changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in (*_KIND, "archived_at"))
    for event, when, rows in (
        ("INSERT", "TRUE", (("NEW", 1),)),
        ("UPDATE", changed, (("NEW", 1), ("OLD", -1))),
        ("DELETE", "TRUE", (("OLD", -1),)),
    ):
        added = "".join(
            f"INSERT INTO order_counts ({_COLUMNS}, delta) "
            f"SELECT {', '.join(f'{row}.{name}' for name in _KIND)}, {n} "
            f"WHERE {row}.{_IS_LISTED}; "
            for row, n in rows
        )
        op.execute(
            f"CREATE TRIGGER count_orders_on_{event.lower()} AFTER {event} ON orders "
            f"WHEN {when} BEGIN {added} END"
        )


def _count_existing_orders() -> None:
    op.execute(
        f"INSERT INTO order_counts ({_COLUMNS}, delta) SELECT {_COLUMNS}, sum(n) FROM ("
        f"SELECT {_COLUMNS}, 1 AS n FROM orders WHERE {_IS_LISTED} "
        f"UNION ALL SELECT {_COLUMNS}, -delta FROM order_counts) AS found "
        f"GROUP BY {_COLUMNS} HAVING sum(n) <> 0"
    )
