"""Lags of event consumers, on every store: what is counted, and under which name."""

from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import create_autospec

import pytest
from attrs import evolve

from seller_orders.application.events.consumers import ENDPOINTS, EventConsumer
from seller_orders.application.events.lags import EventLags
from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.event_cursors import Advance, UnfinishedEvent
from seller_orders.application.ports.event_log import BEGINNING
from seller_orders.application.ports.outbox import UndeliveredMessages
from seller_orders.application.queries.list_outbox_backlogs import ListBacklogsHandler
from seller_orders.application.webhooks.consumers import WebhookConsumers
from seller_orders.application.webhooks.endpoint_deliveries import EndpointDeliveries
from seller_orders.domain.webhook_endpoint import EventReplay, WebhookEndpoint
from seller_orders.testing.contracts.event_log import event
from seller_orders.testing.contracts.webhook_endpoints import endpoint
from seller_orders.testing.outbox_steps import later, post
from seller_orders.testing.store import WholeStore
from tests.contracts.stores import STORES

MOST = 1_000


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> Iterator[WholeStore]:
    with STORES[request.param]() as empty:
        empty.clock.time = later(3_600)
        yield empty


def consumers_of(store: WholeStore) -> WebhookConsumers:
    # Nothing is delivered here.
    deliveries = create_autospec(EndpointDeliveries, instance=True)
    return WebhookConsumers(endpoints=store.endpoints, begin=lambda *_: deliveries)


def lags(store: WholeStore, most: int = MOST) -> list[UndeliveredMessages]:
    installation = [EventConsumer(Channel.EVENT, lambda _: None)]
    found = EventLags(
        log=store.log,
        cursors=store.cursors,
        consumers=installation,
        domain_consumers=consumers_of(store),
    )
    return [*found(most)]


def lag(channel: str, messages: int, minutes: float = 0) -> UndeliveredMessages:
    oldest_at = later(minutes * 60)
    return UndeliveredMessages(
        channel=channel, is_dead=False, messages=messages, oldest_at=oldest_at
    )


def add(store: WholeStore, made: WebhookEndpoint) -> None:
    """Add an endpoint that gets events from now on."""
    with store.begin_domain(made.domain_id) as tx:
        tx.endpoints.add(made)
        tx.event_cursors.start(made.id)
        tx.commit()


def finish(store: WholeStore, consumer: str, *unfinished: UnfinishedEvent) -> None:
    """Move a consumer of ``dom_1`` to the end, with events that it could not take."""
    now = store.clock.now()
    cursor = store.cursors.claim("dom_1", consumer, BEGINNING, now, now)
    assert cursor is not None
    moved = Advance(position=store.log.end("dom_1"), unfinished=unfinished)
    assert store.cursors.advance(cursor, moved, now)


def test_the_installations_webhook_is_behind_by_itself(store: WholeStore):
    post(store, event(1, minutes=5), event(2, "dom_2", minutes=3))

    assert lags(store) == [lag("event", 2, 3)]


def test_the_endpoints_of_all_domains_are_one(store: WholeStore):
    post(store, event(1, minutes=1))
    add(store, endpoint(1))
    add(store, endpoint(2))
    add(store, endpoint(3, domain_id="dom_2"))
    post(store, event(2, minutes=7), event(3, "dom_2", minutes=5))
    finish(store, Channel.EVENT)

    assert lags(store) == [lag("event", 1, 5), lag(ENDPOINTS, 3, 5)]

    finish(store, "whe_001")
    assert lags(store)[1:] == [lag(ENDPOINTS, 2, 5)]


def test_only_wanted_events_of_endpoints_count(store: WholeStore):
    wanted = event(2, minutes=7)
    add(store, endpoint(1, topics=(wanted.about,)))
    add(store, endpoint(2, topics=("order.erased",)))
    post(store, event(1, minutes=1), wanted)

    assert lags(store)[1:] == [lag(ENDPOINTS, 2, 1)]


def test_a_disabled_endpoint_is_not_behind(store: WholeStore):
    add(store, endpoint(1, enabled=False))
    add(store, endpoint(2, enabled=False))
    post(store, event(1))

    assert [each.channel for each in lags(store)] == ["event"]


def test_a_replay_is_not_behind(store: WholeStore):
    now = store.clock.now()
    post(store, event(1))
    replay = EventReplay(since=now - timedelta(days=30), until=now, topics=("*",), end=1)
    add(store, endpoint(1, replay=replay))
    with store.begin_domain("dom_1") as tx:
        tx.event_cursors.start("whe_001.replay")
        tx.event_cursors.rewind("whe_001.replay", BEGINNING)
        tx.commit()

    assert [each.channel for each in lags(store)] == ["event"]


def test_events_are_counted_up_to_a_limit(store: WholeStore):
    add(store, endpoint(1))
    add(store, endpoint(2))
    post(store, *(event(number) for number in range(1, 6)))

    assert lags(store, most=7) == [lag("event", 5), lag(ENDPOINTS, 7)]
    assert lags(store, most=3) == [lag("event", 3), lag(ENDPOINTS, 3)]


def test_backlogs_show_no_endpoints_id(store: WholeStore):
    add(store, endpoint(1))
    add(store, endpoint(2))
    post(store, event(1, minutes=10))
    for consumer in ("whe_001", "whe_002"):
        failed = evolve(event(1), message_id=f"evt_1.{consumer}", channel=consumer)
        finish(store, consumer, UnfinishedEvent(message=failed, due_at=later(9_999)))
    post(store, event(2, minutes=50))
    handler = ListBacklogsHandler(queue=store.queue, lags=lambda _: lags(store), clock=store.clock)

    found = {(each.channel, each.is_dead): each for each in handler()}

    assert set(found) == {("event", False), (ENDPOINTS, False)}
    assert found[ENDPOINTS, False].messages == 4
    assert found[ENDPOINTS, False].oldest_s == 3_600
