"""Update an order's status."""

from attrs import frozen
from returns.pipeline import is_successful
from returns.result import Result, Success

from seller_orders.application.idempotency import IdempotencyKey, claim_key, commit_outcome
from seller_orders.application.order_changes import (
    ChangeFactory,
    get_order,
    invalidate_cache,
    save_change,
    send_notification,
)
from seller_orders.application.ports.domain_settings import DomainSettingsReader
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork, UnitOfWork
from seller_orders.application.step_observers import step
from seller_orders.domain.domain_settings import DomainSettings
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.status_policy import ensure_transition


@frozen(kw_only=True)
class UpdateStatus:
    """Set an order's status; repeating its status changes nothing.

    Refusals: order_not_found, version_mismatch, order_is_closed, transition_not_allowed.

    >>> deliver = UpdateStatus(
    ...     domain_id="dom_1", order_id="ord_1", by="erp", status=OrderStatus.DELIVERED
    ... )
    >>> orders.update_status(deliver).unwrap().version
    2
    >>> pack = evolve(deliver, status=OrderStatus.PROCESSING)
    >>> orders.update_status(pack).failure().code
    'order_is_closed'
    """

    domain_id: str
    order_id: str
    by: str
    status: OrderStatus
    note: str | None = None
    notify_customer: bool = False
    expected_versions: frozenset[int] | None = None
    dry_run: bool = False
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class UpdateStatusHandler:
    """Moves an order as far as the transition rules allow."""

    begin: BeginUnitOfWork
    cache: OrderCache
    changes: ChangeFactory
    settings: DomainSettingsReader

    def __call__(self, command: UpdateStatus) -> Result[Order, Refusal]:
        """Return the changed order."""
        settings = self.settings.of(command.domain_id)
        with self.begin(command.domain_id) as tx:
            claim_key(tx, command, self.cache)
            found = get_order(tx, command)
            decision = found.bind(lambda order: self.validate_transition(order, command, settings))
            if not is_successful(decision):
                return commit_outcome(tx, command, decision)
            before = decision.unwrap()
            after = self.update_status(tx, before, command)
            send_notification(tx, before, after)
            outcome = Success(after)
            if command.dry_run:
                return outcome
            commit_outcome(tx, command, outcome, after)

        invalidate_cache(self.cache, after)
        return outcome

    @step
    def validate_transition(
        self, order: Order, command: UpdateStatus, settings: DomainSettings
    ) -> Result[Order, Refusal]:
        """Refuse a transition that the domain's rules do not allow."""
        allowed = ensure_transition(order.status, command.status, settings.transitions)
        return allowed.map(lambda _: order)

    @step
    def update_status(self, tx: UnitOfWork, order: Order, command: UpdateStatus) -> Order:
        """Set the status and save the order."""
        notify = command.notify_customer
        change = self.changes.new_change(order, command.by, note=command.note, notify=notify)
        after = order.move_to(command.status, change)
        save_change(tx, order, after)
        return after
