"""Doing a command once, however often it is asked for (contract, section 4: idempotency).

A caller's key is claimed as the unit of work begins and lives no longer than that: a process that
dies gives its claims back with its transaction. The outcome is kept under the key in the
transaction of the change; a refusal undoes the change and is kept alone.
"""

import json
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, Final, Protocol, TypeVar

from attrs import field, frozen
from returns.pipeline import is_successful
from returns.result import Result

from seller_orders.application.ports.order_cache import OrderCache, OrderKey
from seller_orders.application.ports.unit_of_work import UnitOfWork
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal

T = TypeVar("T")

KEPT_FOR: Final = timedelta(hours=24)
"""How long a key's answer is given again."""


@frozen
class Once:
    """A caller's key of one domain; what it was sent with; and how its answer is written down.

    >>> once = Once("key-1", "what it was sent with", lambda outcome: b"as it was answered")
    >>> ship = UpdateStatus(
    ...     domain_id="dom_1", order_id="ord_1", by="erp", status=OrderStatus.SHIPPED, once=once
    ... )
    >>> orders.update_status(ship).unwrap().version
    2
    >>> try:
    ...     orders.update_status(ship)
    ... except AnsweredBeforeError as before:
    ...     before.answer
    b'as it was answered'
    >>> orders.update_status(evolve(ship, once=evolve(once, fingerprint="something else")))
    Traceback (most recent call last):
    KeyReusedError
    """

    key: str
    fingerprint: str
    write: Callable[[Result[Any, Refusal]], bytes] = field(eq=False)


class KeyedCommand(Protocol):
    """A command that may be given a key."""

    @property
    def domain_id(self) -> str:
        """The domain, to which the key belongs."""
        ...

    @property
    def once(self) -> Once | None:
        """The key; None: the command is done each time."""
        ...


class AnsweredBeforeError(Exception):
    """The command was done before: this is its first answer, as it was written down."""

    def __init__(self, answer: bytes) -> None:
        super().__init__("the command with this key has been answered")
        self.answer = answer


class KeyReusedError(Exception):
    """The key was used for something else."""


class RequestInProgressError(Exception):
    """The command with this key is being done just now."""


def claim_key(tx: UnitOfWork, command: KeyedCommand, cache: OrderCache | None = None) -> None:
    """Go on only as the first with the command's key.

    Raises AnsweredBeforeError, KeyReusedError or RequestInProgressError. Before a change is
    answered again its orders are invalidated again: who made it may have died before it could.
    """
    if command.once is None:
        return
    found = tx.idempotency.claim(command.domain_id, command.once.key)
    if found is None:
        return
    if found.fingerprint != command.once.fingerprint:
        raise KeyReusedError
    changed, _, answer = found.answer.partition(b"\n")
    if cache is not None:
        for order_id, version in json.loads(changed):
            cache.invalidate(OrderKey(command.domain_id, order_id), version)
    raise AnsweredBeforeError(answer)


def conclude(
    tx: UnitOfWork, command: KeyedCommand, outcome: Result[T, Refusal], *changed: Order
) -> Result[T, Refusal]:
    """Commit a success, or undo what led to a refusal; either is kept under the command's key.

    ``changed`` are the orders of which an older version may be in the cache.
    """
    if not is_successful(outcome):
        tx.undo()
        if command.once is None:
            return outcome
        # The claim went with what was undone.
        claim_key(tx, command)
    if (once := command.once) is not None:
        answer = _written(once, outcome, changed)
        tx.idempotency.record(command.domain_id, once.key, once.fingerprint, answer)
    tx.commit()
    return outcome


def conclude_anew(
    tx: UnitOfWork, command: KeyedCommand, outcome: Result[T, Refusal], *changed: Order
) -> None:
    """Commit; a command that was concluded has another answer under its key from now on.

    That is for whoever has not given the first one to anybody.
    """
    if (once := command.once) is not None:
        tx.idempotency.replace(command.domain_id, once.key, _written(once, outcome, changed))
    tx.commit()


def _written(once: Once, outcome: Result[T, Refusal], changed: Iterable[Order]) -> bytes:
    versions = json.dumps([(order.id, order.version) for order in changed]).encode()
    return versions + b"\n" + once.write(outcome)
