"""Deliveries to webhook endpoints: what is sent, recorded, disabled and replayed."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from attrs import define, evolve, field

from seller_orders.application.commands.finish_replays import FinishReplaysHandler
from seller_orders.application.commands.record_webhook_deliveries import (
    RecordDeliveriesHandler,
    RecordTogether,
)
from seller_orders.application.commands.rotate_webhook_secret import (
    RotateWebhookSecret,
    RotateWebhookSecretHandler,
)
from seller_orders.application.outbox_messages import Channel, Message
from seller_orders.application.ports.outbox import DeferDeliveryError, DeliveryError
from seller_orders.application.ports.webhook_deliveries import DeliveryFilters, WebhookDelivery
from seller_orders.application.ports.webhook_sender import WebhookAnswer, WebhookEvent
from seller_orders.application.webhooks.attempts import WebhookAttempts
from seller_orders.application.webhooks.consumers import WebhookConsumers, replay_consumer
from seller_orders.application.webhooks.endpoint_deliveries import DeliverToEndpoint
from seller_orders.application.webhooks.signing_secret import place_of_secrets
from seller_orders.domain.webhook_endpoint import EventReplay, WebhookEndpoint
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.contracts.webhook_deliveries import delivery
from seller_orders.testing.contracts.webhook_endpoints import endpoint
from seller_orders.testing.fakes.id_generator import CountingIds
from seller_orders.testing.fakes.secret_box import ReadableSecretBox
from seller_orders.testing.fakes.store import MemoryStore
from seller_orders.testing.fakes.webhook_endpoints import (
    MemoryWebhookDeliveries,
    MemoryWebhookEndpointReader,
)
from seller_orders.testing.store_steps import message

ACCEPTED = WebhookAnswer(status=204, duration_ms=1, error=None)
REFUSED = WebhookAnswer(status=500, duration_ms=1, error="It answered 500.")


@define
class Sender:
    """Sender that answers as a test says, and collects what it is to send."""

    answer: WebhookAnswer = ACCEPTED
    sent: list[tuple[str, Sequence[str], WebhookEvent]] = field(factory=list)

    def problem_of(self, url: str) -> str | None:
        return None

    def send(self, url: str, secrets: Sequence[str], event: WebhookEvent) -> WebhookAnswer:
        self.sent.append((url, secrets, event))
        return self.answer


class World:
    """An endpoint in a store in memory."""

    def __init__(self) -> None:
        self.clock = SettableClock()
        self.store = MemoryStore(self.clock)
        self.box, self.sender = ReadableSecretBox(), Sender()
        self.endpoints = MemoryWebhookEndpointReader(self.store)
        attempts = WebhookAttempts(
            sender=self.sender, box=self.box, clock=self.clock, ids=CountingIds()
        )
        self.deliver = DeliverToEndpoint(
            endpoints=self.endpoints,
            attempts=attempts,
            record=RecordTogether(RecordDeliveriesHandler(begin=self.store.begin)),
        )
        self.consumers = WebhookConsumers(endpoints=self.endpoints, begin=self.deliver.begin)
        sealed = self.box.encrypt("whsec_c2VjcmV0", place_of_secrets("dom_1", "whe_001"))
        self.save(endpoint(secret=sealed))

    @property
    def endpoint(self) -> WebhookEndpoint:
        found = self.endpoints.get("dom_1", "whe_001")
        assert found is not None
        return found

    def save(self, changed: WebhookEndpoint) -> None:
        with self.store.begin("dom_1") as tx:
            tx.endpoints.save(changed)
            tx.event_cursors.start(changed.id)
            tx.commit()

    def rotate(self) -> str:
        handler = RotateWebhookSecretHandler(
            begin=self.store.begin, box=self.box, clock=self.clock, ids=CountingIds()
        )
        rotate = RotateWebhookSecret(domain_id="dom_1", endpoint_id="whe_001")
        return handler(rotate).unwrap().secret

    def attempt(self, event: Message | None = None) -> None:
        self.deliver("dom_1", "whe_001", event or _event())


def _event(id: str = "evt_1") -> Message:
    return message(id, channel=Channel.EVENT)


@pytest.fixture
def world() -> World:
    return World()


def test_an_accepted_event_is_recorded(world: World):
    world.attempt()

    ((url, secrets, sent),) = world.sender.sent
    assert (url, secrets) == (world.endpoint.url, ("whsec_c2VjcmV0",))
    assert (sent.id, sent.order_id) == ("evt_1", _event().order_id)
    (only,) = MemoryWebhookDeliveries(world.store).find("dom_1", "whe_001", DeliveryFilters(), 9)
    assert (only.event_id, only.status, only.error, only.attempt) == ("evt_1", 204, None, 1)


def test_a_refused_event_is_recorded_and_raised(world: World):
    world.sender.answer = REFUSED

    with pytest.raises(DeliveryError, match="It answered 500"):
        world.attempt()

    assert world.endpoint.failing_since == world.clock.now()


def test_seven_days_of_failures_disable_the_endpoint(world: World):
    world.sender.answer = REFUSED
    began = world.clock.now()
    for _ in range(7):
        with pytest.raises(DeliveryError):
            world.attempt()
        world.clock.advance(days=1)
        assert world.consumers.has_any()

    with pytest.raises(DeliveryError):
        world.attempt()

    disabled = world.endpoint
    assert not disabled.enabled
    assert (disabled.failing_since, disabled.disabled_at) == (began, began + timedelta(days=7))
    assert disabled.disabled_reason == "It has failed for 7 days, last: It answered 500."
    assert not world.consumers.has_any()
    assert world.consumers.of_domain("dom_1") == []
    with pytest.raises(DeferDeliveryError):
        world.attempt()
    assert len(world.sender.sent) == 8


def test_one_success_in_seven_days_keeps_the_endpoint(world: World):
    for day in range(20):
        world.sender.answer = ACCEPTED if day % 6 == 5 else REFUSED
        try:
            world.attempt()
        except DeliveryError:
            assert day % 6 != 5
        world.clock.advance(days=1)

    assert world.endpoint.enabled


def test_a_secret_that_cannot_be_read_is_said(world: World):
    world.save(evolve(world.endpoint, secret="of another installation"))

    with pytest.raises(DeliveryError, match="rotate it"):
        world.attempt()

    assert world.sender.sent == []


def test_rotation_mends_a_secret_that_cannot_be_read(world: World):
    world.save(evolve(world.endpoint, secret="of another installation"))

    secret = world.rotate()
    world.attempt()

    [(_, secrets, _)] = world.sender.sent
    assert secrets == (secret,)


def test_a_readable_former_secret_signs_beside_the_new_one(world: World):
    secret = world.rotate()
    world.attempt()

    [(_, secrets, _)] = world.sender.sent
    assert secrets == (secret, "whsec_c2VjcmV0")


def test_a_deleted_endpoint_gets_nothing(world: World):
    with world.store.begin("dom_1") as tx:
        tx.endpoints.remove(world.endpoint)
        tx.commit()

    with pytest.raises(DeferDeliveryError):
        world.attempt()

    assert world.sender.sent == []


def test_a_replay_is_a_consumer_until_it_is_finished(world: World):
    since, until = (world.clock.now() + timedelta(hours=hours) for hours in (-1, 0))
    replay = EventReplay(since=since, until=until, topics=("order.*",), end=0)
    world.save(evolve(world.endpoint, replay=replay))
    assert [each.id for each in world.consumers.of_domain("dom_1")] == [
        "whe_001",
        replay_consumer("whe_001"),
    ]

    FinishReplaysHandler(begin=world.store.begin, endpoints=world.endpoints)()

    assert world.endpoint.replay is None
    assert [each.id for each in world.consumers.of_domain("dom_1")] == ["whe_001"]


def test_a_replay_before_its_end_goes_on(world: World):
    now = world.clock.now()
    replay = EventReplay(since=now, until=now, topics=("*",), end=7)
    world.save(evolve(world.endpoint, replay=replay))
    with world.store.begin("dom_1") as tx:
        tx.event_cursors.start(replay_consumer("whe_001"))
        tx.commit()

    FinishReplaysHandler(begin=world.store.begin, endpoints=world.endpoints)()

    assert world.endpoint.replay == replay


def test_attempts_of_many_threads_are_recorded_once(world: World):
    batches: list[int] = []
    record = RecordDeliveriesHandler(begin=world.store.begin)

    def counted(deliveries: Sequence[WebhookDelivery]) -> None:
        batches.append(len(deliveries))
        record(deliveries)

    together, start = RecordTogether(counted), Barrier(20)

    def run(number: int) -> None:
        start.wait()
        together([_of_world(number)])

    threads = [Thread(target=run, args=(number,)) for number in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    found = MemoryWebhookDeliveries(world.store).find("dom_1", "whe_001", DeliveryFilters(), 99)
    assert len({each.id for each in found}) == len(found) == 20
    assert sum(batches) == 20


@pytest.fixture
def recorded(world: World) -> list[int]:
    """The sizes of the recordings."""
    sizes: list[int] = []
    record = world.deliver.record

    def counted(deliveries: Sequence[WebhookDelivery]) -> None:
        sizes.append(len(deliveries))
        record(deliveries)

    world.deliver = evolve(world.deliver, record=counted)
    world.consumers = evolve(world.consumers, begin=world.deliver.begin)
    return sizes


def test_attempts_of_a_batch_are_recorded_together(world: World, recorded: list[int]):
    (consumer,) = world.consumers.of_domain("dom_1")
    for number in range(9):
        consumer.deliver(_event(f"evt_{number}"))
    consumer.finish()
    consumer.finish()

    assert recorded == [9]


def test_attempts_of_a_slow_endpoint_are_recorded_meanwhile(world: World, recorded: list[int]):
    (consumer,) = world.consumers.of_domain("dom_1")
    for number in range(3):
        world.clock.advance(seconds=2)
        consumer.deliver(_event(f"evt_{number}"))
    consumer.finish()

    assert recorded == [1, 1, 1]


def test_an_attempt_that_could_not_be_recorded_is_kept(world: World):
    outages = iter([ConnectionError("the store is away")])
    record = world.deliver.record

    def fail_once(deliveries: Sequence[WebhookDelivery]) -> None:
        for outage in outages:
            raise outage
        record(deliveries)

    deliveries = evolve(world.deliver, record=fail_once).begin("dom_1", "whe_001")
    deliveries.deliver(_event())
    with pytest.raises(ConnectionError):
        deliveries.finish()
    deliveries.finish()

    found = MemoryWebhookDeliveries(world.store).find("dom_1", "whe_001", DeliveryFilters(), 9)
    assert [each.event_id for each in found] == ["evt_1"]


@pytest.mark.parametrize(
    ("answers", "is_failing"), [((REFUSED, ACCEPTED), False), ((ACCEPTED, REFUSED), True)]
)
def test_the_last_attempt_of_a_batch_decides(
    world: World, answers: Sequence[WebhookAnswer], *, is_failing: bool
):
    deliveries = world.deliver.begin("dom_1", "whe_001")
    for world.sender.answer in answers:
        with suppress(DeliveryError):
            deliveries.deliver(_event())
    deliveries.finish()

    assert (world.endpoint.failing_since is not None) == is_failing


def test_an_acceptance_ends_a_failure_that_came_in_between(world: World):
    """The endpoint did not fail yet when this batch began."""
    slow = world.deliver.begin("dom_1", "whe_001")
    slow.deliver(_event("evt_1"))
    world.sender.answer = REFUSED
    with pytest.raises(DeliveryError):
        world.attempt(_event("evt_2"))

    slow.finish()

    assert world.endpoint.failing_since is None


def test_a_failed_recording_is_raised():
    def fail(_: Sequence[WebhookDelivery]) -> None:
        raise ConnectionError("the store is away")

    together = RecordTogether(fail)

    for _ in range(2):
        with pytest.raises(ConnectionError):
            together([_of_world(1)])


def _of_world(number: int) -> WebhookDelivery:
    return delivery(number, endpoint_id="whe_001")
