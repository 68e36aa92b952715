"""The owner of webhook endpoints, who changes them while events are written."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from attrs import evolve

from seller_orders.application.commands.create_webhook_endpoint import CreateWebhookEndpoint
from seller_orders.application.commands.delete_webhook_endpoint import DeleteWebhookEndpoint
from seller_orders.application.commands.replay_events import ReplayEvents
from seller_orders.application.operations.webhooks import WebhookOperations
from tests.integration.events.delivery_audit import Attempt, Consumer
from tests.integration.events.event_writers import DOMAINS
from tests.support.waiting import wait_until


class Owner:
    """Creates, replays and deletes endpoints, and remembers when."""

    def __init__(
        self, operations: WebhookOperations, ticks: Iterator[int], attempts: Sequence[Attempt]
    ) -> None:
        self.endpoints = dict[str, Consumer]()
        self._ids = dict[str, str]()
        self._operations, self._ticks, self._attempts = operations, ticks, attempts
        self._began = datetime.now(UTC)

    def go_on(self, random: Random) -> None:
        """Do so while events are delivered."""
        for domain_id in DOMAINS:
            self.wait_for_more(random)
            self.create(f"http://late.{domain_id}", domain_id)
            self.replay(f"http://lasting.{domain_id}")
            self.wait_for_more(random)
            # The second ends the first, which may be under way.
            self.replay(f"http://lasting.{domain_id}")
            self.delete(f"http://deleted.{domain_id}")

    def create(self, url: str, domain_id: str) -> None:
        create = CreateWebhookEndpoint(domain_id=domain_id, url=url)
        self._ids[url] = self._operations.create(create).unwrap().endpoint.id
        created = next(self._ticks)
        self.endpoints[url] = Consumer(name=url, domain_ids=(domain_id,), created=created)

    def replay(self, url: str) -> None:
        began, consumer = next(self._ticks), self.endpoints[url]
        (domain_id,) = consumer.domain_ids
        since = self._began - timedelta(minutes=1)
        self._operations.replay(
            ReplayEvents(domain_id=domain_id, endpoint_id=self._ids[url], since=since)
        ).unwrap()
        self.endpoints[url] = evolve(consumer, replayed=began)

    def delete(self, url: str) -> None:
        (domain_id,) = self.endpoints[url].domain_ids
        delete = DeleteWebhookEndpoint(domain_id=domain_id, endpoint_id=self._ids[url])
        self._operations.delete(delete).unwrap()
        self.endpoints[url] = evolve(self.endpoints[url], deleted=next(self._ticks))

    def wait_for_more(self, random: Random) -> None:
        """Return after some more attempts to deliver."""
        wanted = len(self._attempts) + random.randint(50, 100)
        wait_until(lambda: len(self._attempts) >= wanted)
