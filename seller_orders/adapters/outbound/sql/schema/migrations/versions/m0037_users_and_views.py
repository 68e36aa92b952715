"""Users, sessions, views, and details of keys.

The former release neither reads nor writes the tables and the columns. Its keys have no name and no
expiry. It knows the scopes of orders alone and cannot read a key with any other, so the others are
in a column of their own.

On PostgreSQL this is not one transaction, so each step must be repeatable.
"""

from contextlib import nullcontext
from typing import Any, Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, VARCHAR

revision = "0037"
down_revision = "0036"

_TIME: Final = sa.DateTime(timezone=True)
_DOCUMENT: Final = sa.JSON().with_variant(JSONB(), "postgresql")
_IS_OF_THE_DOMAIN: Final = "domain_id = current_setting('seller_orders.domain_id', true)"
_IS_DECLARED: Final = "'sessions' = current_setting('seller_orders.across_domains', true)"
_TABLES: Final = ("users", "sessions", "saved_views")


def upgrade() -> None:
    """Add the columns, and create the tables with their policies."""
    is_online = op.get_context().dialect.name == "postgresql"
    with op.get_context().autocommit_block() if is_online else nullcontext():
        for column in (
            sa.Column("name", _text(200), nullable=True),
            sa.Column("expires_at", _TIME, nullable=True),
            sa.Column("more_scopes", _DOCUMENT, nullable=False, server_default="[]"),
        ):
            op.add_column("access_keys", column, if_not_exists=is_online or None)
        _create_users()
        _create_sessions()
        _create_views()
        if is_online:
            _create_policies()


def _create_users() -> None:
    op.create_table(
        "users",
        *_ids("user_id"),
        sa.Column("email", _text(254), nullable=False),
        sa.Column("email_key", _text(762), nullable=False),
        sa.Column("name", _text(200), nullable=False),
        sa.Column("role", _text(20), nullable=False),
        sa.Column("password_hash", sa.Text, nullable=True),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("last_seen_at", _TIME, nullable=True),
        sa.Column("disabled_at", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("domain_id", "user_id", name="pk_users"),
        sa.UniqueConstraint("domain_id", "email_key", name="uq_users_domain_id_email_key"),
        if_not_exists=True,
    )


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        *_ids("digest", "user_id"),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("last_used_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("domain_id", "digest", name="pk_sessions"),
        sa.UniqueConstraint("digest", name="uq_sessions_digest"),
        if_not_exists=True,
    )
    op.create_index(
        "ix_sessions_domain_id_user_id_last_used_at",
        "sessions",
        ["domain_id", "user_id", "last_used_at"],
        if_not_exists=True,
    )


def _create_views() -> None:
    op.create_table(
        "saved_views",
        *_ids("view_id"),
        sa.Column("number", sa.SmallInteger, nullable=False),
        sa.Column("owner", _text(200), nullable=False),
        sa.Column("name", _text(200), nullable=False),
        sa.Column("query", _text(2000), nullable=False),
        sa.Column("columns", _DOCUMENT, nullable=False),
        sa.Column("shared", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("domain_id", "view_id", name="pk_saved_views"),
        sa.UniqueConstraint("domain_id", "number", name="uq_saved_views_domain_id_number"),
        sa.CheckConstraint("number BETWEEN 1 AND 200", name="number"),
        if_not_exists=True,
    )


def _create_policies() -> None:
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"DROP POLICY IF EXISTS tenant_fence ON {table}")
        op.execute(f"CREATE POLICY tenant_fence ON {table} USING ({_IS_OF_THE_DOMAIN})")
    op.execute("DROP POLICY IF EXISTS across_domains ON sessions")
    op.execute(f"CREATE POLICY across_domains ON sessions FOR SELECT USING ({_IS_DECLARED})")


def _ids(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, _text(64), nullable=False) for name in ("domain_id", *names)]


def _text(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(VARCHAR(length, collation="C"), "postgresql")
