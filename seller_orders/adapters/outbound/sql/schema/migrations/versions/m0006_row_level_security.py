"""Row-level security: a transaction sees and writes the rows of its domain only.

SQLite has no row-level security; its file belongs to one installation.
"""

from alembic import op

revision = "0006"
down_revision = "0005"

_OF_A_DOMAIN = (
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
_ALSO_ACROSS_DOMAINS = ("outbox", "idempotency_keys", "access_keys")

# In a sub-select, which is evaluated once a statement, not once a row. An unset setting is NULL or
# empty, and neither is a domain's id.
_IS_OF_THE_DOMAIN = "domain_id = (SELECT current_setting('seller_orders.domain_id', true))"
_IS_DECLARED = "(SELECT current_setting('seller_orders.across_domains', true)) = '{table}'"


def upgrade() -> None:
    """Enable row-level security, for the tables' owner too."""
    if op.get_context().dialect.name != "postgresql":
        return
    for table in _OF_A_DOMAIN:
        _fence(table, _IS_OF_THE_DOMAIN)
    for table in _ALSO_ACROSS_DOMAINS:
        _fence(table, f"{_IS_OF_THE_DOMAIN} OR {_IS_DECLARED.format(table=table)}")


def _fence(table: str, rows: str) -> None:
    op.execute(f"CREATE POLICY tenant_fence ON {table} USING ({rows})")
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
