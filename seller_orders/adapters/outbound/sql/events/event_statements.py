"""Statements that read the event log."""

from functools import cache
from typing import Any, Final

from sqlalchemy import BigInteger, Select, TextClause, bindparam, func, select, text

from seller_orders.adapters.outbound.sql.events.event_recording import FLOOR_MASK, LOG
from seller_orders.adapters.outbound.sql.schema.event_tables import (
    OF_ALL_DOMAINS,
    event_cursors,
    event_numbers,
    events,
)
from seller_orders.adapters.outbound.sql.statements.in_list import is_one_of
from seller_orders.adapters.outbound.sql.statements.json_rows import as_text, document

_IS_OF_DOMAIN: Final = events.c.domain_id == bindparam("of_domain")

# The subquery depends on the sequence's last value, so it looks for locks after reading that. A
# lock that names a later value was taken since, and holds nothing up.
_HORIZON: Final = f"""
least(n.last_value, (
    SELECT min(CASE WHEN behind > {FLOOR_MASK // 2} THEN n.last_value
               ELSE n.last_value - behind END)
    FROM (
        SELECT (n.last_value - CAST(objid AS bigint)) & {FLOOR_MASK} AS behind FROM pg_locks
        WHERE locktype = 'advisory' AND objsubid = 2 AND granted AND {{is_of_writer}}
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    ) AS writers
))
"""  # noqa: S608  # only constants


@cache
def horizon(dialect: str, *, of_domain: bool) -> Select[Any]:
    """Return the query of the last number that no open transaction can still add one before.

    On PostgreSQL its parameter ``lock`` is of the domain or, for all of them, of the installation.
    """
    if dialect != "postgresql":
        return select(event_cursors.c.number).where(
            event_cursors.c.domain_id == OF_ALL_DOMAINS, event_cursors.c.consumer == LOG
        )
    of_writer = (
        "CAST(classid AS bigint) = :lock"
        if of_domain
        else ("CAST(classid AS bigint) >> 20 = :lock")
    )
    of_writer = of_writer.replace(":lock", "CAST(:lock AS bigint)")
    least: TextClause = text(_HORIZON.format(is_of_writer=of_writer))
    return select(least).select_from(event_numbers.alias("n"))


@cache
def following(dialect: str) -> Select[Any]:
    """Return the query of a domain's events after a number, as JSON."""
    found = select(as_text(document(dialect, dict(events.c))))
    found = found.where(_IS_OF_DOMAIN, events.c.number > bindparam("after", type_=BigInteger))
    return found.order_by(events.c.number).limit(bindparam("most"))


@cache
def news(dialect: str) -> Select[Any]:
    """Return the query of the domains and numbers of the events after a number."""
    named = {"domain_id": events.c.domain_id, "number": events.c.number}
    found = select(as_text(document(dialect, named))).where(
        events.c.number > bindparam("after", type_=BigInteger)
    )
    return found.order_by(events.c.number).limit(bindparam("most"))


@cache
def domains(dialect: str) -> Select[Any]:
    """Return the query of the next domains and their newest events, by an index entry each."""
    first = select(func.min(events.c.domain_id).label("domain_id")).where(
        events.c.domain_id > bindparam("after_domain")
    )
    found = first.cte("found", recursive=True)
    next_ = select(func.min(events.c.domain_id)).where(events.c.domain_id > found.c.domain_id)
    found = found.union_all(select(next_.scalar_subquery()).where(found.c.domain_id.is_not(None)))
    newest = select(func.max(events.c.number)).where(events.c.domain_id == found.c.domain_id)
    named = {"domain_id": found.c.domain_id, "number": newest.scalar_subquery()}
    row = select(as_text(document(dialect, named))).where(found.c.domain_id.is_not(None))
    return row.limit(bindparam("most"))


@cache
def counted(dialect: str, *, of_types: bool) -> Select[Any]:
    """Return the query of the number and the first time of a domain's events after a number.

    With ``of_types`` only the events of the parameter ``types`` count.
    """
    later = select(events.c.created_at).where(
        _IS_OF_DOMAIN, events.c.number > bindparam("after", type_=BigInteger)
    )
    if of_types:
        later = later.where(is_one_of(events.c.about, "types", dialect))
    some = later.order_by(events.c.number).limit(bindparam("most")).subquery()
    named = {"events": func.count(), "oldest_at": func.min(some.c.created_at)}
    return select(as_text(document(dialect, named))).select_from(some)


OLDEST: Final = select(func.min(events.c.number)).where(_IS_OF_DOMAIN)
AT: Final = (
    select(events.c.created_at)
    .where(_IS_OF_DOMAIN, events.c.number >= bindparam("from_number", type_=BigInteger))
    .order_by(events.c.number)
    .limit(1)
)
"""The time of the first event from a number on."""
