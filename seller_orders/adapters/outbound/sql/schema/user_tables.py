"""Tables of users, their sessions and saved views."""

from typing import Final

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from seller_orders.adapters.outbound.sql.schema.column_types import (
    Document,
    UtcDateTime,
    plain_text,
)
from seller_orders.adapters.outbound.sql.schema.columns import metadata
from seller_orders.application.saved_views import MAX_VIEWS

_ID: Final = plain_text(64)

users: Final = Table(
    "users",
    metadata,
    Column("domain_id", _ID, nullable=False),
    Column("user_id", _ID, nullable=False),
    Column("email", plain_text(254), nullable=False),
    # As e-mail addresses are compared. A character may have three when its case is folded.
    Column("email_key", plain_text(762), nullable=False),
    Column("name", plain_text(200), nullable=False),
    Column("role", plain_text(20), nullable=False),
    Column("password_hash", Text, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=True),
    Column("disabled_at", UtcDateTime, nullable=True),
    PrimaryKeyConstraint("domain_id", "user_id"),
    UniqueConstraint("domain_id", "email_key"),
)

sessions: Final = Table(
    "sessions",
    metadata,
    Column("domain_id", _ID, nullable=False),
    Column("digest", plain_text(64), nullable=False),
    Column("user_id", _ID, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("domain_id", "digest"),
    # A session is found by its digest before its domain is known. So a distributed PostgreSQL
    # has the table on every server, where it can have no foreign key to the users.
    UniqueConstraint("digest"),
)
Index(None, sessions.c.domain_id, sessions.c.user_id, sessions.c.last_used_at)

saved_views: Final = Table(
    "saved_views",
    metadata,
    Column("domain_id", _ID, nullable=False),
    Column("view_id", _ID, nullable=False),
    # Its range and its uniqueness limit the views of a domain, also of concurrent requests.
    Column("number", SmallInteger, nullable=False),
    Column("owner", plain_text(200), nullable=False),
    Column("name", plain_text(200), nullable=False),
    Column("query", plain_text(2000), nullable=False),
    Column("columns", Document(), nullable=False),
    Column("shared", Boolean, nullable=False, server_default=false()),
    PrimaryKeyConstraint("domain_id", "view_id"),
    UniqueConstraint("domain_id", "number"),
    CheckConstraint(f"number BETWEEN 1 AND {MAX_VIEWS}", "number"),
)
