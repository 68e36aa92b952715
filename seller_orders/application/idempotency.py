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

RETENTION: Final = timedelta(hours=24)
"""How long a key's answer is given again."""


@frozen
class IdempotencyKey:
    """A caller's key of one domain; what it was sent with; and how its answer is written down.

    >>> key = IdempotencyKey("key-1", "fingerprint", lambda outcome: b"as it was answered")
    >>> ship = UpdateStatus(
    ...     domain_id="dom_1",
    ...     order_id="ord_1",
    ...     by="erp",
    ...     status=OrderStatus.SHIPPED,
    ...     idempotency_key=key,
    ... )
    >>> orders.update_status(ship).unwrap().version
    2
    >>> try:
    ...     orders.update_status(ship)
    ... except AlreadyAnsweredError as before:
    ...     before.answer
    b'as it was answered'
    >>> other = evolve(key, fingerprint="something else")
    >>> orders.update_status(evolve(ship, idempotency_key=other))
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
    def idempotency_key(self) -> IdempotencyKey | None:
        """The key; None: the command is done each time."""
        ...


class AlreadyAnsweredError(Exception):
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

    Raises AlreadyAnsweredError, KeyReusedError or RequestInProgressError. Before a change is
    answered again its orders are invalidated again: who made it may have died before it could.
    """
    if command.idempotency_key is None:
        return
    found = tx.idempotency.claim(command.domain_id, command.idempotency_key.key)
    if found is None:
        return
    if found.fingerprint != command.idempotency_key.fingerprint:
        raise KeyReusedError
    changed, _, answer = found.answer.partition(b"\n")
    if cache is not None:
        for order_id, version in json.loads(changed):
            cache.invalidate(OrderKey(command.domain_id, order_id), version)
    raise AlreadyAnsweredError(answer)


def commit_outcome(
    tx: UnitOfWork, command: KeyedCommand, outcome: Result[T, Refusal], *changed: Order
) -> Result[T, Refusal]:
    """Commit a success, or undo what led to a refusal; either is kept under the command's key.

    ``changed`` are the orders of which an older version may be in the cache.
    """
    if not is_successful(outcome):
        tx.undo()
        if command.idempotency_key is None:
            return outcome
        # The claim went with what was undone.
        claim_key(tx, command)
    if (idempotency_key := command.idempotency_key) is not None:
        answer = _written(idempotency_key, outcome, changed)
        tx.idempotency.record(
            command.domain_id, idempotency_key.key, idempotency_key.fingerprint, answer
        )
    tx.commit()
    return outcome


def replace_outcome(
    tx: UnitOfWork, command: KeyedCommand, outcome: Result[T, Refusal], *changed: Order
) -> None:
    """Commit; a command that was concluded has another answer under its key from now on.

    That is for whoever has not given the first one to anybody.
    """
    if (idempotency_key := command.idempotency_key) is not None:
        tx.idempotency.replace(
            command.domain_id, idempotency_key.key, _written(idempotency_key, outcome, changed)
        )
    tx.commit()


def _written(
    idempotency_key: IdempotencyKey, outcome: Result[T, Refusal], changed: Iterable[Order]
) -> bytes:
    versions = json.dumps([(order.id, order.version) for order in changed]).encode()
    return versions + b"\n" + idempotency_key.write(outcome)
