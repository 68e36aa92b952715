"""Times of fulfillments' hand-overs, and restocks with one row a cause.

On PostgreSQL this is not one transaction, so each step must be repeatable.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import VARCHAR

revision = "0014"
down_revision = "0013"

_KEY: Final = ["domain_id", "order_id", "line_id", "cause", "cause_id"]
_TABLES: Final = ("orders", "fulfillments", "timeline")
_FENCE: Final = "(SELECT current_setting('seller_orders.across_domains', true)) = 'fulfillments'"
_BATCH: Final = 1_000


def upgrade() -> None:
    """Add the columns, replace the key of restocks, and fill in past hand-overs."""
    is_online = op.get_context().dialect.name == "postgresql"
    handed_over_at = sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True)
    op.add_column("fulfillments", handed_over_at, if_not_exists=is_online or None)
    if not is_online:
        _recreate_restocks()
        op.execute(
            f"UPDATE fulfillments SET handed_over_at = updated_at WHERE {_was_handed_over()}"
        )
        return
    for column in _cause():
        op.add_column("restocks", column, if_not_exists=True)
    with op.get_context().autocommit_block():
        _replace_key()
        _fill_in_hand_overs()


def _text(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(VARCHAR(length, collation="C"), "postgresql")


def _cause() -> list[sa.Column[object]]:
    # The defaults serve earlier releases, which restock on cancellation only.
    return [
        sa.Column("position", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("cause", _text(20), nullable=False, server_default="cancellation"),
        sa.Column("cause_id", _text(64), nullable=False, server_default=""),
    ]


def _recreate_restocks() -> None:
    op.rename_table("restocks", "former_restocks")
    op.create_table(
        "restocks",
        sa.Column("domain_id", _text(64), nullable=False),
        sa.Column("order_id", _text(64), nullable=False),
        sa.Column("line_id", _text(64), nullable=False),
        sa.Column("sku", _text(500), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("restocked_at", sa.DateTime(timezone=True), nullable=False),
        *_cause(),
        sa.CheckConstraint("quantity >= 1", name=op.f("ck_restocks_quantity")),
        sa.ForeignKeyConstraint(
            ["domain_id", "order_id"],
            ["orders.domain_id", "orders.order_id"],
            name="fk_restocks_orders",
        ),
        sa.PrimaryKeyConstraint(*_KEY, name="pk_restocks"),
    )
    former = "domain_id, order_id, line_id, sku, quantity, restocked_at"
    op.execute(f"INSERT INTO restocks ({former}) SELECT {former} FROM former_restocks")
    op.drop_table("former_restocks")


def _replace_key() -> None:
    key = sa.inspect(op.get_bind()).get_pk_constraint("restocks")
    if key["constrained_columns"] == _KEY:
        return
    # An interrupted concurrent build leaves an invalid index.
    op.execute("DROP INDEX IF EXISTS new_pk_restocks")
    op.execute(f"CREATE UNIQUE INDEX CONCURRENTLY new_pk_restocks ON restocks ({', '.join(_KEY)})")
    op.execute(
        "ALTER TABLE restocks DROP CONSTRAINT pk_restocks, "
        "ADD CONSTRAINT pk_restocks PRIMARY KEY USING INDEX new_pk_restocks"
    )


def _fill_in_hand_overs() -> None:
    # In batches, so that row locks are short. Rows of all domains are visible only by a policy.
    # Orders are locked by id and before their fulfillments, as every writer does.
    for table in _TABLES:
        op.execute(f"DROP POLICY IF EXISTS filling ON {table}")
        op.execute(f"CREATE POLICY filling ON {table} USING ({_FENCE})")
    op.execute("SET seller_orders.across_domains = 'fulfillments'")
    some = (
        "SELECT DISTINCT domain_id, order_id FROM fulfillments "
        "WHERE (domain_id, order_id) > (%(domain_id)s, %(order_id)s) "
        f"ORDER BY domain_id, order_id LIMIT {_BATCH}"
    )
    fill_in = (
        f"WITH batch AS MATERIALIZED ({some}), locked AS MATERIALIZED ("
        "SELECT domain_id, order_id, status FROM orders "
        "WHERE (domain_id, order_id) IN (SELECT domain_id, order_id FROM batch) "
        "ORDER BY domain_id, order_id FOR UPDATE), "
        "filled AS (UPDATE fulfillments SET handed_over_at = fulfillments.updated_at "
        "FROM locked AS orders WHERE fulfillments.domain_id = orders.domain_id "
        "AND fulfillments.order_id = orders.order_id "
        f"AND handed_over_at IS NULL AND ({_was_handed_over()})) "
        "SELECT domain_id, order_id FROM batch ORDER BY domain_id DESC, order_id DESC LIMIT 1"
    )
    last = {"domain_id": "", "order_id": ""}
    while found := op.get_bind().exec_driver_sql(fill_in, last).mappings().first():
        last = dict(found)
    op.execute("RESET seller_orders.across_domains")
    for table in _TABLES:
        op.execute(f"DROP POLICY filling ON {table}")


def _was_handed_over() -> str:
    of_its_order = "{0}.domain_id = fulfillments.domain_id AND {0}.order_id = fulfillments.order_id"
    went_with_its_order = (
        "EXISTS (SELECT 1 FROM orders AS whole "
        f"WHERE {of_its_order.format('whole')} AND whole.status IN ('shipped', 'delivered'))"
    )
    # A cancelled fulfillment does not show that it was handed over; the timeline does.
    had_left = (
        f"EXISTS (SELECT 1 FROM timeline WHERE {of_its_order.format('timeline')} "
        "AND (to_status IN ('in_transit', 'out_for_delivery') "
        "AND data ->> 'fulfillment_id' = fulfillments.fulfillment_id "
        "OR to_status IN ('shipped', 'delivered') AND type = 'order.status_changed' "
        "AND at >= fulfillments.created_at))"
    )
    return (
        "fulfillments.status IN ('in_transit', 'out_for_delivery', 'delivered', 'returned') "
        "OR fulfillments.status = 'failed' AND (provider_id IS NULL OR awb IS NOT NULL) "
        f"OR fulfillments.status = 'pending' AND {went_with_its_order} "
        f"OR fulfillments.status = 'cancelled' AND {had_left}"
    )
