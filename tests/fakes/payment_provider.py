from attrs import define, field

from seller_orders.application.ports.outbox import DeliveryError
from seller_orders.application.ports.payment_provider import RefundRequest
from seller_orders.domain.payment import RefundStatus


@define
class SettableProvider:
    """Answers every request the same way, or is away (None)."""

    status: RefundStatus | None = RefundStatus.PENDING
    asked: list[RefundRequest] = field(factory=list)

    def refund(self, request: RefundRequest) -> RefundStatus:
        self.asked.append(request)
        if self.status is None:
            raise DeliveryError("the provider is away")
        return self.status
