"""Tables of the tenders and refunds of orders."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Table,
    Text,
)

from seller_orders.adapters.outbound.sql.schema.table_parts import (
    id_column,
    integer_column,
    key_of_order,
    list_column,
    metadata,
    money_column,
    text_column,
    time_column,
    zero_column,
)

tenders: Final = Table(
    "tenders",
    metadata,
    id_column("domain_id"),
    id_column("order_id"),
    id_column("tender_id"),
    integer_column("position"),
    text_column("method"),
    money_column("amount"),
    text_column("reference", nullable=True),
    text_column("provider_id", nullable=True),
    text_column("status", 20),
    *key_of_order("tender_id"),
    CheckConstraint("amount > 0", "amount"),
)

refunds: Final = Table(
    "refunds",
    metadata,
    id_column("domain_id"),
    id_column("order_id"),
    id_column("refund_id"),
    integer_column("position"),
    money_column("amount"),
    # Earlier releases do not write it: their refunds were goodwill.
    Column("owed", BigInteger, nullable=False, server_default="0"),
    text_column("status", 20),
    Column("reason", Text, nullable=True),
    time_column("created_at"),
    # Units, an entry for each line and fulfillment. A refund of a bare amount has none.
    list_column("items"),
    zero_column("shipping", BigInteger),
    zero_column("adjustment", BigInteger),
    id_column("return_id", nullable=True),
    # Shares of the tenders.
    list_column("parts"),
    *key_of_order("refund_id"),
    CheckConstraint("amount >= 0", "amount"),
    CheckConstraint("shipping >= 0", "shipping"),
)
_key = tuple(
    refunds.c[name] for name in ("domain_id", "status", "created_at", "order_id", "refund_id")
)
Index(None, *_key)

# Refunds to be made by hand.
refunds_due: Final = Table(
    "refunds_due",
    metadata,
    id_column("domain_id"),
    id_column("order_id"),
    id_column("refund_id"),
    money_column("amount"),
    text_column("currency", 3),
    time_column("due_since"),
    *key_of_order("refund_id"),
    CheckConstraint("amount > 0", "amount"),
)
