"""Settings of domains, and the history of their changes.

The former release neither reads nor writes these tables.

On PostgreSQL this is not one transaction, so each step must be repeatable.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, VARCHAR

revision = "0034"
down_revision = "0033"

_IS_OF_THE_DOMAIN: Final = "domain_id = current_setting('seller_orders.domain_id', true)"
_IS_DECLARED: Final = "'domain_settings' = current_setting('seller_orders.across_domains', true)"


def upgrade() -> None:
    """Create the tables; on PostgreSQL limit each transaction to the rows of its domain."""
    _create("domain_settings", ("updated_at", "updated_by"), key=["domain_id"])
    _create("settings_changes", ("changed_at", "changed_by"), key=["domain_id", "version"])
    if op.get_context().dialect.name == "postgresql":
        _fence("domain_settings")
        _fence("settings_changes")
        op.execute("DROP POLICY IF EXISTS across_domains ON domain_settings")
        op.execute(
            f"CREATE POLICY across_domains ON domain_settings FOR SELECT USING ({_IS_DECLARED})"
        )


def _create(table: str, who_and_when: tuple[str, str], key: list[str]) -> None:
    at, by = who_and_when
    document = sa.JSON().with_variant(JSONB(), "postgresql")
    op.create_table(
        table,
        sa.Column("domain_id", _text(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column(at, sa.DateTime(timezone=True), nullable=False),
        sa.Column(by, _text(200), nullable=False),
        sa.Column("sections", document, nullable=False),
        sa.PrimaryKeyConstraint(*key, name=f"pk_{table}"),
        if_not_exists=True,
    )


def _text(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(VARCHAR(length, collation="C"), "postgresql")


def _fence(table: str) -> None:
    op.execute(f"DROP POLICY IF EXISTS tenant_fence ON {table}")
    op.execute(f"CREATE POLICY tenant_fence ON {table} USING ({_IS_OF_THE_DOMAIN})")
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
