"""Refunds by a payment provider."""

from decimal import Decimal
from typing import Protocol

from attrs import frozen

from seller_orders.domain.payment import RefundStatus


@frozen(kw_only=True)
class RefundRequest:
    """A refund of an order's payment, or the part of it for one tender.

    ``amount`` is in units of the currency. ``tender_id``, and the tender's ``provider_id`` and
    ``reference``, are None for a payment without tenders.
    """

    domain_id: str
    order_id: str
    refund_id: str
    amount: Decimal
    currency: str
    reason: str | None
    tender_id: str | None = None
    provider_id: str | None = None
    reference: str | None = None

    @property
    def idempotency_key(self) -> str:
        """Key of the refund or part, unique in its order: the same for each repetition.

        >>> part = RefundRequest(
        ...     domain_id="dom_1",
        ...     order_id="ord_1",
        ...     refund_id="rfd_1",
        ...     tender_id="tnd_1",
        ...     amount=Decimal(50),
        ...     currency="INR",
        ...     reason=None,
        ... )
        >>> part.idempotency_key, evolve(part, tender_id=None).idempotency_key
        ('rfd_1/tnd_1', 'rfd_1')
        """
        return self.refund_id if self.tender_id is None else f"{self.refund_id}/{self.tender_id}"


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
        """Request a refund and return its status; a repeated idempotency_key is the same refund.

        ``pending``: ``PATCH …/refunds/{id}`` reports the outcome later, of a part with its
        ``tender_id``. ``failed`` is final. Raises
        DeliveryError for any other failure; the refund is requested again.
        """
        ...
