"""Attempts to deliver to an endpoint that overlap: its state follows the order of their starts."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from attrs import define, field

from seller_orders.application.commands.record_webhook_deliveries import (
    RecordDeliveriesHandler,
    RecordTogether,
)
from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.outbox import DeliveryError
from seller_orders.application.ports.webhook_sender import WebhookAnswer, WebhookEvent
from seller_orders.application.webhooks.attempts import WebhookAttempts
from seller_orders.application.webhooks.endpoint_deliveries import DeliverToEndpoint
from seller_orders.application.webhooks.signing_secret import place_of_secrets
from seller_orders.testing.contracts.webhook_endpoints import endpoint
from seller_orders.testing.fakes.id_generator import CountingIds
from seller_orders.testing.fakes.secret_box import ReadableSecretBox
from seller_orders.testing.sample_order import LATER
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import message
from tests.contracts.stores import STORES


def nothing() -> None:
    """Let no other attempt come between."""


def at(seconds: float) -> datetime:
    return LATER + timedelta(seconds=seconds)


@define
class Deliveries:
    """Attempts to deliver to one endpoint, which start at given seconds."""

    store: WholeStore
    deliver: DeliverToEndpoint = field(init=False)
    _now: tuple[bool, Callable[[], None]] = (True, nothing)

    def __attrs_post_init__(self) -> None:
        box = ReadableSecretBox()
        attempts = WebhookAttempts(sender=self, box=box, clock=self.store.clock, ids=CountingIds())
        self.deliver = DeliverToEndpoint(
            endpoints=self.store.endpoints,
            attempts=attempts,
            record=RecordTogether(RecordDeliveriesHandler(begin=self.store.begin_domain)),
        )
        secret = box.encrypt("whsec_c2VjcmV0", place_of_secrets("dom_1", "whe_001"))
        with self.store.begin_domain("dom_1") as tx:
            tx.endpoints.add(endpoint(secret=secret))
            tx.commit()

    def attempt(
        self, start: float, meanwhile: Callable[[], None] = nothing, *, fails: bool = False
    ) -> None:
        """Make an attempt that lasts as long as another thing happens."""
        self.store.clock.time, self._now = at(start), (fails, meanwhile)
        event = message(f"evt_{start}", channel=Channel.EVENT)
        with suppress(DeliveryError):
            self.deliver("dom_1", "whe_001", event)

    def problem_of(self, url: str) -> str | None:
        return None

    def send(self, url: str, secrets: Sequence[str], event: WebhookEvent) -> WebhookAnswer:
        fails, meanwhile = self._now
        meanwhile()
        error = "It answered 500." if fails else None
        return WebhookAnswer(status=500 if fails else 204, duration_ms=1, error=error)

    @property
    def failing_since(self) -> datetime | None:
        found = self.store.endpoints.get("dom_1", "whe_001")
        assert found is not None
        return found.failing_since


@pytest.fixture(params=STORES)
def deliveries(request: pytest.FixtureRequest) -> Iterator[Deliveries]:
    with STORES[request.param]() as store:
        yield Deliveries(store)


def test_a_later_success_ends_an_overlapping_failure(deliveries: Deliveries):
    """The success read the endpoint before the failure was recorded."""
    deliveries.attempt(2, lambda: deliveries.attempt(1, fails=True))

    assert deliveries.failing_since is None


def test_a_failure_recorded_after_a_later_success_is_over(deliveries: Deliveries):
    deliveries.attempt(1, lambda: deliveries.attempt(2), fails=True)

    assert deliveries.failing_since is None


def test_an_earlier_success_does_not_end_failing(deliveries: Deliveries):
    deliveries.attempt(0, fails=True)

    deliveries.attempt(1, lambda: deliveries.attempt(2, fails=True))

    assert deliveries.failing_since == at(2)


def test_failing_begins_with_the_first_failure(deliveries: Deliveries):
    deliveries.attempt(1, lambda: deliveries.attempt(2, fails=True), fails=True)

    assert deliveries.failing_since == at(1)


def test_failures_before_and_after_a_success(deliveries: Deliveries):
    """They are recorded before it, one while it is under way."""
    deliveries.attempt(1, lambda: deliveries.attempt(3, fails=True), fails=True)
    deliveries.attempt(2)
    assert deliveries.failing_since == at(3)

    deliveries.attempt(4)
    assert deliveries.failing_since is None


def test_a_success_after_the_clock_was_set_back_ends_failing(deliveries: Deliveries):
    deliveries.attempt(3_600, fails=True)

    deliveries.attempt(0)

    assert deliveries.failing_since is None
