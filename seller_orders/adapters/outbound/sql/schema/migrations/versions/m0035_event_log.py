"""The log of events, and its consumers' cursors.

The former release writes events into the outbox, and reads neither table. Its relay would deliver
them before earlier events of the same order that still wait in the log. So a trigger moves those
into the log. Rows that this release writes for failed events have ``retried_at``, and stay.

On PostgreSQL a sequence numbers the events. A dump keeps its value, so numbers never go back.

On PostgreSQL this is not one transaction, so each step must be repeatable.
"""

from typing import Any, Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, VARCHAR

from seller_orders.adapters.outbound.sql.connection.named_schema import lock_key, notify_channel

revision = "0035"
down_revision = "0034"

_IS_OF_THE_DOMAIN: Final = "domain_id = current_setting('seller_orders.domain_id', true)"
_IS_DECLARED: Final = "'{}' = current_setting('seller_orders.across_domains', true)"

_IS_FORMER_EVENT: Final = "NEW.channel = 'event' AND NEW.retried_at IS NULL"
_WAITS_FOR_THE_LOG: Final = """
EXISTS (
    SELECT 1 FROM events
    WHERE domain_id = NEW.domain_id AND order_id = NEW.order_id AND number > COALESCE(
        (SELECT number FROM event_cursors WHERE domain_id = NEW.domain_id AND consumer = 'event'),
        -1
    )
)
"""
_COLUMNS: Final = "domain_id, message_id, order_id, version, about, data, created_at"
_VALUES: Final = ", ".join(f"NEW.{name}" for name in _COLUMNS.split(", "))
# The same lock, number and wake-up as a writer of this release.
_FUNCTION: Final = f"""
CREATE OR REPLACE FUNCTION move_event_to_log() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_domain integer := CAST({{installation}} << 20 AS integer) | CAST(CAST(
        'x' || substr(encode(sha256(convert_to(NEW.domain_id, 'UTF8')), 'hex'), 4, 5) AS bit(20)
    ) AS integer);
BEGIN
    IF NOT {_WAITS_FOR_THE_LOG} THEN
        RETURN NEW;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(of_domain, CAST(last_value & {2**31 - 1} AS integer))
    FROM event_numbers WHERE NOT EXISTS (
        SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2
        AND pid = pg_backend_pid() AND CAST(classid AS bigint) = of_domain
    );
    INSERT INTO events ({_COLUMNS}) VALUES ({_VALUES});
    PERFORM pg_notify('{{channel}}', 'event');
    RETURN NULL;
END $$
"""
_SQLITE_TRIGGER: Final = f"""
CREATE TRIGGER move_event_to_log AFTER INSERT ON outbox
WHEN {_IS_FORMER_EVENT} AND {_WAITS_FOR_THE_LOG}
BEGIN
    INSERT INTO event_cursors (domain_id, consumer, number) VALUES ('*', 'log', 1)
    ON CONFLICT (domain_id, consumer) DO UPDATE SET number = number + 1;
    INSERT INTO events (number, {_COLUMNS})
    SELECT number, {_VALUES} FROM event_cursors WHERE domain_id = '*' AND consumer = 'log';
    DELETE FROM outbox WHERE domain_id = NEW.domain_id AND message_id = NEW.message_id;
END
"""


def upgrade() -> None:
    """Create the sequence, the tables with the policies of PostgreSQL, and the trigger."""
    is_postgresql = op.get_context().dialect.name == "postgresql"
    if is_postgresql:
        op.execute("CREATE SEQUENCE IF NOT EXISTS event_numbers")
    next_number = sa.text("nextval('event_numbers')") if is_postgresql else None
    op.create_table(
        "events",
        sa.Column("domain_id", _text(64), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False, server_default=next_number),
        sa.Column("message_id", _text(100), nullable=False),
        sa.Column("order_id", _text(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("about", _text(40), nullable=False),
        sa.Column(
            "data",
            sa.JSON().with_variant(JSONB(), "postgresql"),
            nullable=False,
            server_default="{}",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("domain_id", "number", name="pk_events"),
        if_not_exists=is_postgresql,
    )
    op.create_index(
        "ix_events_number", "events", ["number", "domain_id"], if_not_exists=is_postgresql or None
    )
    op.create_table(
        "event_cursors",
        sa.Column("domain_id", _text(64), nullable=False),
        sa.Column("consumer", _text(64), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True)),
        sa.Column("generation", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("domain_id", "consumer", name="pk_event_cursors"),
        if_not_exists=is_postgresql,
    )
    is_leased = sa.text("leased_until IS NOT NULL")
    op.create_index(
        "ix_event_cursors_leased_until",
        "event_cursors",
        ["leased_until"],
        if_not_exists=is_postgresql or None,
        sqlite_where=is_leased,
        postgresql_where=is_leased,
    )
    if is_postgresql:
        for table in ("events", "event_cursors"):
            _fence(table)
        # From now on its last value is taken.
        op.execute("SELECT setval('event_numbers', last_value) FROM event_numbers")
        _move_on_postgresql()
    else:
        op.execute(_SQLITE_TRIGGER)


def _move_on_postgresql() -> None:
    installation = lock_key(op.get_bind(), "event log") & 2**11 - 1
    channel = notify_channel(op.get_bind())
    # In a transaction of its own, because it locks the outbox for a moment.
    with op.get_context().autocommit_block():
        op.execute(_FUNCTION.format(installation=installation, channel=channel))
        op.execute(
            "CREATE OR REPLACE TRIGGER move_event_to_log BEFORE INSERT ON outbox FOR EACH ROW "
            f"WHEN ({_IS_FORMER_EVENT}) EXECUTE FUNCTION move_event_to_log()"
        )


def _text(length: int) -> Any:
    return sa.String(length).with_variant(VARCHAR(length, collation="C"), "postgresql")


def _fence(table: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"DROP POLICY IF EXISTS tenant_fence ON {table}")
    op.execute(f"CREATE POLICY tenant_fence ON {table} USING ({_IS_OF_THE_DOMAIN})")
    op.execute(f"DROP POLICY IF EXISTS across_domains ON {table}")
    declared = _IS_DECLARED.format(table)
    op.execute(f"CREATE POLICY across_domains ON {table} FOR SELECT USING ({declared})")
