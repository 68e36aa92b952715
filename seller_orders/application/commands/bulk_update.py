"""Update many orders at once."""

from collections.abc import Iterable, Mapping, Sequence

from attrs import field, frozen
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from seller_orders.application.commands.bulk_actions import BulkAction
from seller_orders.application.commands.bulk_actions.action_context import ActionContext
from seller_orders.application.idempotency import IdempotencyKey, claim_key, commit_outcome
from seller_orders.application.message_factory import events, notifications
from seller_orders.application.order_changes import (
    ChangeFactory,
    external_requests,
    restore_inventory,
)
from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.domain_settings import DomainSettingsReader
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.application.ports.order_cache import OrderCache, OrderKey
from seller_orders.application.ports.outbox import Relay
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork, UnitOfWork
from seller_orders.application.step_observers import step
from seller_orders.domain.domain_settings import DomainSettings
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import BulkFailed, BulkFailure, OrderNotFound, Refusal


def _each_once(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


@frozen(kw_only=True)
class BulkUpdate:
    """Apply one action to many orders: to each that allows it or, if ``atomic``, to all or none.

    >>> tag = BulkUpdate(
    ...     domain_id="dom_1", order_ids=("ord_1", "ord_9"), by="erp", action=AddTags(("gift",))
    ... )
    >>> report = orders.bulk_update(tag).unwrap()
    >>> report.updated, [(each.order_id, each.refusal.code) for each in report.failed]
    (('ord_1',), [('ord_9', 'order_not_found')])
    """

    domain_id: str
    order_ids: tuple[str, ...] = field(converter=_each_once)
    by: str
    action: BulkAction
    atomic: bool = False
    idempotency_key: IdempotencyKey | None = None


@frozen
class BulkReport:
    """Ids of the updated orders, and the refusals of the others, both in the request's order."""

    updated: tuple[str, ...]
    failed: tuple[BulkFailure, ...]


@frozen
class _Outcome:
    changed: tuple[Order, ...]
    refused: Mapping[str, Refusal]
    channels: frozenset[str] = frozenset()


@frozen(kw_only=True)
class BulkUpdateHandler:
    """Handler of BulkUpdate, in a constant number of statements.

    Refuses with bulk_failed, only if the update is atomic, and with the action's refusal if the
    domain does not accept it.
    """

    begin: BeginUnitOfWork
    cache: OrderCache
    changes: ChangeFactory
    ids: IdGenerator
    settings: DomainSettingsReader
    relay: Relay

    def __call__(self, command: BulkUpdate) -> Result[BulkReport, Refusal]:
        """Return the updated orders and the refusals of the others."""
        settings = self.settings.of(command.domain_id)
        with self.begin(command.domain_id) as tx:
            claim_key(tx, command, self.cache)
            accepted = command.action.ensure_accepted(settings)
            if not is_successful(accepted):
                return commit_outcome(tx, command, Failure(accepted.failure()))
            orders = self.validate_order_ids(tx, command)
            outcome = self.apply_action(tx, command, orders, settings)
            if command.atomic and outcome.refused:
                failed = Failure(BulkFailed(self.report_result(command, outcome).failed))
                return commit_outcome(tx, command, failed)
            commit_outcome(tx, command, Success(_report(command, outcome)), *outcome.changed)

        self.invalidate_caches(outcome.changed)
        self.send_notifications(outcome.channels)
        return Success(self.report_result(command, outcome))

    @step
    def validate_order_ids(self, tx: UnitOfWork, command: BulkUpdate) -> Mapping[str, Order]:
        """Lock and return the orders that exist in the domain."""
        return tx.orders.get_many(command.domain_id, command.order_ids)

    @step
    def apply_action(
        self,
        tx: UnitOfWork,
        command: BulkUpdate,
        orders: Mapping[str, Order],
        settings: DomainSettings,
    ) -> _Outcome:
        """Decide each order, then save all changes and messages together."""
        context = ActionContext(
            by=command.by, changes=self.changes, ids=self.ids, settings=settings
        )
        changed, refused = list[Order](), dict[str, Refusal]()
        messages = list[Message]()
        for order_id in command.order_ids:
            decision = _decide(orders.get(order_id), order_id, command.action, context)
            if not is_successful(decision):
                refused[order_id] = decision.failure()
            elif decision.unwrap() is not orders[order_id]:
                changed.append(decision.unwrap())
                messages += events(orders[order_id], decision.unwrap())
                messages += external_requests(orders[order_id], decision.unwrap())
                messages += notifications(orders[order_id], decision.unwrap(), in_bulk=True)
        tx.orders.save(*changed)
        restore_inventory(tx, *((orders[after.id], after) for after in changed))
        tx.outbox.add(messages)
        return _Outcome(tuple(changed), refused, frozenset(each.channel for each in messages))

    @step
    def invalidate_caches(self, orders: Sequence[Order]) -> None:
        """Invalidate the changed orders in the cache."""
        for order in orders:
            self.cache.invalidate(OrderKey(order.domain_id, order.id), order.version)

    @step
    def send_notifications(self, channels: Iterable[str]) -> None:
        """Wake the relay for the committed messages."""
        self.relay.wake(channels)

    @step
    def report_result(self, command: BulkUpdate, outcome: _Outcome) -> BulkReport:
        """Return the report of updated and refused orders."""
        return _report(command, outcome)


def _decide(
    order: Order | None, order_id: str, action: BulkAction, context: ActionContext
) -> Result[Order, Refusal]:
    if order is None:
        return Failure(OrderNotFound(order_id))
    return action.apply(order, context)


def _report(command: BulkUpdate, outcome: _Outcome) -> BulkReport:
    return BulkReport(
        updated=tuple(id for id in command.order_ids if id not in outcome.refused),
        failed=tuple(BulkFailure(id, refusal) for id, refusal in outcome.refused.items()),
    )
