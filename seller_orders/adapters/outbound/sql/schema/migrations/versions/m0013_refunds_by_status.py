"""Index of refunds by status, and removal of settled refunds from refunds_due.

Earlier releases never removed settled refunds. While one of them still uses the database, refund
lists skip such rows.

On PostgreSQL this is not one transaction, so each step must be repeatable.
"""

from typing import Final

from alembic import op

revision = "0013"
down_revision = "0012"

_COLUMNS: Final = ["domain_id", "status", "created_at", "order_id", "refund_id"]
_INDEX: Final = f"ix_refunds_{'_'.join(_COLUMNS)}"
_KEY: Final = ("domain_id", "order_id", "refund_id")
_FENCE: Final = "(SELECT current_setting('seller_orders.across_domains', true)) = 'refunds_due'"
_BATCH: Final = 5_000


def upgrade() -> None:
    """Build the index, and delete settled refunds."""
    if op.get_context().dialect.name != "postgresql":
        op.create_index(_INDEX, "refunds", _COLUMNS)
        op.execute(
            f"DELETE FROM refunds_due WHERE ({', '.join(_KEY)}) IN "
            f"(SELECT {', '.join(_KEY)} FROM refunds WHERE status <> 'pending')"
        )
        return
    with op.get_context().autocommit_block():
        # An interrupted concurrent build leaves an invalid index.
        op.drop_index(_INDEX, "refunds", if_exists=True, postgresql_concurrently=True)
        op.create_index(_INDEX, "refunds", _COLUMNS, postgresql_concurrently=True)
        # Rows of all domains are only visible by a policy.
        for table in ("refunds", "refunds_due"):
            op.execute(f"DROP POLICY IF EXISTS clearing ON {table}")
            op.execute(f"CREATE POLICY clearing ON {table} USING ({_FENCE})")
        op.execute("SET seller_orders.across_domains = 'refunds_due'")
        _delete_settled()
        op.execute("RESET seller_orders.across_domains")
        for table in ("refunds", "refunds_due"):
            op.execute(f"DROP POLICY clearing ON {table}")


def _delete_settled() -> None:
    # One transaction a batch, in key order, so that row locks are short.
    is_refund = " AND ".join(
        f"refunds_due.{name} = batch.{name} AND refunds.{name} = batch.{name}" for name in _KEY
    )
    key, backwards = ", ".join(_KEY), ", ".join(f"{name} DESC" for name in _KEY)
    some = (
        f"WITH batch AS (SELECT {key} FROM refunds_due WHERE ({key}) > (%s, %s, %s) "
        f"ORDER BY {key} LIMIT {_BATCH}), settled AS (DELETE FROM refunds_due USING batch, refunds "
        f"WHERE {is_refund} AND refunds.status <> 'pending') "
        f"SELECT {key} FROM batch ORDER BY {backwards} LIMIT 1"
    )
    last = ("", "", "")
    while row := op.get_bind().exec_driver_sql(some, last).one_or_none():
        last = tuple(row)
