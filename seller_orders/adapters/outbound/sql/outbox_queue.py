"""The outbox in SQL as relays see it: leased, retried, and at last delivered or dead."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from attrs import frozen
from sqlalchemy import ColumnElement, Connection, Row, Update, select, update

from seller_orders.adapters.outbound.sql.across_domains import AcrossDomains
from seller_orders.adapters.outbound.sql.engine import Store, connected
from seller_orders.adapters.outbound.sql.guests import commit
from seller_orders.adapters.outbound.sql.outbox_statements import (
    CLAIM,
    COUNT_DEAD,
    COUNT_WAITING,
    DELIVERED,
    FAILED,
    HELD_BACK,
    IS_ANY_DUE,
    PUT_BACK,
)
from seller_orders.adapters.outbound.sql.tables import DEAD, WAITING, outbox
from seller_orders.application.messages import Channel, Message
from seller_orders.application.ports.outbox import (
    Claimed,
    Delivered,
    DeliveryOutcome,
    Failed,
    PutBack,
    UndeliveredMessage,
    UndeliveredMessages,
)
from seller_orders.domain.timeline import ChangeType

_ERROR_LENGTH: Final = 500


@frozen
class SqlOutboxQueue:
    """Hands out what is due; a later message of an order waits for the earlier in its channel."""

    store: Store

    def claim(self, channel: Channel, now: datetime, until: datetime) -> list[Claimed]:
        """Lease some of a channel's messages that are due."""
        wanted = {"of_channel": channel, "now": now}
        # On SQLite, where a claim has to wait for its turn to write, it is asked first.
        if self.store.dialect.name == "sqlite":
            with connected(self.store, rows_of=AcrossDomains.OUTBOX_CLAIM) as connection:
                if not connection.execute(IS_ANY_DUE, wanted).scalar_one():
                    return []
        with connected(self.store, rows_of=AcrossDomains.OUTBOX_CLAIM, writes=True) as connection:
            rows = connection.execute(CLAIM, wanted | {"until": until}).all()
            commit(connection)
        rows = sorted(rows, key=lambda row: (row.created_at, row.version))
        return [_claimed(row, until) for row in rows]

    def finish(self, outcomes: Sequence[tuple[Claimed, DeliveryOutcome]], at: datetime) -> None:
        """Note what became of claimed messages."""
        with connected(
            self.store, rows_of=AcrossDomains.OUTBOX_OUTCOMES, writes=True
        ) as connection:
            _note(
                connection,
                DELIVERED,
                [
                    _fence(claimed) | {"at": at}
                    for claimed, outcome in outcomes
                    if isinstance(outcome, Delivered)
                ],
            )
            _note(
                connection,
                PUT_BACK,
                [
                    _fence(claimed) | {"again_at": outcome.due_at}
                    for claimed, outcome in outcomes
                    if isinstance(outcome, PutBack)
                ],
            )
            failed = [
                (claimed, outcome) for claimed, outcome in outcomes if isinstance(outcome, Failed)
            ]
            _note(connection, FAILED, [_failure(each, outcome, at) for each, outcome in failed])
            _note(
                connection,
                HELD_BACK,
                [
                    _fence(claimed) | _followers(claimed.message) | {"again_at": outcome.due_at}
                    for claimed, outcome in failed
                    if outcome.due_at is not None
                ],
            )
            commit(connection)

    def undelivered(self, limit: int) -> list[UndeliveredMessage]:
        """Return messages that have not arrived."""
        with connected(self.store, rows_of=AcrossDomains.OUTBOX_OF_ALL) as connection:
            return [_undelivered(row) for row in _dead_then_waiting(connection, limit=limit)]

    def backlogs(self, most: int) -> list[UndeliveredMessages]:
        """Count what has not arrived."""
        with connected(self.store, rows_of=AcrossDomains.OUTBOX_BACKLOGS) as connection:
            return [
                UndeliveredMessages(
                    channel=Channel(channel),
                    is_dead=is_dead,
                    messages=messages,
                    oldest_at=oldest_at,
                )
                for count, is_dead in ((COUNT_WAITING, False), (COUNT_DEAD, True))
                for channel, messages, oldest_at in connection.execute(count, {"most": most})
            ]

    def retry(self, message_id: str, now: datetime) -> bool:
        """Make a message due now, and what it held back with it."""
        is_wanted = outbox.c.message_id == message_id
        with connected(self.store, rows_of=AcrossDomains.OUTBOX_OF_ALL, writes=True) as connection:
            row = next(iter(_dead_then_waiting(connection, is_wanted, limit=1)), None)
            if row is None:
                return False
            key = (outbox.c.domain_id == row.domain_id, outbox.c.message_id == message_id)
            fresh = {"due_at": now, "retried_at": now, "failures": 0, "dead_at": None}
            connection.execute(update(outbox).where(*key).values(fresh))
            connection.execute(
                update(outbox)
                .where(
                    WAITING,
                    outbox.c.domain_id == row.domain_id,
                    outbox.c.order_id == row.order_id,
                    outbox.c.channel == row.channel,
                    outbox.c.version > row.version,
                )
                .values(due_at=now)
            )
            commit(connection)
        return True


def _dead_then_waiting(
    connection: Connection, *conditions: ColumnElement[bool], limit: int
) -> list[Row[Any]]:
    # Two questions, each with an index of its own, however much has been delivered by now.
    found: list[Row[Any]] = []
    for undelivered in (DEAD, WAITING):
        wanted = select(outbox).where(undelivered, *conditions)
        some = wanted.order_by(outbox.c.due_at, outbox.c.version).limit(limit - len(found))
        found += connection.execute(some)
    return found


def _note(connection: Connection, statement: Update, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(statement, rows)


def _fence(claimed: Claimed) -> dict[str, Any]:
    return {
        "of_domain": claimed.message.domain_id,
        "of_message": claimed.message.message_id,
        "of_generation": claimed.generation,
    }


def _failure(claimed: Claimed, failed: Failed, at: datetime) -> dict[str, Any]:
    return _fence(claimed) | {
        "again_at": failed.due_at or at,
        "reason": " ".join(failed.reason.replace("\0", "").split())[:_ERROR_LENGTH],
        "dead": at if failed.due_at is None else None,
    }


def _followers(message: Message) -> dict[str, Any]:
    return {
        "of_order": message.order_id,
        "of_channel": message.channel,
        "of_version": message.version,
    }


def _claimed(row: Row[Any], until: datetime) -> Claimed:
    return Claimed(
        message=_message(row),
        generation=row.generation,
        failures=row.failures,
        trying_since=row.retried_at or row.created_at,
        leased_until=until,
    )


def _undelivered(row: Row[Any]) -> UndeliveredMessage:
    return UndeliveredMessage(
        message=_message(row),
        failures=row.failures,
        due_at=row.due_at,
        dead_at=row.dead_at,
        last_error=row.last_error,
    )


def _message(row: Row[Any]) -> Message:
    return Message(
        message_id=row.message_id,
        domain_id=row.domain_id,
        order_id=row.order_id,
        channel=Channel(row.channel),
        about=ChangeType(row.about),
        version=row.version,
        created_at=row.created_at,
        data=row.data,
    )
