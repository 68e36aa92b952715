"""Relays hear which channels have messages, so that those of the others need not look.

A release before this one hears that there are some, as it did.
"""

from alembic import op

revision = "0012"
down_revision = "0011"

_WAKE = """
CREATE OR REPLACE FUNCTION seller_orders_wake_relays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('seller_orders_outbox', string_agg(DISTINCT channel, ',')) FROM added;
    RETURN NULL;
END
$$
"""
_WAKE_ON_INSERT = """
CREATE OR REPLACE TRIGGER seller_orders_wake_relays AFTER INSERT ON outbox
REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION seller_orders_wake_relays()
"""


def upgrade() -> None:
    """Have PostgreSQL say it; on SQLite nobody hears of anything."""
    if op.get_context().dialect.name == "postgresql":
        op.execute(_WAKE)
        op.execute(_WAKE_ON_INSERT)
