"""Events that a consumer gets from the outbox, because it could not take them from the log."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

from attrs import evolve
from sqlalchemy import BigInteger, Connection, Select, bindparam, func, select

from seller_orders.adapters.outbound.sql.connection.statement_batch import ParametrizedStatement
from seller_orders.adapters.outbound.sql.schema.event_tables import events
from seller_orders.adapters.outbound.sql.schema.outbox_tables import WAITING, outbox
from seller_orders.adapters.outbound.sql.statements.in_list import is_one_of
from seller_orders.adapters.outbound.sql.statements.json_rows import as_text, document
from seller_orders.adapters.outbound.sql.statements.upsert import insert_given
from seller_orders.application.events.consumers import from_channel
from seller_orders.application.ports.event_cursors import Advance, EventCursor, UnfinishedEvent

_STATE: Final = ("due_at", "failures", "last_error", "retried_at", "dead_at", "delivered_at")
_COLUMNS: Final = (
    "domain_id",
    "message_id",
    "order_id",
    "version",
    "channel",
    "about",
    "is_notification",
    "data",
    "created_at",
    *_STATE,
)
_ERROR_LENGTH: Final = 500


def as_logged(
    connection: Connection, cursor: EventCursor, advance: Advance
) -> Sequence[UnfinishedEvent]:
    """Return the unfinished events of an advance, with their data as the log has them now.

    The customer's data may have been erased since a relay read the events. The lock keeps another
    transaction from erasing them before this one has ended.
    """
    wanted = {
        "of_domain": cursor.domain_id,
        "from_number": cursor.position.number,
        "to_number": advance.position.number,
        "order_ids": sorted({each.message.order_id for each in advance.unfinished}),
    }
    found = connection.execute(_logged(connection.dialect.name), wanted)
    data = {row.message_id: row.data for row in found}
    return [_with_data(each, data) for each in advance.unfinished]


def _with_data(unfinished: UnfinishedEvent, data: Mapping[str, Any]) -> UnfinishedEvent:
    message = unfinished.message
    now = data.get(from_channel(message).message_id, message.data)
    return evolve(unfinished, message=evolve(message, data=now))


@cache
def _logged(dialect: str) -> Select[tuple[str, Any]]:
    return (
        select(events.c.message_id, events.c.data)
        .where(
            events.c.domain_id == bindparam("of_domain"),
            events.c.number > bindparam("from_number", type_=BigInteger),
            events.c.number <= bindparam("to_number", type_=BigInteger),
            is_one_of(events.c.order_id, "order_ids", dialect),
        )
        .with_for_update(read=True)
    )


def posting(
    dialect: str, unfinished: Sequence[UnfinishedEvent], at: datetime
) -> ParametrizedStatement:
    """Return the statement that adds events to the outbox; one that is delivered again starts anew.

    Tries begin now, so that an event that waited long in the log is not given up at once.
    """
    return _posting(dialect), [_row(each, at) for each in unfinished]


@cache
def waiting_orders(dialect: str) -> Select[Any]:
    """Return the query of those of some orders that wait in a channel, and of their due times."""
    named = {"order_id": outbox.c.order_id, "due_at": func.max(outbox.c.due_at)}
    return (
        select(as_text(document(dialect, named)))
        .where(
            WAITING,
            outbox.c.domain_id == bindparam("of_domain"),
            outbox.c.channel == bindparam("of_channel"),
            is_one_of(outbox.c.order_id, "order_ids", dialect),
        )
        .group_by(outbox.c.order_id)
    )


@cache
def _posting(dialect: str) -> Any:
    posted = insert_given(dialect, outbox, *_COLUMNS)
    return posted.on_conflict_do_update(
        index_elements=[outbox.c.domain_id, outbox.c.message_id],
        set_={name: posted.excluded[name] for name in _STATE}
        | {"generation": outbox.c.generation + 1},
    )


def _row(unfinished: UnfinishedEvent, at: datetime) -> dict[str, Any]:
    message, reason = unfinished.message, unfinished.reason
    is_dead = unfinished.due_at is None
    return {
        "domain_id": message.domain_id,
        "message_id": message.message_id,
        "order_id": message.order_id,
        "version": message.version,
        "channel": message.channel,
        "about": message.about,
        "is_notification": False,
        "data": message.data,
        "created_at": message.created_at,
        "due_at": at if is_dead else unfinished.due_at,
        "failures": unfinished.failures,
        "last_error": reason and " ".join(reason.replace("\0", "").split())[:_ERROR_LENGTH],
        "retried_at": at,
        "dead_at": at if is_dead else None,
        "delivered_at": None,
    }
