"""End the replays whose events are all sent."""

from attrs import evolve, frozen

from seller_orders.application.ports.domain_unit_of_work import BeginDomainUnitOfWork
from seller_orders.application.ports.webhook_endpoints import WebhookEndpointReader
from seller_orders.application.webhooks.consumers import replay_consumer
from seller_orders.domain.webhook_endpoint import WebhookEndpoint


@frozen(kw_only=True)
class FinishReplaysHandler:
    """Ends replays, so that their consumers follow the log no longer."""

    begin: BeginDomainUnitOfWork
    endpoints: WebhookEndpointReader

    def __call__(self) -> None:
        """End each replay that is finished, unless another one has begun."""
        for endpoint in self.endpoints.finished_replays():
            self.finish(endpoint)

    def finish(self, endpoint: WebhookEndpoint) -> None:
        """End the replay of an endpoint."""
        with self.begin(endpoint.domain_id) as tx:
            found = tx.endpoints.lock(endpoint.domain_id, endpoint.id)
            if found is None or found.replay != endpoint.replay:
                return
            tx.endpoints.save(evolve(found, replay=None))
            tx.event_cursors.remove(replay_consumer(endpoint.id))
            tx.commit()
