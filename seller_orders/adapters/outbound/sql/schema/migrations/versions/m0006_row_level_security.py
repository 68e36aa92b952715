"""Row-level security: a transaction sees and writes the rows of the domain that it declares.

There is nothing of the kind on SQLite, whose file belongs to one installation's processes.
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

# Each in a SELECT of its own, which is done once a statement rather than once a row. A setting
# that was never made is NULL, or empty after one that was: neither is any domain's id.
_IS_OF_THE_DOMAIN = "domain_id = (SELECT current_setting('seller_orders.domain_id', true))"
_IS_DECLARED = "(SELECT current_setting('seller_orders.across_domains', true)) = '{table}'"


def upgrade() -> None:
    """Put up the fence, for the tables' owner too."""
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
