"""Indexes of the order list: each filter with the two most used sort keys."""

from contextlib import nullcontext

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the indexes; on PostgreSQL without blocking writes."""
    migration = op.get_context()
    is_online = migration.dialect.name == "postgresql"
    with migration.autocommit_block() if is_online else nullcontext():
        for time_key in ("created_at", "updated_at"):
            _index_orders(time_key, "order_id")
            for filtered in (
                "status",
                "payment_status",
                "fulfillment_status",
                "financial_status",
                "customer_id",
                "store_id",
            ):
                _index_orders(filtered, time_key, "order_id")
        _index_orders("total", "order_id")
        _index_orders("number_folded")
        _index_orders("number_reversed")


def _index_orders(*columns: str) -> None:
    key = ["domain_id", *columns]
    name = "_".join(["ix_orders", *key])
    # An interrupted concurrent build leaves an invalid index.
    op.drop_index(name, "orders", if_exists=True)
    op.create_index(name, "orders", key, postgresql_concurrently=True)
