from attrs import define, field

from seller_orders.application.ports.outbox import DeliveryError
from seller_orders.application.ports.payment_provider import RefundRequest
from seller_orders.domain.payment import RefundStatus


@define
class SettableProvider:
    """Answers every request the same way, or is away (None)."""

    status: RefundStatus | None = RefundStatus.PENDING
    asked: list[RefundRequest] = field(factory=list)
    _made: dict[tuple[str, str, str], RefundRequest] = field(factory=dict)

    @property
    def given_back(self) -> list[RefundRequest]:
        """Each refund once, as it was asked for first."""
        return list(self._made.values())

    def refund(self, request: RefundRequest) -> RefundStatus:
        self.asked.append(request)
        if self.status is None:
            raise DeliveryError("the provider is away")
        asked_for = request.domain_id, request.order_id, request.refund_id
        self._made.setdefault(asked_for, request)
        return self.status
