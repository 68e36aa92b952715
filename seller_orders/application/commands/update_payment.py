"""Update an order's payment."""

from decimal import Decimal

from attrs import frozen
from returns.result import Failure, Result

from seller_orders.application.idempotency import IdempotencyKey
from seller_orders.application.order_changes import ChangeFactory, change_order
from seller_orders.application.ports.id_generator import IdGenerator
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.application.ports.unit_of_work import BeginUnitOfWork
from seller_orders.domain.draft import TenderDraft
from seller_orders.domain.draft_checks import DraftReader
from seller_orders.domain.draft_tenders import read_tenders
from seller_orders.domain.order import Order
from seller_orders.domain.payment import PaymentStatus
from seller_orders.domain.payment_policy import ensure_payment_update
from seller_orders.domain.refusals import InvalidFields, Refusal


@frozen(kw_only=True)
class UpdatePayment:
    """Set a payment's status; ``amount_captured`` is the total paid so far.

    ``tenders`` are added to the payment; one with the id of an authorized tender captures it. More
    than the order's total is captured only with ``overpayment``.

    Refusals: order_not_found, version_mismatch, invalid_fields, tenders_do_not_add_up,
    transition_not_allowed, captured_cannot_decrease.

    >>> less = UpdatePayment(
    ...     domain_id="dom_1",
    ...     order_id="ord_1",
    ...     by="bank",
    ...     status=PaymentStatus.PAID,
    ...     amount_captured=Decimal(150),
    ... )
    >>> orders.update_payment(less).failure().message
    '200 INR is already captured and cannot decrease: create a refund instead.'
    """

    domain_id: str
    order_id: str
    by: str
    status: PaymentStatus
    amount_captured: Decimal | None = None
    tenders: tuple[TenderDraft, ...] = ()
    overpayment: bool = False
    expected_versions: frozenset[int] | None = None
    dry_run: bool = False
    idempotency_key: IdempotencyKey | None = None


@frozen(kw_only=True)
class UpdatePaymentHandler:
    """Updates payments, also of closed orders: cash on delivery is paid after delivery."""

    begin: BeginUnitOfWork
    cache: OrderCache
    changes: ChangeFactory
    ids: IdGenerator

    def __call__(self, command: UpdatePayment) -> Result[Order, Refusal]:
        """Return the changed order."""
        return change_order(
            self, command, self.decide, lambda order: order, dry_run=command.dry_run
        )

    def decide(self, order: Order, command: UpdatePayment) -> Result[Order, Refusal]:
        """Read the amounts in the order's currency, and update the payment if a policy allows."""
        reader = DraftReader(order.currency)
        paid = command.amount_captured
        captured = None if paid is None else reader.money(paid, "amount_captured")
        new_ids = [self.ids.new("tnd_") for _ in command.tenders]
        tenders = read_tenders(command.tenders, new_ids, reader, "tenders")
        if reader.problems:
            return Failure(InvalidFields(tuple(reader.problems)))
        change = self.changes.new_change(order, command.by)
        return ensure_payment_update(
            order.payment,
            order.total,
            command.status,
            captured,
            tenders,
            overpayment=command.overpayment,
        ).map(lambda payment: order.update_payment(payment, change))
