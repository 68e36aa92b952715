"""Statements on the outbox table for relays.

Reads find due messages of all domains; claims and outcomes are of one domain. Outcomes are fenced
by the lease's generation.
"""

from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    Update,
    and_,
    bindparam,
    exists,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from seller_orders.adapters.outbound.sql.schema.outbox_tables import (
    CLAIMABLE,
    DEAD,
    WAITING,
    outbox,
)
from seller_orders.adapters.outbound.sql.statements.in_list import is_one_of
from seller_orders.adapters.outbound.sql.statements.json_rows import as_text, document

BATCH: Final = 100
"""Most messages that a relay leases at once."""

_OF_CHANNEL: Final = (CLAIMABLE, outbox.c.channel == bindparam("of_channel"))
_IS_DUE: Final = outbox.c.due_at <= bindparam("now")

MAX_DUE: Final = (
    select(outbox.c.domain_id)
    .where(*_OF_CHANNEL, _IS_DUE)
    # Only by the index's column: a second one would sort a backlog of equal times.
    .order_by(outbox.c.due_at)
    .limit(BATCH)
)
"""Domains of a batch of due messages, once for each message."""

_first_channel: Final = select(func.min(outbox.c.channel).label("channel")).where(CLAIMABLE)
_channels: Final = _first_channel.cte("channels", recursive=True)
_next_channel: Final = (
    select(func.min(outbox.c.channel)).where(CLAIMABLE, outbox.c.channel > _channels.c.channel)
).scalar_subquery()
_every_channel: Final = _channels.union_all(
    select(_next_channel).where(_channels.c.channel.is_not(None))
)
_first_due: Final = select(func.min(outbox.c.due_at)).where(
    CLAIMABLE, outbox.c.channel == _every_channel.c.channel
)
DUE_CHANNELS: Final = select(_every_channel.c.channel).where(
    _every_channel.c.channel.is_not(None), _first_due.scalar_subquery() <= bindparam("now")
)
"""Channels with due messages, by two index entries each."""

_of_domain: Final = outbox.c.domain_id == bindparam("of_domain")
_next: Final = outbox.alias("next")
# A scalar subquery cannot be planned as a join. If the planner expects few waiting messages, a join
# scans all of them for each message.
_NEXT_OF_ITS_ORDER: Final = (
    select(_next.c.version)
    .where(
        _next.c.domain_id == bindparam("of_domain"),
        _next.c.order_id == outbox.c.order_id,
        _next.c.channel == outbox.c.channel,
        _next.c.delivered_at.is_(None),
        _next.c.dead_at.is_(None),
    )
    .order_by(_next.c.version)
    .limit(1)
    .scalar_subquery()
)
_due: Final = (
    select(outbox.c.message_id)
    .where(_of_domain, *_OF_CHANNEL, _IS_DUE, outbox.c.version == _NEXT_OF_ITS_ORDER)
    .order_by(outbox.c.due_at)
    .limit(bindparam("share"))
    .with_for_update(of=outbox, skip_locked=True)
    .cte("due")
)
_CLAIM: Final = (
    update(outbox)
    .where(_of_domain, outbox.c.message_id.in_(select(_due.c.message_id)))
    .values(due_at=bindparam("until"), generation=outbox.c.generation + 1)
)


@cache
def next_waiting(dialect: str) -> Select[Any]:
    """Return the query of the first message, by due time, of the next domain that has any."""
    following = select(
        as_text(document(dialect, {n: outbox.c[n] for n in ("domain_id", "due_at")}))
    )
    following = following.where(*_OF_CHANNEL, outbox.c.domain_id > bindparam("after"))
    return following.order_by(outbox.c.domain_id, outbox.c.due_at).limit(1)


@cache
def claiming(dialect: str) -> ReturningUpdate[tuple[str]]:
    """Return the statement that leases a domain's due messages and returns their rows as JSON."""
    return _CLAIM.returning(as_text(document(dialect, dict(outbox.c))))


@cache
def is_any_due(dialect: str) -> Select[tuple[bool]]:
    """Return the query whether any message of some channels is due."""
    due = select(literal(1)).where(
        CLAIMABLE,
        is_one_of(outbox.c.channel, "channels", dialect),
        outbox.c.due_at <= bindparam("now"),
    )
    return select(exists(due))


def _if_still_claimed(**values: Any) -> Update:
    fence = and_(
        outbox.c.domain_id == bindparam("of_domain"),
        outbox.c.message_id == bindparam("of_message"),
        outbox.c.generation == bindparam("of_generation"),
        WAITING,
    )
    return update(outbox).where(fence).values(**values)


DELIVERED: Final = _if_still_claimed(delivered_at=bindparam("at"))
PUT_BACK: Final = _if_still_claimed(due_at=bindparam("again_at"))
FAILED: Final = _if_still_claimed(
    due_at=bindparam("again_at"),
    failures=outbox.c.failures + 1,
    last_error=bindparam("reason"),
    dead_at=bindparam("dead"),
)
_failed: Final = outbox.alias("failed")
_HAS_JUST_FAILED: Final = exists(
    select(literal(1)).where(
        _failed.c.domain_id == bindparam("of_domain"),
        _failed.c.message_id == bindparam("of_message"),
        _failed.c.generation == bindparam("of_generation"),
        _failed.c.delivered_at.is_(None),
        _failed.c.dead_at.is_(None),
    )
)
# Later messages of the order wait until the failed one is retried.
HELD_BACK: Final = (
    update(outbox)
    .where(
        WAITING,
        outbox.c.domain_id == bindparam("of_domain"),
        outbox.c.order_id == bindparam("of_order"),
        outbox.c.channel == bindparam("of_channel"),
        outbox.c.version > bindparam("of_version"),
        outbox.c.due_at < bindparam("again_at"),
        _HAS_JUST_FAILED,
    )
    .values(due_at=bindparam("again_at"))
)


def _counted(undelivered: ColumnElement[bool]) -> Select[str, int, datetime]:
    # The limit bounds the scan of a large backlog.
    some = (
        select(outbox.c.channel, outbox.c.created_at)
        .where(undelivered)
        .limit(bindparam("most"))
        .subquery()
    )
    return select(some.c.channel, func.count(), func.min(some.c.created_at)).group_by(
        some.c.channel
    )


COUNT_WAITING: Final = _counted(WAITING)
COUNT_DEAD: Final = _counted(DEAD)
