"""Tables of webhook endpoints and of the attempts to deliver events to them."""

from typing import Final

from sqlalchemy import Boolean, Column, Index, Integer, PrimaryKeyConstraint, Table, Text

from seller_orders.adapters.outbound.sql.schema.table_parts import (
    document_column,
    id_column,
    integer_column,
    metadata,
    partial_index,
    text_column,
    time_column,
)

webhook_endpoints: Final = Table(
    "webhook_endpoints",
    metadata,
    id_column("domain_id"),
    id_column("endpoint_id"),
    text_column("url"),
    document_column("topics"),
    text_column("description", nullable=True),
    Column("enabled", Boolean, nullable=False),
    time_column("created_at"),
    time_column("updated_at"),
    time_column("failing_since", nullable=True),
    time_column("disabled_at", nullable=True),
    text_column("disabled_reason", 1000, nullable=True),
    Column("secret", Text, nullable=False),
    Column("former_secret", Text, nullable=True),
    time_column("former_secret_until", nullable=True),
    # Since, until, topics and end of the replay that is running.
    document_column("replay", nullable=True),
    PrimaryKeyConstraint("domain_id", "endpoint_id"),
)

webhook_deliveries: Final = Table(
    "webhook_deliveries",
    metadata,
    id_column("domain_id"),
    id_column("delivery_id"),
    id_column("endpoint_id"),
    id_column("event_id"),
    text_column("event_type", 40),
    time_column("occurred_at"),
    time_column("attempted_at"),
    integer_column("attempt"),
    Column("status", Integer, nullable=True),
    integer_column("duration_ms"),
    text_column("error", nullable=True),
    PrimaryKeyConstraint("domain_id", "delivery_id"),
)
_of_endpoint: Final = (webhook_deliveries.c.domain_id, webhook_deliveries.c.endpoint_id)
_place: Final = (webhook_deliveries.c.attempted_at, webhook_deliveries.c.delivery_id)
Index("ix_webhook_deliveries_listed", *_of_endpoint, *_place)
Index("ix_webhook_deliveries_of_event", *_of_endpoint, webhook_deliveries.c.event_id)
FAILED: Final = webhook_deliveries.c.error.is_not(None)
partial_index(
    webhook_deliveries,
    *("domain_id", "endpoint_id", "attempted_at", "delivery_id"),
    where=FAILED,
    name="ix_webhook_deliveries_failed",
)
Index(None, webhook_deliveries.c.attempted_at)
