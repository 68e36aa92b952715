"""Time of archiving, and list indexes without archived orders."""

from collections.abc import Iterator
from contextlib import nullcontext

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_IS_LISTED = sa.text("archived_at IS NULL")


def upgrade() -> None:
    """Add the column, and build each index before its predecessor is dropped."""
    op.add_column("orders", sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
    migration = op.get_context()
    is_online = migration.dialect.name == "postgresql"
    with migration.autocommit_block() if is_online else nullcontext():
        for columns in _indexed():
            _replace(*columns)


def _indexed() -> Iterator[tuple[str, ...]]:
    for time_key in ("created_at", "updated_at"):
        yield time_key, "order_id"
        for filtered in (
            "status",
            "payment_status",
            "fulfillment_status",
            "financial_status",
            "customer_id",
            "store_id",
        ):
            yield filtered, time_key, "order_id"
    yield "total", "order_id"
    yield ("number_folded",)
    yield ("number_reversed",)


def _replace(*columns: str) -> None:
    name = "_".join(["ix_orders_listed", *columns]).removesuffix("_order_id")
    # An interrupted concurrent build leaves an invalid index.
    op.drop_index(name, "orders", if_exists=True)
    op.create_index(
        name,
        "orders",
        ["domain_id", *columns],
        sqlite_where=_IS_LISTED,
        postgresql_where=_IS_LISTED,
        postgresql_concurrently=True,
    )
    former = "_".join(["ix_orders_domain_id", *columns])
    op.drop_index(former, "orders", if_exists=True, postgresql_concurrently=True)
