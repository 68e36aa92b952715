"""Payment of an order, its refunds and its financial status (contract, section 2)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from attrs import field, frozen

from seller_orders.domain.line_item import quantity
from seller_orders.domain.money import Money
from seller_orders.domain.signed_money import SignedMoney
from seller_orders.domain.tender import Tender
from seller_orders.domain.values import (
    NOTE_LENGTH,
    TEXT_LENGTH,
    identifier,
    optional_identifier,
    optional_text,
    text,
)


class PaymentStatus(StrEnum):
    """Status of the payment at the provider."""

    PENDING = "pending"
    AUTHORIZED = "authorized"
    PAID = "paid"
    FAILED = "failed"
    VOIDED = "voided"


class FinancialStatus(StrEnum):
    """Financial status of an order, derived from its payment and total."""

    PENDING = "pending"
    AUTHORIZED = "authorized"
    PAID = "paid"
    PARTIALLY_PAID = "partially_paid"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    VOIDED = "voided"


class RefundStatus(StrEnum):
    """Status of a refund; it fails only if the provider definitely refuses it."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


PAYMENT_TRANSITIONS: dict[PaymentStatus, frozenset[PaymentStatus]] = {
    PaymentStatus.PENDING: frozenset(
        {PaymentStatus.AUTHORIZED, PaymentStatus.PAID, PaymentStatus.FAILED, PaymentStatus.VOIDED}
    ),
    PaymentStatus.AUTHORIZED: frozenset(
        {PaymentStatus.PAID, PaymentStatus.FAILED, PaymentStatus.VOIDED}
    ),
    PaymentStatus.FAILED: frozenset(
        {PaymentStatus.PENDING, PaymentStatus.AUTHORIZED, PaymentStatus.PAID, PaymentStatus.VOIDED}
    ),
    PaymentStatus.PAID: frozenset({PaymentStatus.PAID}),
    PaymentStatus.VOIDED: frozenset({PaymentStatus.PAID}),
}
"""Statuses that a payment may become. A paid payment stays paid: refunds return money.

A voided payment may still be paid: the provider captured it before the void, or the customer paid
in another way.
"""


@frozen(kw_only=True)
class RefundedItem:
    """Units of one line that a refund credits, and their worth.

    ``fulfillment_id`` is the fulfillment in which they were handed over. It is None if the line
    requires no shipping.
    """

    id: str = identifier()
    quantity: int = quantity()
    worth: Money
    fulfillment_id: str | None = optional_identifier()


@frozen(kw_only=True)
class RefundPart:
    """Part of a refund that goes back to one tender."""

    tender_id: str = identifier()
    amount: Money
    status: RefundStatus = RefundStatus.PENDING


@frozen(kw_only=True)
class Refund:
    """Money returned to the customer, or requested to be.

    ``owed`` is the part that the customer was owed when the refund was requested. Refunds of
    earlier releases have none: overpayment was impossible. A refund by units credits the customer
    with ``items``, ``shipping`` and ``adjustment``; its amount may be less. ``parts`` says which
    tenders the amount goes to, and decides the status. A refund has none if its payment had no
    captured tender, or if an earlier release created it.
    """

    id: str = identifier()
    amount: Money
    items: tuple[RefundedItem, ...] = ()
    shipping: Money = field()
    adjustment: SignedMoney = field()
    return_id: str | None = optional_identifier()
    parts: tuple[RefundPart, ...] = ()
    owed: Money = field()
    status: RefundStatus = RefundStatus.PENDING
    reason: str | None = optional_text(NOTE_LENGTH)
    created_at: datetime

    @owed.default
    def _not_owed(self) -> Money:
        return Money.zero(self.amount.currency)

    @shipping.default
    def _no_shipping(self) -> Money:
        return Money.zero(self.amount.currency)

    @adjustment.default
    def _no_adjustment(self) -> SignedMoney:
        return SignedMoney(0, self.amount.currency)

    def __attrs_post_init__(self) -> None:
        """Raise ValueError if the parts do not make up the amount and the status."""
        if not self.parts:
            return
        if sum(part.amount.units for part in self.parts) != self.amount.units:
            raise ValueError(f"the parts of refund {self.id} do not add up to its amount")
        if self.status is not status_of_parts(self.parts):
            raise ValueError(f"refund {self.id} is {self.status}, unlike its parts")

    @property
    def counts(self) -> bool:
        """True unless the refund has failed."""
        return self.status is not RefundStatus.FAILED

    @property
    def credit(self) -> SignedMoney:
        """Worth of the items, plus shipping and adjustment; zero for a bare amount.

        Contract, section 7. It may be above the amount, and is never below zero in an order.
        """
        return SignedMoney(self.credit_units, self.amount.currency)

    @property
    def credit_units(self) -> int:
        """The credit in units of ``Money``, which may be beyond the limit of ``Money``."""
        items = sum(item.worth.units for item in self.items)
        return items + self.shipping.units + self.adjustment.units

    @property
    def counted(self) -> Money:
        """Amount without the parts that have failed; zero if the refund has."""
        if not self.counts:
            return Money.zero(self.amount.currency)
        failed = (p.amount.units for p in self.parts if p.status is RefundStatus.FAILED)
        return Money(self.amount.units - sum(failed), self.amount.currency)

    def part(self, tender_id: str) -> RefundPart | None:
        """Return the part that goes back to a tender; None if there is none."""
        return next((part for part in self.parts if part.tender_id == tender_id), None)


