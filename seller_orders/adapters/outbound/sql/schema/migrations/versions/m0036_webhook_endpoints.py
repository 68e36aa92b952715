"""Webhook endpoints, and the attempts to deliver events to them.

Only new tables: the former release neither reads nor writes them.
"""

from typing import Any, Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, VARCHAR

revision = "0036"
down_revision = "0035"

_OF_ENDPOINT: Final = ["domain_id", "endpoint_id"]
_PLACE: Final = ["attempted_at", "delivery_id"]
_DOCUMENT: Final = sa.JSON().with_variant(JSONB(), "postgresql")
_SETTING: Final = "current_setting('seller_orders.{}', true)"


def upgrade() -> None:
    """Create the tables."""
    _create_table(
        "webhook_endpoints",
        "endpoint_id",
        sa.Column("url", _text(500), nullable=False),
        sa.Column("topics", _DOCUMENT, nullable=False),
        sa.Column("description", _text(500), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        _time("created_at"),
        _time("updated_at"),
        _time("failing_since", nullable=True),
        _time("disabled_at", nullable=True),
        sa.Column("disabled_reason", _text(1000), nullable=True),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("former_secret", sa.Text(), nullable=True),
        _time("former_secret_until", nullable=True),
        sa.Column("replay", _DOCUMENT, nullable=True),
    )
    _create_table(
        "webhook_deliveries",
        "delivery_id",
        sa.Column("endpoint_id", _text(64), nullable=False),
        sa.Column("event_id", _text(64), nullable=False),
        sa.Column("event_type", _text(40), nullable=False),
        _time("occurred_at"),
        _time("attempted_at"),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.Column("error", _text(500), nullable=True),
    )
    table, failed = "webhook_deliveries", sa.text("error IS NOT NULL")
    op.create_index(f"ix_{table}_listed", table, [*_OF_ENDPOINT, *_PLACE])
    op.create_index(f"ix_{table}_of_event", table, [*_OF_ENDPOINT, "event_id"])
    op.create_index(
        f"ix_{table}_failed",
        table,
        [*_OF_ENDPOINT, *_PLACE],
        sqlite_where=failed,
        postgresql_where=failed,
    )
    op.create_index(f"ix_{table}_attempted_at", table, ["attempted_at"])


def _create_table(name: str, id: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("domain_id", _text(64), nullable=False),
        sa.Column(id, _text(64), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("domain_id", id, name=f"pk_{name}"),
    )
    if op.get_context().dialect.name == "postgresql":
        rows = f"domain_id = {_SETTING.format('domain_id')}"
        across = f"'{name}' = {_SETTING.format('across_domains')}"
        op.execute(f"CREATE POLICY tenant_fence ON {name} USING ({rows})")
        op.execute(f"CREATE POLICY across_domains ON {name} FOR SELECT USING ({across})")
        op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")


def _time(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(VARCHAR(length, collation="C"), "postgresql")
