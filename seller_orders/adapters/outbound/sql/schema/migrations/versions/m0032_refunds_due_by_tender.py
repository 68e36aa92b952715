"""Refunds to be made by hand, with one row a tender.

On PostgreSQL this is not one transaction, so each step must be repeatable.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import VARCHAR

revision = "0032"
down_revision = "0031"

_TABLE: Final = "refunds_due"
_KEY: Final = ["domain_id", "order_id", "refund_id", "tender_id"]


def upgrade() -> None:
    """Add the tender to the rows and to their key."""
    if op.get_context().dialect.name != "postgresql":
        _recreate()
        return
    with op.get_context().autocommit_block():
        op.add_column(_TABLE, _tender_id(), if_not_exists=True)
        _replace_key()


def _tender_id() -> sa.Column[str]:
    # The default serves the former release, and refunds without parts.
    return sa.Column("tender_id", _text(64), nullable=False, server_default="")


def _replace_key() -> None:
    key = sa.inspect(op.get_bind()).get_pk_constraint(_TABLE)
    if key["constrained_columns"] == _KEY:
        return
    # An interrupted concurrent build leaves an invalid index.
    op.execute(f"DROP INDEX IF EXISTS new_pk_{_TABLE}")
    op.execute(f"CREATE UNIQUE INDEX CONCURRENTLY new_pk_{_TABLE} ON {_TABLE} ({', '.join(_KEY)})")
    op.execute(
        f"ALTER TABLE {_TABLE} DROP CONSTRAINT pk_{_TABLE}, "
        f"ADD CONSTRAINT pk_{_TABLE} PRIMARY KEY USING INDEX new_pk_{_TABLE}"
    )


def _recreate() -> None:
    op.rename_table(_TABLE, f"former_{_TABLE}")
    op.create_table(
        _TABLE,
        sa.Column("domain_id", _text(64), nullable=False),
        sa.Column("order_id", _text(64), nullable=False),
        sa.Column("refund_id", _text(64), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", _text(3), nullable=False),
        sa.Column("due_since", sa.DateTime(timezone=True), nullable=False),
        _tender_id(),
        sa.CheckConstraint("amount > 0", name=op.f(f"ck_{_TABLE}_amount")),
        sa.ForeignKeyConstraint(
            ["domain_id", "order_id"],
            ["orders.domain_id", "orders.order_id"],
            name=f"fk_{_TABLE}_orders",
        ),
        sa.PrimaryKeyConstraint(*_KEY, name=f"pk_{_TABLE}"),
    )
    former = "domain_id, order_id, refund_id, amount, currency, due_since"
    op.execute(f"INSERT INTO {_TABLE} ({former}) SELECT {former} FROM former_{_TABLE}")
    op.drop_table(f"former_{_TABLE}")


def _text(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(VARCHAR(length, collation="C"), "postgresql")
