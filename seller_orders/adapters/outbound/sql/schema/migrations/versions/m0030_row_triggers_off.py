"""A setting of a transaction that turns row triggers off, for bulks that do their work themselves.

Earlier releases do not know the setting, so the triggers serve all their rows. SQLite's triggers
stay as they are.

On PostgreSQL this is not one transaction, so each step must be repeatable.
"""

from typing import Final

from alembic import op

revision = "0030"
down_revision = "0029"

_IS_ON: Final = "current_setting('seller_orders.row_triggers', true) IS DISTINCT FROM 'off'"
_KIND: Final = (
    "domain_id",
    "status",
    "payment_status",
    "fulfillment_status",
    "financial_status",
    "store_id",
)


def upgrade() -> None:
    """Replace the triggers of PostgreSQL, each by one statement."""
    if op.get_context().dialect.name != "postgresql":
        return
    old, new = (", ".join(f"{row}.{name}" for name in _KIND) for row in ("OLD", "NEW"))
    is_counted_anew = (
        f"(({old}) IS DISTINCT FROM ({new})"
        " OR (OLD.archived_at IS NULL) <> (NEW.archived_at IS NULL))"
    )
    with op.get_context().autocommit_block():
        _replace("count_orders_on_insert", "INSERT ON orders", "count_order", _IS_ON)
        changed = f"{is_counted_anew} AND {_IS_ON}"
        _replace("count_orders_on_update", "UPDATE ON orders", "count_order", changed)
        _replace(
            "seller_orders_wake_relays", "INSERT ON outbox", "seller_orders_wake_relay", _IS_ON
        )


def _replace(name: str, event: str, function: str, condition: str) -> None:
    op.execute(
        f"CREATE OR REPLACE TRIGGER {name} AFTER {event} FOR EACH ROW "
        f"WHEN ({condition}) EXECUTE FUNCTION {function}()"
    )
