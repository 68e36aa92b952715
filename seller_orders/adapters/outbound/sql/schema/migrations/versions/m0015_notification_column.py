"""A column that marks notifications, and the index of an order's notifications on it.

A trigger marks the notifications of earlier releases, whose channels are email, sms and log. Until
such a release is replaced, it reads an order's notifications without an index.

On PostgreSQL a migration is no single transaction: each step may find that it was done before.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_INDEX: Final = "ix_outbox_notifications"
_FORMER_INDEX: Final = "ix_outbox_domain_id_order_id_version"
_IS_UNMARKED: Final = "NOT {0}is_notification AND {0}channel IN ('email', 'sms', 'log')"
_BATCH: Final = 5_000


def upgrade() -> None:
    """Add the column and the trigger, mark the rows, and build the index."""
    is_online = op.get_context().dialect.name == "postgresql"
    op.add_column(
        "outbox",
        sa.Column("is_notification", sa.Boolean(), nullable=False, server_default=sa.false()),
        if_not_exists=is_online or None,
    )
    if not is_online:
        _mark_inserts_on_sqlite()
        op.execute(f"UPDATE outbox SET is_notification = 1 WHERE {_IS_UNMARKED.format('')}")
        _replace_index()
        return
    _mark_inserts_on_postgresql()
    with op.get_context().autocommit_block():
        _mark_in_batches()
        _replace_index()


def _mark_inserts_on_sqlite() -> None:
    op.execute(
        "CREATE TRIGGER mark_notification AFTER INSERT ON outbox "
        f"WHEN {_IS_UNMARKED.format('NEW.')} "
        "BEGIN UPDATE outbox SET is_notification = 1 "
        "WHERE domain_id = NEW.domain_id AND message_id = NEW.message_id; END"
    )


def _mark_inserts_on_postgresql() -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION mark_notification() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN NEW.is_notification := true; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE OR REPLACE TRIGGER mark_notification BEFORE INSERT ON outbox FOR EACH ROW "
        f"WHEN ({_IS_UNMARKED.format('NEW.')}) EXECUTE FUNCTION mark_notification()"
    )


def _mark_in_batches() -> None:
    # The outbox's own policy shows the rows of all domains to a session with this setting.
    op.execute("SET seller_orders.across_domains = 'outbox'")
    unmarked = f"SELECT EXISTS (SELECT 1 FROM outbox WHERE {_IS_UNMARKED.format('')})"
    # Rows that a relay has locked are skipped, and marked in the next pass.
    while op.get_bind().exec_driver_sql(unmarked).scalar_one():
        _mark_unlocked()
    op.execute("RESET seller_orders.across_domains")


def _mark_unlocked() -> None:
    mark = (
        "WITH batch AS (SELECT domain_id, message_id FROM outbox "
        "WHERE (domain_id, message_id) > (%s, %s) "
        f"ORDER BY domain_id, message_id LIMIT {_BATCH}), "
        "unlocked AS (SELECT outbox.domain_id, outbox.message_id FROM outbox "
        "JOIN batch USING (domain_id, message_id) "
        f"WHERE {_IS_UNMARKED.format('outbox.')} FOR UPDATE OF outbox SKIP LOCKED), "
        "marked AS (UPDATE outbox SET is_notification = true FROM unlocked "
        "WHERE outbox.domain_id = unlocked.domain_id "
        "AND outbox.message_id = unlocked.message_id) "
        "SELECT domain_id, message_id FROM batch "
        "ORDER BY domain_id DESC, message_id DESC LIMIT 1"
    )
    last = ("", "")
    while found := op.get_bind().exec_driver_sql(mark, last).one_or_none():
        last = tuple(found)


def _replace_index() -> None:
    # A concurrent build that was cut short leaves an index behind that serves nothing.
    op.drop_index(_INDEX, "outbox", if_exists=True, postgresql_concurrently=True)
    op.create_index(
        _INDEX,
        "outbox",
        ["domain_id", "order_id", "version"],
        sqlite_where=sa.text("is_notification = 1"),
        postgresql_where=sa.text("is_notification"),
        postgresql_concurrently=True,
    )
    op.drop_index(_FORMER_INDEX, "outbox", if_exists=True, postgresql_concurrently=True)
