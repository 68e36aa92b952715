"""Tables of the event log and of its consumers' cursors."""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    FetchedValue,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
)

from seller_orders.adapters.outbound.sql.schema.column_types import (
    Document,
    UtcDateTime,
    plain_text,
)
from seller_orders.adapters.outbound.sql.schema.columns import metadata

OF_ALL_DOMAINS: Final = "*"
"""Takes the place of a domain's id, which has no such character, in rows of the installation."""

events: Final = Table(
    "events",
    metadata,
    Column("domain_id", plain_text(64), nullable=False),
    # PostgreSQL takes it from the sequence event_numbers; on SQLite the recorder gives it.
    Column("number", BigInteger, nullable=False, server_default=FetchedValue()),
    Column("message_id", plain_text(100), nullable=False),
    Column("order_id", plain_text(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("about", plain_text(40), nullable=False),
    Column("data", Document(), nullable=False, server_default="{}"),
    Column("created_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("domain_id", "number"),
)
"""Events in the order of their numbers. Rows are never updated, except to erase personal data."""
# Finds the events of an order whose data are to be erased.
Index("ix_events_of_order", events.c.domain_id, events.c.order_id)
# Finds the domains with new events, and the oldest events.
Index("ix_events_number", events.c.number, events.c.domain_id)

event_counts: Final = Table(
    "event_counts",
    metadata,
    Column("domain_id", plain_text(64), nullable=False),
    Column("month", plain_text(7), nullable=False),
    Column("events", BigInteger, nullable=False),
    PrimaryKeyConstraint("domain_id", "month"),
)
"""Numbers of the events that were deleted from the log, by month in UTC, such as 2026-11."""

# In a metadata of its own, because it is no table to create.
event_numbers: Final = Table("event_numbers", MetaData(), Column("last_value", BigInteger))
"""PostgreSQL's sequence of event numbers."""

event_cursors: Final = Table(
    "event_cursors",
    metadata,
    Column("domain_id", plain_text(64), nullable=False),
    Column("consumer", plain_text(64), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("leased_until", UtcDateTime),
    Column("generation", Integer, nullable=False, server_default="0"),
    Column("failures", Integer, nullable=False, server_default="0"),
    PrimaryKeyConstraint("domain_id", "consumer"),
)
"""The last event that a consumer has finished, by domain."""
_is_leased: Final[Any] = event_cursors.c.leased_until.is_not(None)
Index(
    "ix_event_cursors_leased_until",
    event_cursors.c.leased_until,
    sqlite_where=_is_leased,
    postgresql_where=_is_leased,
)
