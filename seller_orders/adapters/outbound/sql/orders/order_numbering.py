"""Generated order numbers of a domain.

A counter holds the last number. A few look-ups skip any run of numbers that callers have chosen.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from typing import Final

from sqlalchemy import BigInteger, Connection, Insert, bindparam, case, func, select, update

from seller_orders.adapters.outbound.sql.connection.named_schema import lock_key
from seller_orders.adapters.outbound.sql.connection.statement_batch import (
    ParametrizedStatement,
    execute_batch,
)
from seller_orders.adapters.outbound.sql.schema.count_tables import order_numbers
from seller_orders.adapters.outbound.sql.statements.upsert import insert_or
from seller_orders.domain.order_numbering import OrderNumbering

_DOUBLINGS: Final = 31
_PARTS: Final = 64
_LOCK: Final = select(func.pg_advisory_xact_lock(bindparam("lock")))
_LOCK_SHARED: Final = select(func.pg_advisory_xact_lock_shared(bindparam("lock")))
_SKIPPING: Final = (
    update(order_numbers)
    .where(order_numbers.c.domain_id == bindparam("of_domain"))
    .values(last=bindparam("number"))
)


def locking(
    connection: Connection, domain_id: str, *, is_shared: bool = False
) -> Iterator[ParametrizedStatement]:
    """Lock a domain's numbers until the transaction ends. SQLite has one writer anyway.

    Transactions with chosen numbers share the lock, so that a generated number is never one that
    another transaction is about to commit. PostgreSQL grants the lock in the order of requests.
    """
    if connection.dialect.name == "postgresql":
        lock = _LOCK_SHARED if is_shared else _LOCK
        yield lock, {"lock": lock_key(connection, domain_id)}


def next_number(
    connection: Connection,
    domain_id: str,
    numbering: OrderNumbering,
    taken: Callable[[Sequence[int]], Collection[int]],
) -> int:
    """Return the next free number and set the counter to it; ``taken`` as for ``free_number``."""
    values = {"domain_id": domain_id, "last": numbering.first, "least": numbering.next or 0}
    counting = _counting(connection.dialect.name), values
    counted: int = execute_batch(connection, *locking(connection, domain_id), counting).column[0]
    number = free_number(counted, taken)
    if number != counted:
        execute_batch(connection, (_SKIPPING, {"of_domain": domain_id, "number": number}))
    return number


@cache
def _counting(dialect: str) -> Insert:
    last, least = order_numbers.c.last, bindparam("least", type_=BigInteger)
    counted = case((last + 1 < least, least), else_=last + 1)
    counting: Insert = (
        insert_or(dialect, order_numbers)
        .on_conflict_do_update(index_elements=[order_numbers.c.domain_id], set_={"last": counted})
        .returning(last)
    )
    return counting


def free_number(first: int, taken: Callable[[Sequence[int]], Collection[int]]) -> int:
    """Return ``first`` if it is free, or a later free number that follows a taken one.

    ``taken`` returns the taken ones of some numbers. Free numbers between taken ones may be
    skipped.
    """
    if not taken([first]):
        return first
    last_taken, free = first, None
    while free is None or free - last_taken > 1:
        probes = _probes(last_taken, free)
        found = taken(probes)
        free = next((number for number in probes if number not in found), free)
        skipped = (number for number in probes if free is None or number < free)
        last_taken = max(skipped, default=last_taken)
    return free


def _probes(last_taken: int, free: int | None) -> Sequence[int]:
    if free is None:
        return [last_taken + 2**exponent for exponent in range(_DOUBLINGS)]
    stride = max(1, (free - last_taken) // _PARTS)
    return range(last_taken + stride, free, stride)
