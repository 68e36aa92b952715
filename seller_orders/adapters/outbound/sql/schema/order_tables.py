"""Tables of orders and their parts.

Money is a 64-bit integer of ten-thousandths. Orders store derived values too, for search.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    false,
    true,
)

from seller_orders.adapters.outbound.sql.schema.column_types import Document, plain_text
from seller_orders.adapters.outbound.sql.schema.table_parts import (
    document_column,
    id_column,
    integer_column,
    key_of_order,
    list_column,
    map_column,
    metadata,
    money_column,
    text_column,
    time_column,
    zero_column,
)

orders: Final = Table(
    "orders",
    metadata,
    id_column("domain_id"),
    id_column("order_id"),
    text_column("order_number"),
    text_column("number_folded", 1500),
    text_column("number_reversed", 1500),
    # Earlier releases write no search columns; search_version is the version they belong to.
    text_column("number_key", 600, nullable=True),
    text_column("country", 2, nullable=True),
    Column("search_version", Integer, nullable=True),
    id_column("store_id"),
    integer_column("version"),
    text_column("status", 20),
    text_column("payment_status", 20),
    text_column("fulfillment_status", 20),
    text_column("financial_status", 20),
    text_column("currency", 3),
    text_column("customer_id", 255, nullable=True),
    text_column("customer_name", 200),
    text_column("customer_email", nullable=True),
    text_column("customer_phone", 32, nullable=True),
    text_column("customer_company", nullable=True),
    text_column("customer_language", 35, nullable=True),
    integer_column("item_count"),
    money_column("subtotal"),
    money_column("discount"),
    money_column("shipping"),
    money_column("tax"),
    money_column("total"),
    money_column("captured"),
    money_column("refunded"),
    # The default serves earlier releases, which do not write it.
    Column("refunded_at_cancellation", BigInteger, nullable=False, server_default="0"),
    text_column("payment_method"),
    document_column("shipping_address", nullable=True),
    document_column("billing_address", nullable=True),
    document_column("tags"),
    Column("note", Text, nullable=True),
    Column("prices_include_tax", Boolean, nullable=False, server_default=false()),
    list_column("tax_lines"),
    list_column("adjustments"),
    document_column("cancellation", nullable=True),
    time_column("created_at"),
    time_column("updated_at"),
    time_column("archived_at", nullable=True),
    map_column("external_ids"),
    map_column("attributes"),
    time_column("ship_by", nullable=True),
    id_column("assignee", nullable=True),
    id_column("replaces", nullable=True),
    list_column("replaced_by"),
    list_column("returns"),
    list_column("holds"),
    # The default serves earlier releases, whose orders have no returns.
    Column("return_status", plain_text(20), nullable=False, server_default="none"),
    time_column("held_until", nullable=True),
    time_column("next_release_at", nullable=True),
    # Earlier releases do not write it, and know no lateness.
    time_column("late_ship_by", nullable=True),
    PrimaryKeyConstraint("domain_id", "order_id"),
    UniqueConstraint("domain_id", "order_number", "store_id"),
    CheckConstraint("0 <= refunded AND refunded <= captured", "money"),
    CheckConstraint("version >= 1", "version"),
    CheckConstraint("return_status = 'none' OR returns <> '[]'", "return_status"),
    CheckConstraint("held_until IS NULL OR holds <> '[]'", "held_until"),
)

order_lines: Final = Table(
    "order_lines",
    metadata,
    id_column("domain_id"),
    id_column("order_id"),
    id_column("line_id"),
    integer_column("position"),
    text_column("product_id", 255, nullable=True),
    # Rows of earlier releases have up to 500 characters.
    text_column("sku", nullable=True),
    text_column("name"),
    integer_column("quantity"),
    money_column("selling_price"),
    integer_column("fulfilled"),
    Column("requires_shipping", Boolean, nullable=False, server_default=true()),
    map_column("attributes"),
    # The fifth and the sixth decimal of the price. Earlier releases do not know them.
    Column("selling_price_millionths", SmallInteger, nullable=False, server_default="0"),
    Column("discount", BigInteger, nullable=False, server_default="0"),
    Column("tax", BigInteger, nullable=True),
    zero_column("cancelled_quantity", Integer),
    zero_column("cancelled_worth", BigInteger),
    zero_column("restock_requested_quantity", Integer),
    zero_column("set_aside_quantity", Integer),
    *key_of_order("line_id"),
    CheckConstraint("quantity >= 1 AND 0 <= fulfilled AND fulfilled <= quantity", "quantities"),
    CheckConstraint("selling_price >= 0", "price"),
    CheckConstraint("requires_shipping OR fulfilled = 0", "shipping"),
    CheckConstraint(
        "selling_price_millionths BETWEEN 0 AND 99 AND discount >= 0 AND tax >= 0", "amounts"
    ),
    CheckConstraint(
        "0 <= cancelled_quantity AND cancelled_quantity <= quantity - fulfilled "
        "AND cancelled_worth >= 0",
        "cancelled",
    ),
    CheckConstraint(
        "0 <= restock_requested_quantity AND 0 <= set_aside_quantity "
        "AND set_aside_quantity <= cancelled_quantity - restock_requested_quantity",
        "cancelled_stock",
    ),
)
Index(None, *(order_lines.c[name] for name in ("domain_id", "sku", "order_id")))

fulfillments: Final = Table(
    "fulfillments",
    metadata,
    id_column("domain_id"),
    id_column("order_id"),
    id_column("fulfillment_id"),
    integer_column("position"),
    text_column("status", 20),
    document_column("items"),
    text_column("shipping_method", nullable=True),
    text_column("provider_id", nullable=True),
    text_column("awb", nullable=True),
    text_column("tracking_url", nullable=True),
    document_column("delivery_person", nullable=True),
    document_column("customer", nullable=True),
    document_column("pickup_address", nullable=True),
    time_column("handed_over_at", nullable=True),
    Column("report_count", Integer, nullable=False, server_default="0"),
    Column("more_tracking", Document(), nullable=False, server_default="[]"),
    time_column("created_at"),
    time_column("updated_at"),
    *key_of_order("fulfillment_id"),
)
Index(None, fulfillments.c.domain_id, fulfillments.c.awb)

timeline: Final = Table(
    "timeline",
    metadata,
    id_column("domain_id"),
    id_column("order_id"),
    integer_column("position"),
    id_column("entry_id"),
    text_column("type", 40),
    time_column("at"),
    text_column("by", 200),
    integer_column("version"),
    text_column("from_status", 20, nullable=True),
    text_column("to_status", 20, nullable=True),
    Column("note", Text, nullable=True),
    document_column("notified"),
    document_column("data"),
    *key_of_order("position"),
)

restocks: Final = Table(
    "restocks",
    metadata,
    id_column("domain_id"),
    id_column("order_id"),
    id_column("line_id"),
    text_column("sku", nullable=True),
    integer_column("quantity"),
    time_column("restocked_at"),
    # The defaults serve earlier releases, which restock on cancellation only.
    Column("position", Integer, nullable=False, server_default="0"),
    Column("cause", plain_text(20), nullable=False, server_default="cancellation"),
    Column("cause_id", plain_text(64), nullable=False, server_default=""),
    *key_of_order("line_id", "cause", "cause_id"),
    CheckConstraint("quantity >= 1", "quantity"),
)
