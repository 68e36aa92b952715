"""The indexes that serve the list: each filter with the two sort keys that are read most."""

from contextlib import nullcontext

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the indexes; on PostgreSQL while others go on writing."""
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
    # A concurrent build that was cut short leaves an index behind that serves nothing.
    op.drop_index(name, "orders", if_exists=True)
    op.create_index(name, "orders", key, postgresql_concurrently=True)
