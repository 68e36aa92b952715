"""Giving money back."""

from decimal import Decimal
from typing import Protocol

from attrs import frozen

from seller_orders.domain.payment import RefundStatus


@frozen(kw_only=True)
class RefundRequest:
    """A refund of an order's payment: ``amount`` is in units of the currency."""

    domain_id: str
    order_id: str
    refund_id: str
    amount: Decimal
    currency: str
    reason: str | None


class PaymentProvider(Protocol):
    """Refunds payments.

    >>> class Bank:
    ...     def refund(self, request: RefundRequest) -> RefundStatus:
    ...         print(request.refund_id[:4], request.amount, request.currency)
    ...         return RefundStatus.SUCCEEDED
    >>> orders = embed(database, payments=Bank())
    >>> some = CreateRefund(domain_id="dom_1", order_id="ord_1", by="erp", amount=Decimal(50))
    >>> refund = orders.create_refund(some).unwrap().refund
    >>> later = orders.deliver_messages(DeliverMessages())
    rfd_ 50 INR
    """

    def refund(self, request: RefundRequest) -> RefundStatus:
        """Ask for a refund and tell how it stands; the same refund_id again is the same refund.

        ``pending``: it is under way, and how it ends is told by ``PATCH …/refunds/{id}``.
        ``failed`` is a definite no. Whatever else goes wrong raises DeliveryError, and the refund
        is asked for again.
        """
        ...
