"""Order numbers that a domain gives by itself.

A counter holds the last number. Numbers that callers brought are skipped in a few look-ups, however
many of them follow one another.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, bindparam, func, select, update

from seller_orders.adapters.outbound.sql.messages import Call, send
from seller_orders.adapters.outbound.sql.tables import order_numbers
from seller_orders.adapters.outbound.sql.upsert import insert_or

_FIRST_NUMBER: Final = 1001
_DOUBLINGS: Final = 31
_PARTS: Final = 64
_LOCK: Final = select(func.pg_advisory_xact_lock(bindparam("lock")))
_LOCK_SHARED: Final = select(func.pg_advisory_xact_lock_shared(bindparam("lock")))


def locking(dialect: str, domain_id: str, *, is_shared: bool = False) -> Iterator[Call]:
    """Lock a domain's numbers until the transaction ends; SQLite has one writer anyway.

    Those who bring numbers share the lock from the look-up on, so that a next number is none that
    another transaction is about to commit. PostgreSQL serves the lock in the order of requests.
    """
    if dialect == "postgresql":
        lock = int.from_bytes(sha256(domain_id.encode()).digest()[:8], signed=True)
        yield (_LOCK_SHARED if is_shared else _LOCK), {"lock": lock}


def next_number(
    connection: Connection, domain_id: str, taken: Callable[[Sequence[int]], Collection[int]]
) -> int:
    """Return the next number and count on from it; ``taken`` as for ``free_number``."""
    for call in locking(connection.dialect.name, domain_id):
        send(connection, call)
    last = order_numbers.c.last
    counting = (
        insert_or(connection.dialect.name, order_numbers)
        .on_conflict_do_update(index_elements=[order_numbers.c.domain_id], set_={"last": last + 1})
        .returning(last)
    )
    values = {"domain_id": domain_id, "last": _FIRST_NUMBER}
    counted: int = connection.execute(counting, values).scalar_one()
    number = free_number(counted, taken)
    if number != counted:
        skipping = update(order_numbers).where(order_numbers.c.domain_id == domain_id)
        connection.execute(skipping.values(last=number))
    return number


def free_number(first: int, taken: Callable[[Sequence[int]], Collection[int]]) -> int:
    """Return a free number: ``first``, or a later one that follows a taken one.

    ``taken`` returns which of some numbers are taken. Numbers that are free between taken ones may
    be left out.
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
