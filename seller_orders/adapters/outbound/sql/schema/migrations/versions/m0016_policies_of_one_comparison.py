"""Row-level security by policies of one comparison each, which a distributed PostgreSQL accepts.

PostgreSQL shows a row that any of its table's policies allows. Releases before this one also write
across domains, so the second policy is not limited to reads yet.

On PostgreSQL this is not one transaction, so each step must be repeatable.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

_OF_A_DOMAIN: Final = (
    "orders",
    "order_lines",
    "fulfillments",
    "refunds",
    "timeline",
    "order_tags",
    "restocks",
    "order_numbers",
    "refunds_due",
)
_ALSO_ACROSS_DOMAINS: Final = ("outbox", "idempotency_keys", "access_keys", "order_counts")
_SETTING: Final = "current_setting('seller_orders.{}', true)"
_IS_OF_THE_DOMAIN: Final = f"domain_id = {_SETTING.format('domain_id')}"
_IS_DECLARED: Final = f"'{{table}}' = {_SETTING.format('across_domains')}"
_HAS_POLICY: Final = sa.text(
    "SELECT EXISTS (SELECT 1 FROM pg_policy WHERE polname = 'across_domains'"
    " AND polrelid = CAST(:table AS regclass))"
)


def upgrade() -> None:
    """Replace the policies; SQLite has none."""
    if op.get_context().dialect.name != "postgresql":
        return
    # One table is locked at a time, because writers lock the tables in another order.
    with op.get_context().autocommit_block():
        for table in _ALSO_ACROSS_DOMAINS:
            if not op.get_bind().execute(_HAS_POLICY, {"table": table}).scalar_one():
                declared = _IS_DECLARED.format(table=table)
                op.execute(f"CREATE POLICY across_domains ON {table} USING ({declared})")
        for table in (*_OF_A_DOMAIN, *_ALSO_ACROSS_DOMAINS):
            op.execute(f"ALTER POLICY tenant_fence ON {table} USING ({_IS_OF_THE_DOMAIN})")
