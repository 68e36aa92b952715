"""What changes of one order have in common: how they begin, and how they end."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from attrs import frozen
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from seller_orders.application.change_messages import (
    carrier_requests,
    events,
    notifications,
    refund_requests,
)
from seller_orders.application.idempotency import IdempotencyKey, claim_key, commit_outcome
from seller_orders.application.notification_channels import NotificationChannel, reachable_by
from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.application.ports.order_cache import OrderCache, OrderKey
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork, UnitOfWork
from seller_orders.application.steps import step
from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal, VersionMismatch
from seller_orders.domain.timeline import Change


class ChangesOrder(Protocol):
    """What every command has that changes one order."""

    @property
    def domain_id(self) -> str:
        """The domain."""
        ...

    @property
    def order_id(self) -> str:
        """The order."""
        ...

    @property
    def expected_versions(self) -> frozenset[int] | None:
        """The versions at which the order may be changed; None: any."""
        ...

    @property
    def idempotency_key(self) -> IdempotencyKey | None:
        """The key under which it is done once; None: it is done each time."""
        ...


C = TypeVar("C", bound=ChangesOrder)
T = TypeVar("T")
C_contra = TypeVar("C_contra", contravariant=True)
T_co = TypeVar("T_co", covariant=True)


class DecidesChange(Protocol[C_contra, T_co]):
    """A handler of a command that changes one order and has no steps of its own."""

    @property
    def begin(self) -> BeginUnitOfWork:
        """What begins the change's unit of work."""
        ...

    @property
    def cache(self) -> OrderCache:
        """Where the order may be cached."""
        ...

    def decide(self, order: Order, command: C_contra, /) -> Result[T_co, Refusal]:
        """Decide what becomes of the order."""
        ...


@step
def get_order(tx: UnitOfWork, command: ChangesOrder) -> Result[Order, Refusal]:
    """Lock the order, at a version that the caller expects."""
    return order_to_change(tx, command)


@step
def send_notification(tx: UnitOfWork, before: Order, after: Order) -> None:
    """Record what the customer is to be told of a change."""
    tx.outbox.add(notifications(before, after))


@step
def invalidate_cache(cache: OrderCache, order: Order) -> None:
    """Leave an order's new version behind in the cache."""
    cache.invalidate(OrderKey(order.domain_id, order.id), order.version)


def change_order(
    handler: DecidesChange[C, T], command: C, order_of: Callable[[T], Order]
) -> Result[T, Refusal]:
    """Do a change that has no steps of its own: decide it, keep its order, and invalidate."""
    with handler.begin(command.domain_id) as tx:
        claim_key(tx, command, handler.cache)
        found = get_order(tx, command)
        decision = found.bind(lambda order: handler.decide(order, command))
        if not is_successful(decision):
            return commit_outcome(tx, command, decision)
        order = order_of(decision.unwrap())
        save_change(tx, found.unwrap(), order)
        restore_inventory(tx, found.unwrap(), order)
        commit_outcome(tx, command, decision, order)

    invalidate_cache(handler.cache, order)
    return decision


def order_to_change(tx: UnitOfWork, command: ChangesOrder) -> Result[Order, Refusal]:
    """Return the order, locked, if it is at a version that the caller expects."""
    found: Result[Order, Refusal] = tx.orders.get(command.domain_id, command.order_id)
    return found.bind(lambda order: at_expected_version(order, command.expected_versions))


def save_change(tx: UnitOfWork, before: Order, after: Order) -> None:
    """Keep an order's new state, and record its event and what others are asked because of it."""
    tx.orders.save(after)
    tx.outbox.add([*events(before, after), *requests(before, after)])


def restore_inventory(tx: UnitOfWork, before: Order, after: Order) -> tuple[RestockedItem, ...]:
    """Have the inventory take back what went back to stock between two states of an order."""
    for restock in after.restocks[len(before.restocks) :]:
        tx.inventory.restore(after, restock)
    return restocked_items(before, after)


def restocked_items(before: Order, after: Order) -> tuple[RestockedItem, ...]:
    """Return the units that went back to stock between two states of an order."""
    restocks = after.restocks[len(before.restocks) :]
    return tuple(item for restock in restocks for item in restock.items)


def requests(before: Order, after: Order) -> list[Message]:
    """Return what the payment provider and the carriers are asked because of a change."""
    return [*refund_requests(before, after), *carrier_requests(before, after)]


def at_expected_version(order: Order, expected: frozenset[int] | None) -> Result[Order, Refusal]:
    """Return the order if it has one of the versions that are expected; None: any."""
    if expected is None or order.version in expected:
        return Success(order)
    return Failure(VersionMismatch(order.version))


@frozen(kw_only=True)
class ChangeFactory:
    """Names changes: their id, their time, who made them, and who is told."""

    clock: Clock
    ids: IdGenerator
    channels: tuple[NotificationChannel, ...]

    def entry(
        self, order: Order, by: str, *, note: str | None = None, notify: bool = False
    ) -> Change:
        """Return the circumstances of a change of an order that happens now."""
        notified = reachable_by(order.customer, self.channels) if notify else ()
        return Change(
            id=self.ids.new("evt_"), at=self.clock.now(), by=by, note=note, notified=notified
        )
