"""Tables of counted orders, and of the last order number."""

from typing import Final

from sqlalchemy import BigInteger, Column, FetchedValue, PrimaryKeyConstraint, Table

from seller_orders.adapters.outbound.sql.schema.column_types import plain_text
from seller_orders.adapters.outbound.sql.schema.order_tables import orders
from seller_orders.adapters.outbound.sql.schema.table_parts import id_column, metadata

KIND_OF_ORDER: Final = (
    "domain_id",
    "status",
    "payment_status",
    "fulfillment_status",
    "financial_status",
    "store_id",
)
"""Columns by which orders are counted, so that the total of a list need not count rows."""

# Triggers on orders insert a row for each change (migrations 0009, 0017 and 0030), a bulk one for
# each kind; the reaper sums them up.
order_counts: Final = Table(
    "order_counts",
    metadata,
    id_column("domain_id"),
    Column("entry_id", plain_text(36), nullable=False, server_default=FetchedValue()),
    *(Column(name, orders.c[name].type, nullable=False) for name in KIND_OF_ORDER[1:]),
    Column("delta", BigInteger, nullable=False),
    PrimaryKeyConstraint("domain_id", "entry_id"),
)

order_numbers: Final = Table(
    "order_numbers",
    metadata,
    id_column("domain_id"),
    Column("last", BigInteger, nullable=False),
    PrimaryKeyConstraint("domain_id"),
)
