"""A payment provider whose response a test sets."""

from attrs import define, field

from seller_orders.application.ports.outbox import DeliveryError
from seller_orders.application.ports.payment_provider import RefundRequest
from seller_orders.domain.payment import RefundStatus


@define
class ConfigurablePaymentProvider:
    """Answers every request with ``status``; None: raises DeliveryError.

    ``of_tenders`` has other answers for some tenders, by tender id.
    """

    status: RefundStatus | None = RefundStatus.PENDING
    of_tenders: dict[str | None, RefundStatus | None] = field(factory=dict)
    asked: list[RefundRequest] = field(factory=list)
    _made: dict[tuple[str, str, str], RefundRequest] = field(factory=dict)

    @property
    def given_back(self) -> list[RefundRequest]:
        """The first request of each refund or part."""
        return list(self._made.values())

    def refund(self, request: RefundRequest) -> RefundStatus:
        """Make a refund, once however often it is requested."""
        self.asked.append(request)
        status = self.of_tenders.get(request.tender_id, self.status)
        if status is None:
            raise DeliveryError("the provider cannot be reached")
        refund_key = request.domain_id, request.order_id, request.idempotency_key
        self._made.setdefault(refund_key, request)
        return status
