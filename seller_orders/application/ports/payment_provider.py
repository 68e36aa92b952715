"""Refunds by a payment provider."""

from decimal import Decimal
from typing import Protocol

from attrs import frozen

from seller_orders.domain.payment import RefundStatus


@frozen(kw_only=True)
class RefundRequest:
    """A refund of an order's payment; ``amount`` is in units of the currency."""

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
    >>> due_again = orders.deliver_messages(DeliverMessages())
    rfd_ 50 INR
    """

    def refund(self, request: RefundRequest) -> RefundStatus:
        """Request a refund and return its status; a repeated refund_id is the same refund.

        ``pending``: ``PATCH …/refunds/{id}`` reports the outcome later. ``failed`` is final. Raises
        DeliveryError for any other failure; the refund is requested again.
        """
        ...
