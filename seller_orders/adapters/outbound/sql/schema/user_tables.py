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

from seller_orders.adapters.outbound.sql.schema.table_parts import (
    document_column,
    id_column,
    metadata,
    text_column,
    time_column,
)
from seller_orders.application.saved_views import MAX_VIEWS

users: Final = Table(
    "users",
    metadata,
    id_column("domain_id"),
    id_column("user_id"),
    text_column("email", 254),
    # As e-mail addresses are compared. A character may have three when its case is folded.
    text_column("email_key", 762),
    text_column("name", 200),
    text_column("role", 20),
    Column("password_hash", Text, nullable=True),
    time_column("created_at"),
    time_column("updated_at"),
    time_column("last_seen_at", nullable=True),
    time_column("disabled_at", nullable=True),
    PrimaryKeyConstraint("domain_id", "user_id"),
    UniqueConstraint("domain_id", "email_key"),
)

sessions: Final = Table(
    "sessions",
    metadata,
    id_column("domain_id"),
    text_column("digest", 64),
    id_column("user_id"),
    time_column("created_at"),
    time_column("last_used_at"),
    PrimaryKeyConstraint("domain_id", "digest"),
    # A session is found by its digest before its domain is known. So a distributed PostgreSQL
    # has the table on every server, where it can have no foreign key to the users.
    UniqueConstraint("digest"),
)
Index(None, sessions.c.domain_id, sessions.c.user_id, sessions.c.last_used_at)

saved_views: Final = Table(
    "saved_views",
    metadata,
    id_column("domain_id"),
    id_column("view_id"),
    # Its range and its uniqueness limit the views of a domain, also of concurrent requests.
    Column("number", SmallInteger, nullable=False),
    text_column("owner", 200),
    text_column("name", 200),
    text_column("query", 2000),
    document_column("columns"),
    Column("shared", Boolean, nullable=False, server_default=false()),
    PrimaryKeyConstraint("domain_id", "view_id"),
    UniqueConstraint("domain_id", "number"),
    CheckConstraint(f"number BETWEEN 1 AND {MAX_VIEWS}", "number"),
)
