"""Making changes so that were decided elsewhere, on orders as they were read there."""

from collections.abc import Mapping

from attrs import frozen

from seller_orders.application.order_changes import restore_inventory
from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.order_cache import OrderCache, OrderKey
from seller_orders.application.ports.unit_of_work import (
    BeginUnitOfWork,
    UnitOfWork,
    WriteConflictError,
)
from seller_orders.application.steps import step
from seller_orders.domain.order import Order


@frozen
class OrderChange:
    """An order's new state, and the version on which it was decided; None: the order is new."""

    after: Order
    read_version: int | None


@frozen(kw_only=True)
class StoredResponse:
    """What is answered under a caller's key. One that ``replaces`` has a first one to replace."""

    key: str
    fingerprint: str
    answer: bytes
    replaces: bool = False


@frozen(kw_only=True)
class CommitChanges:
    """Keep it all or nothing: orders with what they restock, messages, and an answer."""

    domain_id: str
    orders: tuple[OrderChange, ...] = ()
    messages: tuple[Message, ...] = ()
    answer: StoredResponse | None = None


@frozen(kw_only=True)
class CommitChangesHandler:
    """Raises WriteConflictError where something has changed since it was read: decide again.

    RequestInProgressError where a command with the key is being done.
    """

    begin: BeginUnitOfWork
    cache: OrderCache

    def __call__(self, command: CommitChanges) -> None:
        """Commit, and see that no older version is read afterwards."""
        with self.begin(command.domain_id) as tx:
            self.claim_key(tx, command)
            befores = self.keep_orders(tx, command)
            self.restore_inventory(tx, command, befores)
            tx.outbox.add(command.messages)
            self.keep_answer(tx, command)
            tx.commit()

        self.invalidate_caches(command)

    @step
    def claim_key(self, tx: UnitOfWork, command: CommitChanges) -> None:
        """Go on only as the first with the key."""
        answer = command.answer
        if answer is None or answer.replaces:
            return
        if tx.idempotency.claim(command.domain_id, answer.key) is not None:
            raise WriteConflictError("the key was answered meanwhile")

    @step
    def keep_orders(self, tx: UnitOfWork, command: CommitChanges) -> Mapping[str, Order]:
        """Lock the orders, and keep their new states where nobody has changed them since.

        Return those that were changed as they were before.
        """
        new = [each.after for each in command.orders if each.read_version is None]
        if new:
            self._ensure_not_taken(tx, command.domain_id, new)
            tx.orders.add(*new)
        read = {each.after.id: each for each in command.orders if each.read_version is not None}
        found = tx.orders.get_many(command.domain_id, sorted(read)) if read else {}
        for order_id, each in read.items():
            if order_id not in found or found[order_id].version != each.read_version:
                raise WriteConflictError("an order was changed by another writer meanwhile")
        tx.orders.save(*(each.after for each in read.values()))
        return found

    @step
    def restore_inventory(
        self, tx: UnitOfWork, command: CommitChanges, befores: Mapping[str, Order]
    ) -> None:
        """Give back what the changes restock; a new order restocks nothing."""
        for each in command.orders:
            if each.read_version is not None:
                restore_inventory(tx, befores[each.after.id], each.after)

    @step
    def keep_answer(self, tx: UnitOfWork, command: CommitChanges) -> None:
        """Keep the answer under the caller's key."""
        if (answer := command.answer) is None:
            return
        if answer.replaces:
            tx.idempotency.replace(command.domain_id, answer.key, answer.answer)
        else:
            tx.idempotency.record(command.domain_id, answer.key, answer.fingerprint, answer.answer)

    @step
    def invalidate_caches(self, command: CommitChanges) -> None:
        """Leave the new versions behind in the cache."""
        for each in command.orders:
            if each.read_version is not None:
                key = OrderKey(command.domain_id, each.after.id)
                self.cache.invalidate(key, each.after.version)

    def _ensure_not_taken(self, tx: UnitOfWork, domain_id: str, new: list[Order]) -> None:
        ids, numbers = [order.id for order in new], [order.number for order in new]
        taken = tx.orders.taken(domain_id, ids, numbers)
        if taken.order_ids or taken.numbers:
            raise WriteConflictError("an id or a number was taken meanwhile")
