"""Delivery of refund requests to the payment provider."""

import logging
from collections.abc import Callable
from typing import Any, Final

from attrs import frozen
from returns.pipeline import is_successful
from returns.result import Result

from seller_orders.application.commands.update_refund import UpdateRefund
from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.payment_provider import PaymentProvider, RefundRequest
from seller_orders.application.refund_messages import refund_request
from seller_orders.domain.payment import RefundStatus
from seller_orders.domain.refusals import Refusal

PROVIDER: Final = "payment-provider"
"""The timeline's ``by`` of a refund that the provider has settled."""

_log: Final = logging.getLogger("seller_orders.relay")


@frozen(kw_only=True)
class DeliverRefundRequest:
    """Requests a refund, and records its outcome if the provider knows it at once."""

    provider: PaymentProvider
    settle: Callable[[UpdateRefund], Result[Any, Refusal]]

    def __call__(self, message: Message) -> None:
        """Request the refund or the part that the message is about."""
        request = refund_request(message)
        status = self.provider.refund(request)
        if status is not RefundStatus.PENDING:
            self._settle(request, status)

    def _settle(self, request: RefundRequest, status: RefundStatus) -> None:
        settled = self.settle(
            UpdateRefund(
                domain_id=request.domain_id,
                order_id=request.order_id,
                refund_id=request.refund_id,
                by=PROVIDER,
                status=status,
                tender_id=request.tender_id,
            )
        )
        if not is_successful(settled):
            # The refund was settled manually with the other outcome. An operator must reconcile it.
            _log.error(
                "the provider reports refund %s as %s, which conflicts with the order: %s",
                request.idempotency_key,
                status,
                settled.failure().message,
            )
