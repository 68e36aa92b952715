"""Idempotency keys: a command with a key runs once.

The claim of a key ends with the unit of work, so a process that dies releases it with its
transaction. The outcome is stored in the transaction of the change; a refusal rolls the change back
and is stored alone.
"""

import json
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, Final, Protocol, TypeVar

from attrs import field, frozen
from returns.pipeline import is_successful
from returns.result import Result

from seller_orders.application.ports.order_cache import OrderCache, OrderKey
from seller_orders.application.ports.unit_of_work import Transaction
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal

T = TypeVar("T")

RETENTION: Final = timedelta(hours=24)
"""Retention of stored outcomes."""


@frozen
class IdempotencyKey:
    """A caller's key, the fingerprint of its request, and the serializer of its outcome.

    >>> key = IdempotencyKey("key-1", "fingerprint", lambda outcome: b"the first answer")
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
    ... except AlreadyHandledError as before:
    ...     before.answer
    b'the first answer'
    >>> other = evolve(key, fingerprint="something else")
    >>> orders.update_status(evolve(ship, idempotency_key=other))
    Traceback (most recent call last):
    KeyReusedError
    """

    key: str
    fingerprint: str
    write: Callable[[Result[Any, Refusal]], bytes] = field(eq=False)


class KeyedCommand(Protocol):
    """A command that may have an idempotency key."""

    @property
    def domain_id(self) -> str:
        """Id of the domain, which owns the key."""
        ...

    @property
    def idempotency_key(self) -> IdempotencyKey | None:
        """The key; None runs the command each time."""
        ...


class AlreadyHandledError(Exception):
    """The command ran before; ``answer`` is its stored outcome."""

    def __init__(self, answer: bytes) -> None:
        super().__init__("a command with this idempotency key has run")
        self.answer = answer


class AnswerErasedError(Exception):
    """The command ran before; its outcome was erased with the data of a customer."""


class KeyReusedError(Exception):
    """The key belongs to a different request."""


class RequestInProgressError(Exception):
    """A command with the same key is running."""


def claim_key(tx: Transaction, command: KeyedCommand, cache: OrderCache | None = None) -> None:
    """Claim the command's key.

    Raises AlreadyHandledError, AnswerErasedError, KeyReusedError or RequestInProgressError. Repeats
    the cache invalidation before the first two, because the first process may have died before it.
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
            # A new order has no older version.
            if version > 1:
                cache.invalidate(OrderKey(command.domain_id, order_id), version)
    if not answer:
        raise AnswerErasedError
    raise AlreadyHandledError(answer)


def commit_outcome(
    tx: Transaction, command: KeyedCommand, outcome: Result[T, Refusal], *changed: Order
) -> Result[T, Refusal]:
    """Commit a success or roll back a refusal, and store the outcome under the command's key.

    ``changed`` are the orders that the outcome shows, or whose older versions may be in the cache.
    """
    if not is_successful(outcome):
        tx.rollback()
        if command.idempotency_key is None:
            return outcome
        # The rollback released the claim.
        claim_key(tx, command)
    if (idempotency_key := command.idempotency_key) is not None:
        answer = _serialized(idempotency_key, outcome, changed)
        tx.idempotency.record(
            command.domain_id, idempotency_key.key, idempotency_key.fingerprint, answer
        )
    tx.commit()
    return outcome


def replace_outcome(
    tx: Transaction, command: KeyedCommand, outcome: Result[T, Refusal], *changed: Order
) -> None:
    """Commit, and replace the outcome stored under the command's key.

    The caller must not have returned the first outcome.
    """
    if (idempotency_key := command.idempotency_key) is not None:
        tx.idempotency.replace(
            command.domain_id, idempotency_key.key, _serialized(idempotency_key, outcome, changed)
        )
    tx.commit()


def without_outcome(answer: bytes) -> bytes:
    """Return a stored answer whose outcome is erased."""
    return answer.partition(b"\n")[0] + b"\n"


def orders_of_answer(beginning: bytes) -> frozenset[str]:
    """Return the ids of the orders that a stored answer shows, from its first line."""
    return frozenset(order_id for order_id, _ in json.loads(beginning.partition(b"\n")[0]))


def _serialized(
    idempotency_key: IdempotencyKey, outcome: Result[T, Refusal], changed: Iterable[Order]
) -> bytes:
    versions = json.dumps([(order.id, order.version) for order in changed]).encode()
    return versions + b"\n" + idempotency_key.write(outcome)
