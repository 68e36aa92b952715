"""Tables of webhook endpoints and of the attempts to deliver events to them."""

from typing import Final

from sqlalchemy import Boolean, Column, Index, Integer, PrimaryKeyConstraint, Table, Text

from seller_orders.adapters.outbound.sql.schema.column_types import (
    Document,
    UtcDateTime,
    plain_text,
)
from seller_orders.adapters.outbound.sql.schema.columns import metadata

webhook_endpoints: Final = Table(
    "webhook_endpoints",
    metadata,
    Column("domain_id", plain_text(64), nullable=False),
    Column("endpoint_id", plain_text(64), nullable=False),
    Column("url", plain_text(500), nullable=False),
    Column("topics", Document(), nullable=False),
    Column("description", plain_text(500), nullable=True),
    Column("enabled", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("failing_since", UtcDateTime, nullable=True),
    Column("disabled_at", UtcDateTime, nullable=True),
    Column("disabled_reason", plain_text(1000), nullable=True),
    Column("secret", Text, nullable=False),
    Column("former_secret", Text, nullable=True),
    Column("former_secret_until", UtcDateTime, nullable=True),
    # Since, until, topics and end of the replay that is running.
    Column("replay", Document(), nullable=True),
    PrimaryKeyConstraint("domain_id", "endpoint_id"),
)

webhook_deliveries: Final = Table(
    "webhook_deliveries",
    metadata,
    Column("domain_id", plain_text(64), nullable=False),
    Column("delivery_id", plain_text(64), nullable=False),
    Column("endpoint_id", plain_text(64), nullable=False),
    Column("event_id", plain_text(64), nullable=False),
    Column("event_type", plain_text(40), nullable=False),
    Column("occurred_at", UtcDateTime, nullable=False),
    Column("attempted_at", UtcDateTime, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("status", Integer, nullable=True),
    Column("duration_ms", Integer, nullable=False),
    Column("error", plain_text(500), nullable=True),
    PrimaryKeyConstraint("domain_id", "delivery_id"),
)
_of_endpoint: Final = (webhook_deliveries.c.domain_id, webhook_deliveries.c.endpoint_id)
_place: Final = (webhook_deliveries.c.attempted_at, webhook_deliveries.c.delivery_id)
Index("ix_webhook_deliveries_listed", *_of_endpoint, *_place)
Index("ix_webhook_deliveries_of_event", *_of_endpoint, webhook_deliveries.c.event_id)
FAILED: Final = webhook_deliveries.c.error.is_not(None)
Index(
    "ix_webhook_deliveries_failed",
    *_of_endpoint,
    *_place,
    sqlite_where=FAILED,
    postgresql_where=FAILED,
)
Index(None, webhook_deliveries.c.attempted_at)
