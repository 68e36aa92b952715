"""Tables of the event log and of its consumers' cursors."""

from typing import Final

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

from seller_orders.adapters.outbound.sql.schema.table_parts import (
    id_column,
    integer_column,
    map_column,
    metadata,
    partial_index,
    text_column,
    time_column,
    zero_column,
)

OF_ALL_DOMAINS: Final = "*"
"""Takes the place of a domain's id, which has no such character, in rows of the installation."""

events: Final = Table(
    "events",
    metadata,
    id_column("domain_id"),
    # PostgreSQL takes it from the sequence event_numbers; on SQLite the recorder gives it.
    Column("number", BigInteger, nullable=False, server_default=FetchedValue()),
    text_column("message_id", 100),
    id_column("order_id"),
    integer_column("version"),
    text_column("about", 40),
    map_column("data"),
    time_column("created_at"),
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
    id_column("domain_id"),
    text_column("month", 7),
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
    id_column("domain_id"),
    id_column("consumer"),
    Column("number", BigInteger, nullable=False),
    time_column("leased_until", nullable=True),
    zero_column("generation", Integer),
    zero_column("failures", Integer),
    PrimaryKeyConstraint("domain_id", "consumer"),
)
"""The last event that a consumer has finished, by domain."""
partial_index(
    event_cursors,
    "leased_until",
    where=event_cursors.c.leased_until.is_not(None),
    name="ix_event_cursors_leased_until",
)
