"""Row-level triggers instead of triggers with transition tables.

A distributed PostgreSQL has no transition tables. A row's trigger writes rows of the same domain.
Processes of this release and of the one before rely on the same triggers, so both keep counts and
times right while they run side by side. SQLite's triggers are of this kind already.

On PostgreSQL this is not one transaction, so each step must be repeatable.
"""

from typing import Final

from alembic import op

from seller_orders.adapters.outbound.sql.connection.named_schema import notify_channel

revision = "0017"
down_revision = "0016"

_KIND: Final = (
    "domain_id",
    "status",
    "payment_status",
    "fulfillment_status",
    "financial_status",
    "store_id",
)
_COLUMNS: Final = ", ".join(_KIND)
_TIMES: Final = ("created_at", "updated_at")

_FUNCTIONS: Final = {
    "count_order": (
        "IF TG_OP = 'UPDATE' AND OLD.archived_at IS NULL AND NEW.archived_at IS NULL "
        "THEN {added} ({went}), ({came}); "
        "ELSIF TG_OP <> 'INSERT' AND OLD.archived_at IS NULL THEN {added} ({went}); "
        "ELSIF TG_OP <> 'DELETE' AND NEW.archived_at IS NULL THEN {added} ({came}); "
        "END IF; "
    ),
    "time_tags_of_order": (
        "UPDATE order_tags SET created_at = NEW.created_at, updated_at = NEW.updated_at "
        "WHERE domain_id = NEW.domain_id AND order_id = NEW.order_id; "
    ),
    "seller_orders_wake_relay": "PERFORM pg_notify('{channel}', NEW.channel); ",
}
_FORMER_FUNCTIONS: Final = (
    "count_orders_on_insert",
    "count_orders_on_update",
    "count_orders_on_delete",
    "time_tags_of_orders",
    "seller_orders_wake_relays",
)


def upgrade() -> None:
    """Replace the triggers of PostgreSQL."""
    if op.get_context().dialect.name != "postgresql":
        return
    # Each trigger is replaced by one statement, so that every change runs exactly one of them.
    channel = notify_channel(op.get_bind())
    with op.get_context().autocommit_block():
        for name, steps in _FUNCTIONS.items():
            added = f"INSERT INTO order_counts ({_COLUMNS}, delta) VALUES"
            body = steps.format(
                added=added, went=_counted("OLD", -1), came=_counted("NEW", 1), channel=channel
            )
            op.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
                f"BEGIN {body}RETURN NULL; END $$"
            )
        _replace("count_orders_on_insert", "INSERT ON orders", "count_order")
        _replace("count_orders_on_update", "UPDATE ON orders", "count_order", _is_counted_anew())
        _replace("count_orders_on_delete", "DELETE ON orders", "count_order")
        # Most orders have no tags.
        is_timed_anew = f"{_differs(*_TIMES)} AND NEW.tags <> '[]'"
        _replace("time_tags_of_orders", "UPDATE ON orders", "time_tags_of_order", is_timed_anew)
        _replace("seller_orders_wake_relays", "INSERT ON outbox", "seller_orders_wake_relay")
        for function in _FORMER_FUNCTIONS:
            op.execute(f"DROP FUNCTION IF EXISTS {function}()")


def _replace(name: str, event: str, function: str, condition: str = "true") -> None:
    op.execute(
        f"CREATE OR REPLACE TRIGGER {name} AFTER {event} FOR EACH ROW "
        f"WHEN ({condition}) EXECUTE FUNCTION {function}()"
    )


def _counted(row: str, delta: int) -> str:
    return ", ".join([*(f"{row}.{name}" for name in _KIND), str(delta)])


def _is_counted_anew() -> str:
    return f"{_differs(*_KIND)} OR (OLD.archived_at IS NULL) <> (NEW.archived_at IS NULL)"


def _differs(*names: str) -> str:
    old, new = (", ".join(f"{row}.{name}" for name in names) for row in ("OLD", "NEW"))
    return f"({old}) IS DISTINCT FROM ({new})"