def refunded_items(refunds: Iterable[Refund]) -> Iterator[RefundedItem]:
    """Yield the units that refunds credit; failed refunds do not count."""
    for refund in refunds:
        if refund.counts:
            yield from refund.items


def status_of_parts(parts: Sequence[RefundPart]) -> RefundStatus:
    """Return the status of a refund: pending while a part is, then succeeded if one has.

    >>> inr = Money.of(50, "INR").unwrap()
    >>> made, refused = RefundStatus.SUCCEEDED, RefundStatus.FAILED
    >>> parts = [RefundPart(tender_id=str(s), amount=inr, status=s) for s in (made, refused)]
    >>> str(status_of_parts(parts))
    'succeeded'
    """
    statuses = {part.status for part in parts}
    decisive = (RefundStatus.PENDING, RefundStatus.SUCCEEDED)
    return next((status for status in decisive if status in statuses), RefundStatus.FAILED)


@frozen(kw_only=True)
class Payment:
    """Payment of an order; ``captured`` is the amount paid so far.

    If it has tenders, the captured ones add up to it. ``refunded_at_cancellation`` is the sum of
    the refunds when the order was cancelled, its own included; zero before, and in orders that
    earlier releases cancelled.
    """

    status: PaymentStatus
    method: str = text(TEXT_LENGTH)
    captured: Money
    tenders: tuple[Tender, ...] = ()
    refunds: tuple[Refund, ...] = ()
    refunded_at_cancellation: Money = field()

    @refunded_at_cancellation.default
    def _not_cancelled(self) -> Money:
        return Money.zero(self.captured.currency)

    @cached_property
    def refunded(self) -> Money:
        """Sum of the refunds and parts that have not failed, pending ones included."""
        counted = (refund.counted.units for refund in self.refunds)
        return Money(sum(counted), self.captured.currency)

    @property
    def credited(self) -> Money:
        """Sum of the credits of the refunds that have not failed, each whole."""
        counted = (r.credit.units for r in self.refunds if r.counts)
        return Money(sum(counted), self.captured.currency)

    @property
    def goodwill(self) -> Money:
        """Sum of what each refund counts beyond what the customer was owed."""
        beyond = (max(0, r.counted.units - r.owed.units) for r in self.refunds)
        return Money(sum(beyond), self.captured.currency)

    @cached_property
    def refundable(self) -> Money:
        """Captured amount that is not yet refunded."""
        return self.captured - self.refunded


def financial_status(payment: Payment, total: Money) -> FinancialStatus:
    """Return the financial status; the first match counts (contract, section 2)."""
    captured, refunded = payment.captured, payment.refunded
    if not (total or refunded) and payment.status is PaymentStatus.PAID:
        return FinancialStatus.PAID
    if payment.status is PaymentStatus.VOIDED:
        return FinancialStatus.VOIDED
    if not captured:
        authorized = payment.status is PaymentStatus.AUTHORIZED
        return FinancialStatus.AUTHORIZED if authorized else FinancialStatus.PENDING
    if refunded >= captured:
        return FinancialStatus.REFUNDED
    if refunded:
        return FinancialStatus.PARTIALLY_REFUNDED
    return FinancialStatus.PARTIALLY_PAID if captured < total else FinancialStatus.PAID
