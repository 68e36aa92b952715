"""Record an attempt to deliver an event, and whether its endpoint fails."""

import logging
from typing import Final

from attrs import frozen

from seller_orders.application.ports.domain_unit_of_work import (
    BeginDomainUnitOfWork,
    DomainUnitOfWork,
)
from seller_orders.application.ports.webhook_deliveries import WebhookDelivery
from seller_orders.domain.webhook_endpoint import WebhookEndpoint

_log: Final = logging.getLogger("seller_orders.relay")


@frozen(kw_only=True)
class RecordDelivery:
    """Record an attempt. ``endpoint`` is the endpoint as it was before."""

    endpoint: WebhookEndpoint
    delivery: WebhookDelivery


@frozen(kw_only=True)
class RecordDeliveryHandler:
    """Records attempts, and disables an endpoint that has failed for 7 days."""

    begin: BeginDomainUnitOfWork

    def __call__(self, command: RecordDelivery) -> None:
        """Record the attempt, and the endpoint's state where it changes."""
        with self.begin(command.delivery.domain_id) as tx:
            tx.deliveries.record(command.delivery)
            if _after(command.endpoint, command.delivery) != command.endpoint:
                self.save_endpoint(tx, command.delivery)
            tx.commit()

    def save_endpoint(self, tx: DomainUnitOfWork, delivery: WebhookDelivery) -> None:
        """Save the endpoint's state after the attempt, unless the endpoint is deleted."""
        endpoint = tx.endpoints.lock(delivery.domain_id, delivery.endpoint_id)
        if endpoint is None:
            return
        changed = _after(endpoint, delivery)
        tx.endpoints.save(changed)
        if endpoint.enabled and not changed.enabled:
            _log.warning("webhook endpoint %s is disabled: it failed for too long", endpoint.id)


def _after(endpoint: WebhookEndpoint, delivery: WebhookDelivery) -> WebhookEndpoint:
    if delivery.error is None:
        return endpoint.accepted()
    return endpoint.failed(delivery.attempted_at, delivery.error)
