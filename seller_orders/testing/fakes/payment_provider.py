"""A payment provider whose response a test sets."""

from attrs import define, field

from seller_orders.application.ports.outbox import DeliveryError
from seller_orders.application.ports.payment_provider import RefundRequest
from seller_orders.domain.payment import RefundStatus


@define
class ConfigurablePaymentProvider:
    """Answers every request with ``status``; None: raises DeliveryError."""

    status: RefundStatus | None = RefundStatus.PENDING
    asked: list[RefundRequest] = field(factory=list)
    _made: dict[tuple[str, str, str], RefundRequest] = field(factory=dict)

    @property
    def given_back(self) -> list[RefundRequest]:
        """The first request of each refund."""
        return list(self._made.values())

    def refund(self, request: RefundRequest) -> RefundStatus:
        """Make a refund, once however often it is requested."""
        self.asked.append(request)
        if self.status is None:
            raise DeliveryError("the provider cannot be reached")
        refund_key = request.domain_id, request.order_id, request.refund_id
        self._made.setdefault(refund_key, request)
        return self.status
