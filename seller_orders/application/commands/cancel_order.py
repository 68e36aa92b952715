"""Cancel an order, with refund and restock."""

from attrs import frozen
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from seller_orders.application.idempotency import IdempotencyKey, claim_key, commit_outcome
from seller_orders.application.order_changes import (
    ChangeFactory,
    get_order,
    invalidate_cache,
    restocked_items,
    restore_inventory,
    save_change,
    send_notification,
)
from seller_orders.application.ports.domain_settings import DomainSettingsReader
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork, UnitOfWork
from seller_orders.application.step_observers import step
from seller_orders.domain.cancellation import CancellationRequest, CancellationTerms, CancelReason
from seller_orders.domain.cancellation_policy import CancellationPolicy, ensure_cancellable
from seller_orders.domain.cancellation_rules import ensure_accepted
from seller_orders.domain.domain_settings import DomainSettings
from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Refund
from seller_orders.domain.refusals import Refusal


@frozen(kw_only=True)
class CancelOrder:
    """Cancel an order, once.

    Refusals: order_not_found, version_mismatch, invalid_fields, already_cancelled,
    already_delivered, already_shipped, transition_not_allowed, payment_not_refundable,
    refund_exceeds_captured; or those of a custom cancellation policy.

    >>> request = CancellationRequest(
    ...     reason=CancelReason.OUT_OF_STOCK, refund=True, restock=True
    ... )
    >>> cancel = CancelOrder(domain_id="dom_1", order_id="ord_1", by="erp", request=request)
    >>> cancelled = orders.cancel_order(cancel).unwrap()
    >>> str(cancelled.refund.amount), cancelled.restocked
    ('200 INR', (RestockedItem(id='line_1', sku='PASTA-ALF', quantity=2),))
    >>> orders.cancel_order(cancel).failure().code
    'already_cancelled'
    """

    domain_id: str
    order_id: str
    by: str
    request: CancellationRequest
    notify_customer: bool = False
    expected_versions: frozenset[int] | None = None
    dry_run: bool = False
    idempotency_key: IdempotencyKey | None = None


@frozen
class CancelledOrder:
    """A cancelled order with its refund, restocked units and cancelled fulfillments."""

    order: Order
    refund: Refund | None
    restocked: tuple[RestockedItem, ...]
    cancelled_fulfillments: tuple[str, ...]


@frozen
class _Allowed:
    order: Order
    terms: CancellationTerms


@frozen(kw_only=True)
class CancelOrderHandler:
    """Cancels, refunds and restocks in one transaction."""

    begin: BeginUnitOfWork
    cache: OrderCache
    changes: ChangeFactory
    ids: IdGenerator
    settings: DomainSettingsReader
    cancellation: CancellationPolicy = ensure_cancellable

    def __call__(self, command: CancelOrder) -> Result[CancelledOrder, Refusal]:
        """Return the cancelled order, its refund, restocked units and cancelled fulfillments."""
        settings = self.settings.of(command.domain_id)
        with self.begin(command.domain_id) as tx:
            claim_key(tx, command, self.cache)
            found = get_order(tx, command)
            decision = found.bind(
                lambda order: self.validate_cancellation(order, command, settings)
            )
            if not is_successful(decision):
                return commit_outcome(tx, command, Failure(decision.failure()))
            before, terms = decision.unwrap().order, decision.unwrap().terms
            after = self.set_cancelled(tx, before, terms, command)
            restocked = self.restore_inventory(tx, before, after)
            cancelled = self.cancel_fulfillments(before, after)
            send_notification(tx, before, after)
            refund = after.refund(after.cancellation.refund_id if after.cancellation else None)
            outcome = Success(CancelledOrder(after, refund, restocked, cancelled))
            if command.dry_run:
                return outcome
            commit_outcome(tx, command, outcome, after)

        invalidate_cache(self.cache, after)
        return outcome

    @step
    def validate_cancellation(
        self, order: Order, command: CancelOrder, settings: DomainSettings
    ) -> Result[_Allowed, Refusal]:
        """Return the terms on which the order can be cancelled."""
        accepted: Result[CancelReason, Refusal] = ensure_accepted(
            command.request.reason, settings.cancellation
        )
        return accepted.bind(
            lambda _: self.cancellation(order, command.request, settings.transitions)
        ).map(lambda allowed: _Allowed(order, allowed))

    @step
    def set_cancelled(
        self, tx: UnitOfWork, order: Order, terms: CancellationTerms, command: CancelOrder
    ) -> Order:
        """Cancel the order and save it."""
        change = self.changes.new_change(order, command.by, notify=command.notify_customer)
        after = order.cancel(terms, self.ids.new("rfd_"), change)
        save_change(tx, order, after)
        return after

    @step
    def restore_inventory(
        self, tx: UnitOfWork, before: Order, after: Order
    ) -> tuple[RestockedItem, ...]:
        """Restock the units that have not shipped, if the request sets restock."""
        restore_inventory(tx, (before, after))
        return restocked_items(before, after)

    @step
    def cancel_fulfillments(self, before: Order, after: Order) -> tuple[str, ...]:
        """Return the ids of the fulfillments that the cancellation cancelled."""
        pairs = zip(before.fulfillments, after.fulfillments, strict=True)
        return tuple(new.id for old, new in pairs if old.status is not new.status)
