"""Table of the messages that are to be delivered, and conditions on it."""

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    Integer,
    PrimaryKeyConstraint,
    Table,
    false,
    literal_column,
)

from seller_orders.adapters.outbound.sql.schema.column_types import Document, UtcDateTime
from seller_orders.adapters.outbound.sql.schema.table_parts import (
    SINCE_EVER,
    id_column,
    integer_column,
    metadata,
    partial_index,
    text_column,
    time_column,
)

outbox: Final = Table(
    "outbox",
    metadata,
    id_column("domain_id"),
    text_column("message_id", 100),
    id_column("order_id"),
    integer_column("version"),
    text_column("channel", 20),
    text_column("about", 40),
    # A trigger sets it for releases that do not know the column (migration 0015).
    Column("is_notification", Boolean, nullable=False, server_default=false()),
    Column("data", Document(), nullable=False, server_default="{}"),
    time_column("created_at"),
    Column("due_at", UtcDateTime, nullable=False, server_default=SINCE_EVER),
    Column("generation", Integer, nullable=False, server_default="0"),
    Column("failures", Integer, nullable=False, server_default="0"),
    text_column("last_error", nullable=True),
    time_column("retried_at", nullable=True),
    time_column("dead_at", nullable=True),
    time_column("delivered_at", nullable=True),
    PrimaryKeyConstraint("domain_id", "message_id"),
)

WAITING: Final = outbox.c.delivered_at.is_(None) & outbox.c.dead_at.is_(None)
"""Messages to be delivered. Dead messages are excluded until they are retried by hand."""
partial_index(outbox, "domain_id", "order_id", "channel", "version", where=WAITING)

CLAIMABLE: Final = WAITING & (outbox.c.generation >= literal_column("0"))
"""Messages to be delivered, for queries by due time only.

The condition on the generation is always true. It keeps PostgreSQL from using this index to find an
order's messages, which it does while it expects few waiting messages.
"""
partial_index(outbox, "channel", "due_at", where=CLAIMABLE, name="ix_outbox_due")
partial_index(
    outbox, "channel", "domain_id", "due_at", where=CLAIMABLE, name="ix_outbox_due_of_domain"
)

DEAD: Final = outbox.c.dead_at.is_not(None)
"""Messages whose last retry failed."""
partial_index(outbox, "dead_at", where=DEAD)

partial_index(outbox, "channel", "delivered_at", where=outbox.c.delivered_at.is_not(None))

FINISHED: Final = outbox.c.delivered_at.is_not(None) | outbox.c.dead_at.is_not(None)
"""Messages that were delivered, or are dead."""
# Finds the messages of an order whose data are to be erased.
partial_index(outbox, "domain_id", "order_id", where=FINISHED, name="ix_outbox_finished")

IS_NOTIFICATION: Final = outbox.c.is_notification
"""Messages to customers, in any channel."""
partial_index(
    outbox,
    "domain_id",
    "order_id",
    "version",
    where=IS_NOTIFICATION,
    name="ix_outbox_notifications",
)
