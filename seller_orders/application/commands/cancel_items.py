"""Take units off an order's lines, with refund and restock."""

from functools import partial

from attrs import frozen
from returns.result import Result

from seller_orders.application.idempotency import IdempotencyKey
from seller_orders.application.order_changes import ChangeFactory, change_order, restocked_items
from seller_orders.application.ports.domain_settings import DomainSettingsReader
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork
from seller_orders.application.step_observers import step
from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.cancellation_rules import ensure_accepted
from seller_orders.domain.domain_settings import DomainSettings
from seller_orders.domain.item_cancellation import (
    ItemCancellationRequest,
    ItemCancellationTerms,
)
from seller_orders.domain.item_cancellation_change import cancel_items
from seller_orders.domain.item_cancellation_policy import ensure_items_cancellable
from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Refund
from seller_orders.domain.refusals import Refusal


@frozen(kw_only=True)
class CancelItems:
    """Take units that remain off an order's lines; the order's total falls by their worth.

    Refusals: order_not_found, version_mismatch, invalid_fields, already_cancelled, unknown_item,
    duplicate_item, quantity_exceeds_remaining, nothing_would_remain, refund_exceeds_captured.

    >>> one = ItemCancellationRequest(
    ...     items=(ItemQuantity("line_1", 1),),
    ...     reason=CancelReason.OUT_OF_STOCK,
    ...     refund=True,
    ...     restock=True,
    ... )
    >>> cancel = CancelItems(domain_id="dom_1", order_id="ord_1", by="erp", request=one)
    >>> cancelled = orders.cancel_items(cancel).unwrap()
    >>> str(cancelled.order.total), str(cancelled.refund.amount)
    ('100 INR', '100 INR')
    >>> cancelled.restocked
    (RestockedItem(id='line_1', sku='PASTA-ALF', quantity=1),)
    >>> orders.cancel_items(cancel).failure().code
    'nothing_would_remain'
    """

    domain_id: str
    order_id: str
    by: str
    request: ItemCancellationRequest
    notify_customer: bool = False
    expected_versions: frozenset[int] | None = None
    dry_run: bool = False
    idempotency_key: IdempotencyKey | None = None


@frozen
class CancelledItems:
    """An order after a cancellation of units, its refund and the restocked units."""

    order: Order
    refund: Refund | None
    restocked: tuple[RestockedItem, ...]


@frozen(kw_only=True)
class CancelItemsHandler:
    """Takes units off lines, refunds and restocks in one transaction."""

    begin: BeginUnitOfWork
    cache: OrderCache
    changes: ChangeFactory
    ids: IdGenerator
    settings: DomainSettingsReader

    def __call__(self, command: CancelItems) -> Result[CancelledItems, Refusal]:
        """Return the changed order, its refund and the restocked units."""
        decide = partial(self.decide, self.settings.of(command.domain_id))
        return change_order(
            self, command, decide, lambda done: done.order, dry_run=command.dry_run, notifies=True
        )

    def decide(
        self, settings: DomainSettings, order: Order, command: CancelItems
    ) -> Result[CancelledItems, Refusal]:
        """Take the units off if the policy allows it."""
        terms = self.validate_cancellation(settings, order, command)
        return terms.map(lambda allowed: self.cancel_items(order, allowed, command))

    @step
    def validate_cancellation(
        self, settings: DomainSettings, order: Order, command: CancelItems
    ) -> Result[ItemCancellationTerms, Refusal]:
        """Return the terms on which the units can be cancelled."""
        accepted: Result[CancelReason, Refusal] = ensure_accepted(
            command.request.reason, settings.cancellation
        )
        return accepted.bind(
            lambda _: ensure_items_cancellable(order, command.request, settings.transitions)
        )

    @step
    def cancel_items(
        self, order: Order, terms: ItemCancellationTerms, command: CancelItems
    ) -> CancelledItems:
        """Take the units off the lines, and request the refund."""
        change = self.changes.new_change(order, command.by, notify=command.notify_customer)
        refund_id = self.ids.new("rfd_")
        after = cancel_items(order, terms, refund_id, change)
        return CancelledItems(after, after.refund(refund_id), restocked_items(order, after))
