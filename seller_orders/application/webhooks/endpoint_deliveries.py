"""Deliveries of events to a webhook endpoint."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from attrs import define, field, frozen

from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.outbox import DeferDeliveryError, DeliveryError
from seller_orders.application.ports.webhook_deliveries import WebhookDelivery
from seller_orders.application.ports.webhook_endpoints import EndpointLookUp
from seller_orders.application.ports.webhook_sender import WebhookEvent
from seller_orders.application.webhooks.attempts import WebhookAttempts

_RECORDED_EVERY: Final = timedelta(milliseconds=100)


@frozen(kw_only=True)
class DeliverToEndpoint:
    """Delivers events to an endpoint as it is now: it may have been changed or deleted since."""

    endpoints: EndpointLookUp
    attempts: WebhookAttempts
    record: Callable[[Sequence[WebhookDelivery]], None]

    def __call__(self, domain_id: str, endpoint_id: str, event: Message) -> None:
        """Deliver an event, and record the attempt. DeliveryError if it was not accepted."""
        deliveries = self.begin(domain_id, endpoint_id)
        try:
            deliveries.deliver(event)
        finally:
            deliveries.finish()

    def begin(self, domain_id: str, endpoint_id: str) -> "EndpointDeliveries":
        """Return deliveries to an endpoint, whose attempts are recorded together."""
        return EndpointDeliveries(self, domain_id, endpoint_id)


@define
class EndpointDeliveries:
    """Deliveries to one endpoint, by several threads.

    Attempts are recorded together: those of the last tenth of a second, and the others at the end.
    """

    _of: DeliverToEndpoint
    _domain_id: str
    _endpoint_id: str
    _made: deque[WebhookDelivery] = field(factory=deque, init=False)
    _recorded_at: datetime = field(init=False)

    @_recorded_at.default
    def _of_now(self) -> datetime:
        return self._of.attempts.clock.now()

    def deliver(self, event: Message) -> None:
        """Deliver an event. DeliveryError if it was not accepted."""
        endpoint = self._of.endpoints.get(self._domain_id, self._endpoint_id)
        if endpoint is None or not endpoint.enabled:
            raise DeferDeliveryError("the endpoint takes no events")
        delivery = self._of.attempts.make(endpoint, WebhookEvent.of(event))
        self._made.append(delivery)
        now = self._of.attempts.clock.now()
        if abs(now - self._recorded_at) >= _RECORDED_EVERY:
            self._recorded_at = now
            self.finish()
        if delivery.error is not None:
            raise DeliveryError(delivery.error)

    def finish(self) -> None:
        """Record the attempts that are not recorded yet; they are kept if that fails."""
        made = list(self._take())
        if not made:
            return
        try:
            self._of.record(made)
        except Exception:
            self._made.extend(made)
            raise

    def _take(self) -> Iterator[WebhookDelivery]:
        while True:
            try:
                yield self._made.popleft()
            except IndexError:
                return
