"""Tables that orders are found by: tags, words, attributes, external ids, tracking numbers."""

from typing import Final

from sqlalchemy import Column, Index, PrimaryKeyConstraint, Table, UniqueConstraint

from seller_orders.adapters.outbound.sql.schema.column_types import Words
from seller_orders.adapters.outbound.sql.schema.table_parts import (
    id_column,
    key_of_order,
    metadata,
    text_column,
    time_column,
)

order_tags: Final = Table(
    "order_tags",
    metadata,
    id_column("domain_id"),
    id_column("order_id"),
    text_column("tag", 64),
    # Copied from the order by triggers (migrations 0010 and 0017).
    time_column("created_at", nullable=True),
    time_column("updated_at", nullable=True),
    *key_of_order("tag"),
)
for _time_key in ("created_at", "updated_at"):
    _key = tuple(order_tags.c[name] for name in ("domain_id", "tag", _time_key, "order_id"))
    Index(None, *_key)

order_words: Final = Table(
    "order_words",
    metadata,
    id_column("domain_id"),
    id_column("order_id"),
    Column("words", Words(), nullable=False),
    *key_of_order(),
)
Index("ix_order_words_words", order_words.c.words, postgresql_using="gin").ddl_if("postgresql")

# Orders that an earlier release has changed. Triggers on orders insert them (migration 0028).
search_backlog: Final = Table(
    "search_backlog",
    metadata,
    id_column("domain_id"),
    id_column("order_id"),
    PrimaryKeyConstraint("domain_id", "order_id"),
)

order_attributes: Final = Table(
    "order_attributes",
    metadata,
    id_column("domain_id"),
    id_column("order_id"),
    # SHA-256 of "key:value": a value may be longer than an index of PostgreSQL accepts.
    text_column("digest", 64),
    # Copied from the order by triggers (migration 0027).
    time_column("created_at", nullable=True),
    time_column("updated_at", nullable=True),
    *key_of_order("digest"),
)
for _time_key in ("created_at", "updated_at"):
    _key = tuple(
        order_attributes.c[name] for name in ("domain_id", "digest", _time_key, "order_id")
    )
    Index(None, *_key)

order_external_ids: Final = Table(
    "order_external_ids",
    metadata,
    id_column("domain_id"),
    id_column("order_id"),
    text_column("system", 100),
    text_column("external_id", 255),
    *key_of_order("system"),
    UniqueConstraint("domain_id", "system", "external_id"),
)

# Tracking numbers beyond the first, which is in the fulfillment's row.
order_awbs: Final = Table(
    "order_awbs",
    metadata,
    id_column("domain_id"),
    id_column("order_id"),
    text_column("awb"),
    *key_of_order("awb"),
)
# With all columns, or SQLite prefers the primary key, which would read all numbers of a domain.
Index(None, order_awbs.c.domain_id, order_awbs.c.awb, order_awbs.c.order_id)
