"""Commit changes that another process decided."""

from collections.abc import Mapping

from attrs import frozen

from seller_orders.application.order_changes import restore_inventory
from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.order_cache import OrderCache, OrderKey
from seller_orders.application.ports.order_repository import StoreNumber
from seller_orders.application.ports.unit_of_work import (
    BeginUnitOfWork,
    UnitOfWork,
    WriteConflictError,
)
from seller_orders.application.step_observers import step
from seller_orders.domain.order import Order


@frozen
class OrderChange:
    """An order's new state, and the version it was decided on; None for a new order."""

    after: Order
    read_version: int | None


@frozen(kw_only=True)
class StoredResponse:
    """A response stored under an idempotency key; ``replaces`` overwrites an earlier one."""

    key: str
    fingerprint: str
    answer: bytes
    replaces: bool = False


@frozen(kw_only=True)
class CommitChanges:
    """Commit orders with their restocks, messages and a response, all or nothing."""

    domain_id: str
    orders: tuple[OrderChange, ...] = ()
    messages: tuple[Message, ...] = ()
    answer: StoredResponse | None = None


@frozen(kw_only=True)
class CommitChangesHandler:
    """Handler of CommitChanges.

    Raises WriteConflictError if an order has changed since it was read, and RequestInProgressError
    if another command with the same key is running.
    """

    begin: BeginUnitOfWork
    cache: OrderCache

    def __call__(self, command: CommitChanges) -> None:
        """Commit the changes, and invalidate the older versions in the cache."""
        with self.begin(command.domain_id) as tx:
            self.claim_key(tx, command)
            previous_orders = self.keep_orders(tx, command)
            self.restore_inventory(tx, command, previous_orders)
            tx.outbox.add(command.messages)
            self.keep_answer(tx, command)
            tx.commit()

        self.invalidate_caches(command)

    @step
    def claim_key(self, tx: UnitOfWork, command: CommitChanges) -> None:
        """Claim the idempotency key, unless the response replaces an earlier one."""
        answer = command.answer
        if answer is None or answer.replaces:
            return
        if tx.idempotency.claim(command.domain_id, answer.key) is not None:
            raise WriteConflictError("another request stored a response under this idempotency key")

    @step
    def keep_orders(self, tx: UnitOfWork, command: CommitChanges) -> Mapping[str, Order]:
        """Lock the orders, add the new ones and save the changes; return the former states."""
        read = {each.after.id: each for each in command.orders if each.read_version is not None}
        # Locked before the numbers of new orders, as by commands that are decided here.
        found = tx.orders.get_many(command.domain_id, sorted(read)) if read else {}
        for order_id, each in read.items():
            if order_id not in found or found[order_id].version != each.read_version:
                raise WriteConflictError("another request changed the order")
        new = [each.after for each in command.orders if each.read_version is None]
        if new:
            self._ensure_new_identifiers(tx, command.domain_id, new)
            tx.orders.add(*new)
        tx.orders.save(*(each.after for each in read.values()))
        return found

    @step
    def restore_inventory(
        self, tx: UnitOfWork, command: CommitChanges, previous_orders: Mapping[str, Order]
    ) -> None:
        """Restock what the changes restock; a new order restocks nothing."""
        changed = (each.after for each in command.orders if each.read_version is not None)
        restore_inventory(tx, *((previous_orders[after.id], after) for after in changed))

    @step
    def keep_answer(self, tx: UnitOfWork, command: CommitChanges) -> None:
        """Store the response under its idempotency key."""
        if (answer := command.answer) is None:
            return
        if answer.replaces:
            tx.idempotency.replace(command.domain_id, answer.key, answer.answer)
        else:
            tx.idempotency.record(command.domain_id, answer.key, answer.fingerprint, answer.answer)

    @step
    def invalidate_caches(self, command: CommitChanges) -> None:
        """Invalidate the changed orders in the cache."""
        for each in command.orders:
            if each.read_version is not None:
                key = OrderKey(command.domain_id, each.after.id)
                self.cache.invalidate(key, each.after.version)

    def _ensure_new_identifiers(self, tx: UnitOfWork, domain_id: str, new: list[Order]) -> None:
        numbers = {StoreNumber(order.store_id, order.number) for order in new}
        ids = [order.id for order in new]
        taken = tx.orders.taken(domain_id, ids, [each.number for each in numbers])
        if taken.order_ids or taken.numbers & numbers:
            raise WriteConflictError("another order now has this id or number")
