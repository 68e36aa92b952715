"""Channels of new messages in the notification's payload, so that only their relays poll.

Earlier releases ignore the payload.
"""

from alembic import op

from seller_orders.adapters.outbound.sql.connection.named_schema import notify_channel

revision = "0012"
down_revision = "0011"

_WAKE = """
CREATE OR REPLACE FUNCTION seller_orders_wake_relays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('{channel}', string_agg(DISTINCT channel, ',')) FROM added;
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
    """Replace the trigger; SQLite has no notifications."""
    if op.get_context().dialect.name == "postgresql":
        op.execute(_WAKE.format(channel=notify_channel(op.get_bind())))
        op.execute(_WAKE_ON_INSERT)
