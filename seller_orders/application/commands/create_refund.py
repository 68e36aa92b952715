"""Create a refund."""

from decimal import Decimal

from attrs import frozen
from returns.result import Result

from seller_orders.application.idempotency import IdempotencyKey
from seller_orders.application.order_changes import ChangeFactory, change_order
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork
from seller_orders.application.step_observers import step
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Refund
from seller_orders.domain.refund_policy import ensure_refund, new_refund
from seller_orders.domain.refund_request import RefundRequest, RefundTerms, TenderShare
from seller_orders.domain.refusals import Refusal


@frozen(kw_only=True)
class CreateRefund:
    """Refund an amount, or units, shipping and an adjustment.

    Amounts are in units of the order's currency. ``adjustment`` may be negative. Without an amount,
    the refund is what ``items``, ``shipping`` and ``adjustment`` are worth, as far as the customer
    is owed it. ``tenders`` None refunds the newest tender first.

    Refusals: order_not_found, version_mismatch, invalid_fields, unknown_return,
    payment_not_refundable, refund_exceeds_captured, unknown_item, duplicate_item,
    units_not_shipped, units_already_refunded, shipping_already_refunded, nothing_is_owed,
    tender_not_found, tenders_do_not_add_up.

    >>> sent = Shipment(items=(ItemQuantity("line_1", 2),))
    >>> ship = CreateFulfillment(domain_id="dom_1", order_id="ord_1", by="erp", shipment=sent)
    >>> shipped = orders.create_fulfillment(ship).unwrap()
    >>> one = (ItemQuantity("line_1", 1),)
    >>> units = CreateRefund(domain_id="dom_1", order_id="ord_1", by="erp", items=one, dry_run=True)
    >>> orders.create_refund(units).failure().code
    'units_not_shipped'
    >>> hand_over = UpdateStatus(
    ...     domain_id="dom_1", order_id="ord_1", by="erp", status=OrderStatus.SHIPPED
    ... )
    >>> handed_over = orders.update_status(hand_over).unwrap()
    >>> str(orders.create_refund(units).unwrap().refund.amount)
    '100 INR'
    >>> some = CreateRefund(domain_id="dom_1", order_id="ord_1", by="erp", amount=Decimal(50))
    >>> refunded = orders.create_refund(some).unwrap()
    >>> str(refunded.refund.status), str(refunded.order.financial_status)
    ('pending', 'partially_refunded')
    >>> orders.create_refund(evolve(some, amount=Decimal(151))).failure().code
    'refund_exceeds_captured'
    >>> to_gift_card = (TenderShare(id="tnd_1", amount=Decimal(50)),)
    >>> orders.create_refund(evolve(some, tenders=to_gift_card)).failure().code
    'tender_not_found'
    """

    domain_id: str
    order_id: str
    by: str
    amount: Decimal | None = None
    items: tuple[ItemQuantity, ...] = ()
    shipping: Decimal | None = None
    adjustment: Decimal | None = None
    return_id: str | None = None
    tenders: tuple[TenderShare, ...] | None = None
    reason: str | None = None
    notify_customer: bool = False
    expected_versions: frozenset[int] | None = None
    dry_run: bool = False
    idempotency_key: IdempotencyKey | None = None

    @property
    def request(self) -> RefundRequest:
        """The request for the refund."""
        return RefundRequest(
            amount=self.amount,
            items=self.items,
            shipping=self.shipping,
            adjustment=self.adjustment,
            return_id=self.return_id,
            reason=self.reason,
            tenders=self.tenders,
        )


@frozen
class RefundedOrder:
    """An order, and its created or changed refund: None if nothing has to be paid back."""

    order: Order
    refund: Refund | None


@frozen(kw_only=True)
class CreateRefundHandler:
    """Requests a refund from the payment provider, at any status of the order."""

    begin: BeginUnitOfWork
    cache: OrderCache
    changes: ChangeFactory
    ids: IdGenerator

    def __call__(self, command: CreateRefund) -> Result[RefundedOrder, Refusal]:
        """Return the pending refund and the changed order."""
        return change_order(
            self,
            command,
            self.decide,
            lambda done: done.order,
            dry_run=command.dry_run,
            notifies=True,
        )

    def decide(self, order: Order, command: CreateRefund) -> Result[RefundedOrder, Refusal]:
        """Request the refund if the policy allows it."""
        terms = self.validate_refund(order, command)
        return terms.map(lambda allowed: self.request_refund(order, allowed, command))

    @step
    def validate_refund(self, order: Order, command: CreateRefund) -> Result[RefundTerms, Refusal]:
        """Return the terms on which the order can be refunded."""
        return ensure_refund(order, command.request)

    @step
    def request_refund(
        self, order: Order, terms: RefundTerms, command: CreateRefund
    ) -> RefundedOrder:
        """Add the refund to the order. The customer is not notified of a refund of 0."""
        notify = command.notify_customer and bool(terms.amount)
        change = self.changes.new_change(order, command.by, notify=notify)
        refund = new_refund(terms, self.ids.new("rfd_"), change.at)
        after = order.request_refund(refund, change)
        return RefundedOrder(after, after.refund(refund.id) if terms.amount else None)
