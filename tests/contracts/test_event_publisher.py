"""The event publisher contract for the fake and the webhook."""

from collections.abc import Iterator

import pytest

from seller_orders.adapters.outbound.system.clock import SystemClock
from seller_orders.adapters.outbound.webhook.event_publisher import WebhookEventPublisher
from seller_orders.application.ports.outbox import DeliveryError
from seller_orders.testing.contracts.event_publisher import (
    EVENT,
    Connected,
    EventPublisherContract,
)
from seller_orders.testing.fakes.event_publisher import CollectingPublisher
from tests.integration.webhook.receiver import SECRET, receiving


@pytest.fixture(params=["fake", "webhook"])
def connected(request: pytest.FixtureRequest) -> Iterator[Connected]:
    if request.param == "fake":
        fake = CollectingPublisher()

        def be_away(away: bool) -> None:
            fake.fails_on = {EVENT.message_id: DeliveryError("away")} if away else {}

        yield Connected(fake, lambda: [each.message_id for each in fake.published], be_away)
        return
    with receiving() as receiver:
        publisher = WebhookEventPublisher(receiver.url, SECRET, SystemClock(), allow_private=True)
        yield Connected(
            publisher,
            lambda: [each.id for each in receiver.deliveries],
            lambda away: receiver.stop() if away else receiver.start(),
        )


class TestEventPublisher(EventPublisherContract):
    """For both publishers."""
