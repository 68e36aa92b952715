"""Times of orders in order_tags, so that an index serves a page of a tag's orders.

Triggers copy the times from the orders table.

On PostgreSQL this is not one transaction, so each step must be repeatable.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_TIMES: Final = ("created_at", "updated_at")
_OF_THE_ORDER: Final = "order_tags.domain_id = {0}.domain_id AND order_tags.order_id = {0}.order_id"
_FENCE: Final = "(SELECT current_setting('seller_orders.across_domains', true)) = 'order_tags'"
_BATCH: Final = 5_000


def upgrade() -> None:
    """Add the columns and triggers, fill the columns, and build the indexes."""
    is_online = op.get_context().dialect.name == "postgresql"
    for name in _TIMES:
        column = sa.Column(name, sa.DateTime(timezone=True), nullable=True)
        op.add_column("order_tags", column, if_not_exists=is_online or None)
    if not is_online:
        _create_sqlite_triggers()
        op.execute(
            "UPDATE order_tags SET (created_at, updated_at) = (SELECT created_at, updated_at "
            f"FROM orders WHERE {_OF_THE_ORDER.format('orders')})"
        )
        _build_indexes()
        return
    _create_postgresql_triggers()
    with op.get_context().autocommit_block():
        _fill_columns()
        _build_indexes()


def _create_sqlite_triggers() -> None:
    op.execute(
        "CREATE TRIGGER time_tag AFTER INSERT ON order_tags BEGIN "
        "UPDATE order_tags SET (created_at, updated_at) = (SELECT created_at, updated_at "
        f"FROM orders WHERE {_OF_THE_ORDER.format('orders')}) "
        f"WHERE {_OF_THE_ORDER.format('NEW')} AND tag = NEW.tag; END"
    )
    op.execute(
        "CREATE TRIGGER time_tags_of_order AFTER UPDATE ON orders "
        "WHEN OLD.updated_at IS NOT NEW.updated_at OR OLD.created_at IS NOT NEW.created_at BEGIN "
        "UPDATE order_tags SET created_at = NEW.created_at, updated_at = NEW.updated_at "
        f"WHERE {_OF_THE_ORDER.format('NEW')}; END"
    )


def _create_postgresql_triggers() -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION time_tag() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "SELECT created_at, updated_at INTO NEW.created_at, NEW.updated_at FROM orders "
        "WHERE domain_id = NEW.domain_id AND order_id = NEW.order_id; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE OR REPLACE TRIGGER time_tag BEFORE INSERT ON order_tags "
        "FOR EACH ROW EXECUTE FUNCTION time_tag()"
    )
    op.execute(
        "CREATE OR REPLACE FUNCTION time_tags_of_orders() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN "
        "UPDATE order_tags SET created_at = came.created_at, updated_at = came.updated_at "
        f"FROM came WHERE {_OF_THE_ORDER.format('came')} "
        "AND (order_tags.created_at, order_tags.updated_at) "
        "IS DISTINCT FROM (came.created_at, came.updated_at); RETURN NULL; END $$"
    )
    op.execute(
        "CREATE OR REPLACE TRIGGER time_tags_of_orders AFTER UPDATE ON orders "
        "REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION time_tags_of_orders()"
    )


def _fill_columns() -> None:
    # In batches, so that row locks are short. Rows of all domains are visible only by a policy.
    for table in ("orders", "order_tags"):
        op.execute(f"DROP POLICY IF EXISTS copying ON {table}")
        op.execute(f"CREATE POLICY copying ON {table} USING ({_FENCE})")
    op.execute("SET seller_orders.across_domains = 'order_tags'")
    op.create_index(
        "ix_order_tags_untimed",
        "order_tags",
        ["domain_id"],
        postgresql_where=sa.text("created_at IS NULL"),
        postgresql_concurrently=True,
        if_not_exists=True,
    )
    untimed = (
        "SELECT domain_id, order_id, tag FROM order_tags WHERE created_at IS NULL "
        f"LIMIT {_BATCH} FOR UPDATE SKIP LOCKED"
    )
    some = (
        f"WITH untimed AS ({untimed}) "
        "UPDATE order_tags SET created_at = orders.created_at, updated_at = orders.updated_at "
        f"FROM untimed, orders WHERE {_OF_THE_ORDER.format('untimed')} "
        f"AND order_tags.tag = untimed.tag AND {_OF_THE_ORDER.format('orders')}"
    )
    while op.get_bind().exec_driver_sql(some).rowcount:
        pass
    op.drop_index("ix_order_tags_untimed", "order_tags", postgresql_concurrently=True)
    op.execute("RESET seller_orders.across_domains")
    for table in ("orders", "order_tags"):
        op.execute(f"DROP POLICY copying ON {table}")


def _build_indexes() -> None:
    for name in _TIMES:
        index = f"ix_order_tags_domain_id_tag_{name}_order_id"
        # An interrupted concurrent build leaves an invalid index.
        op.drop_index(index, "order_tags", if_exists=True)
        columns = ["domain_id", "tag", name, "order_id"]
        op.create_index(index, "order_tags", columns, postgresql_concurrently=True)
    former = "ix_order_tags_domain_id_tag_order_id"
    op.drop_index(former, "order_tags", if_exists=True, postgresql_concurrently=True)
