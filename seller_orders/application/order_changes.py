"""Common steps of commands that change one order."""

from collections.abc import Callable
from functools import partial
from typing import Final, Protocol, TypeVar

from attrs import frozen
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from seller_orders.application.idempotency import IdempotencyKey, claim_key, commit_outcome
from seller_orders.application.message_factory import (
    carrier_requests,
    events,
    notifications,
)
from seller_orders.application.notification_channels import NotificationChannel, reachable_by
from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.application.ports.order_cache import OrderCache, OrderKey
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork, UnitOfWork
from seller_orders.application.refund_messages import refund_requests
from seller_orders.application.step_observers import step
from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal, VersionMismatch
from seller_orders.domain.timeline import Change

SYSTEM: Final = "system"
"""Author of changes that no caller asked for."""


class OrderCommand(Protocol):
    """A command that changes one order."""

    @property
    def domain_id(self) -> str:
        """Id of the domain."""
        ...

    @property
    def order_id(self) -> str:
        """Id of the order."""
        ...

    @property
    def expected_versions(self) -> frozenset[int] | None:
        """Versions at which the order may be changed; None allows any."""
        ...

    @property
    def idempotency_key(self) -> IdempotencyKey | None:
        """Key under which the command runs once; None runs it each time."""
        ...


C = TypeVar("C", bound=OrderCommand)
T = TypeVar("T")


class OrderChangeHandler(Protocol):
    """A handler that leaves all but the decision to ``change_order``."""

    @property
    def begin(self) -> BeginUnitOfWork:
        """Begins the unit of work."""
        ...

    @property
    def cache(self) -> OrderCache:
        """Cache of orders."""
        ...


@step
def get_order(tx: UnitOfWork, command: OrderCommand) -> Result[Order, Refusal]:
    """Lock and return the order, as an observable step."""
    return lock_order(tx, command)


@step
def send_notification(tx: UnitOfWork, before: Order, after: Order) -> None:
    """Record the notifications of a change."""
    tx.outbox.add(notifications(before, after))


@step
def invalidate_cache(cache: OrderCache, order: Order) -> None:
    """Invalidate the order's older versions in the cache."""
    cache.invalidate(OrderKey(order.domain_id, order.id), order.version)


def change_order(
    handler: OrderChangeHandler,
    command: C,
    decide: Callable[[Order, C], Result[T, Refusal]],
    order_of: Callable[[T], Order],
    *,
    ensure: Callable[[UnitOfWork, T], Result[T, Refusal]] | None = None,
    dry_run: bool = False,
    notifies: bool = False,
) -> Result[T, Refusal]:
    """Lock the order, decide the change, save it, commit, and invalidate the cache.

    ``ensure`` may refuse a decision after a look at other orders. A dry run rolls everything back.
    If it ``notifies``, the customer is notified in the channels that the change names.
    """
    with handler.begin(command.domain_id) as tx:
        claim_key(tx, command, handler.cache)
        found = get_order(tx, command)
        decision = found.bind(lambda order: decide(order, command))
        if ensure is not None:
            decision = decision.bind(partial(ensure, tx))
        if not is_successful(decision):
            return commit_outcome(tx, command, decision)
        order = order_of(decision.unwrap())
        save_change(tx, found.unwrap(), order)
        restore_inventory(tx, (found.unwrap(), order))
        if notifies:
            send_notification(tx, found.unwrap(), order)
        if dry_run:
            return decision
        commit_outcome(tx, command, decision, order)

    invalidate_cache(handler.cache, order)
    return decision


def lock_order(tx: UnitOfWork, command: OrderCommand) -> Result[Order, Refusal]:
    """Lock and return the order; refuse a version that the caller does not expect."""
    found: Result[Order, Refusal] = tx.orders.get(command.domain_id, command.order_id)
    return found.bind(lambda order: ensure_version(order, command.expected_versions))


def save_change(tx: UnitOfWork, before: Order, after: Order) -> None:
    """Save the order, and record its events and its requests to other systems."""
    tx.orders.save(after)
    tx.outbox.add([*events(before, after), *external_requests(before, after)])


def restore_inventory(tx: UnitOfWork, *changes: tuple[Order, Order]) -> None:
    """Return restocked units to the inventory; a change is an order's state before and after it."""
    tx.inventory.restore(
        *(
            (after, restock)
            for before, after in changes
            for restock in after.restocks[len(before.restocks) :]
        )
    )


def restocked_items(before: Order, after: Order) -> tuple[RestockedItem, ...]:
    """Return the units that were restocked between two states of an order."""
    restocks = after.restocks[len(before.restocks) :]
    return tuple(item for restock in restocks for item in restock.items)


def external_requests(before: Order, after: Order) -> list[Message]:
    """Return the requests of a change to the payment provider and the carriers."""
    return [*refund_requests(before, after), *carrier_requests(before, after)]


def ensure_version(order: Order, expected: frozenset[int] | None) -> Result[Order, Refusal]:
    """Return the order if it has an expected version; None allows any."""
    if expected is None or order.version in expected:
        return Success(order)
    return Failure(VersionMismatch(order.version))


@frozen(kw_only=True)
class ChangeFactory:
    """Creates changes: id, time, author, and the channels that notify the customer."""

    clock: Clock
    ids: IdGenerator
    channels: tuple[NotificationChannel, ...]

    def new_change(
        self, order: Order, by: str, *, note: str | None = None, notify: bool = False
    ) -> Change:
        """Return a change of the order that is made now."""
        notified = reachable_by(order.customer, self.channels) if notify else ()
        return Change(
            id=self.ids.new("evt_"), at=self.clock.now(), by=by, note=note, notified=notified
        )
