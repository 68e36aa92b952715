"""Indexes of the list: filters by country and SKU, sorts by order number and ship_by."""

from contextlib import nullcontext
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"

_IS_LISTED: Final = sa.text("archived_at IS NULL")


def upgrade() -> None:
    """Build the indexes; on PostgreSQL concurrently."""
    is_online = op.get_context().dialect.name == "postgresql"
    with op.get_context().autocommit_block() if is_online else nullcontext():
        for columns in (
            ("country", "created_at", "order_id"),
            ("country", "updated_at", "order_id"),
            ("number_key", "order_id"),
            ("ship_by", "order_id"),
        ):
            name = "_".join(["ix_orders_listed", *columns]).removesuffix("_order_id")
            _build(name, "orders", columns, sqlite_where=_IS_LISTED, postgresql_where=_IS_LISTED)
        _build("ix_order_lines_domain_id_sku_order_id", "order_lines", ("sku", "order_id"))


def _build(name: str, table: str, columns: tuple[str, ...], **options: Any) -> None:
    # A concurrent build that was cut short leaves an invalid index behind.
    op.drop_index(name, table, if_exists=True, postgresql_concurrently=True)
    op.create_index(name, table, ["domain_id", *columns], postgresql_concurrently=True, **options)
