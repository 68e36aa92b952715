"""Events that a consumer gets from the outbox, because it could not take them from the log."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import Select, bindparam, func, select

from seller_orders.adapters.outbound.sql.connection.statement_batch import ParametrizedStatement
from seller_orders.adapters.outbound.sql.schema.tables import WAITING, outbox
from seller_orders.adapters.outbound.sql.statements.in_list import is_one_of
from seller_orders.adapters.outbound.sql.statements.json_rows import as_text, document
from seller_orders.adapters.outbound.sql.statements.upsert import insert_given
from seller_orders.application.ports.event_cursors import UnfinishedEvent

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
