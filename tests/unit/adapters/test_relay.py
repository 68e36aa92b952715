import threading
from collections.abc import Iterator
from queue import SimpleQueue

import pytest

from seller_orders.adapters.inbound.outbox_relay import relay as relaying
from seller_orders.adapters.inbound.outbox_relay.relay import Relay
from seller_orders.application.commands.deliver_messages import DeliverMessages
from seller_orders.application.outbox_messages import Channel
from tests.support.waiting import WITHIN_S, wait_until


@pytest.fixture
def delivering() -> "SimpleQueue[str]":
    """The channels that were looked at, one after the other."""
    return SimpleQueue()


@pytest.fixture
def relay(delivering: "SimpleQueue[str]", monkeypatch: pytest.MonkeyPatch) -> Iterator[Relay]:
    """A relay that has looked at both of its channels, and will not do so unless it is woken."""
    monkeypatch.setattr(relaying, "_POLL_S", 3600.0)
    relay = Relay((Channel.EVENT, Channel.LOG))

    def deliver(command: DeliverMessages) -> None:
        assert command.channels is not None
        (channel,) = command.channels
        delivering.put(channel)

    relay.start(deliver, lambda: None)
    looked_at = {delivering.get(timeout=WITHIN_S) for _ in range(2)}
    assert looked_at == {Channel.EVENT, Channel.LOG}
    yield relay
    relay.stop()


def test_only_channels_with_messages_are_checked(relay: Relay, delivering: "SimpleQueue[str]"):
    for channel in (Channel.LOG, Channel.LOG, Channel.EVENT, Channel.LOG):
        relay.wake([channel])
        assert delivering.get(timeout=WITHIN_S) == channel


def test_unknown_channels_are_ignored(relay: Relay, delivering: "SimpleQueue[str]"):
    relay.wake([Channel.EMAIL, "pigeon", "", Channel.EVENT])

    assert delivering.get(timeout=WITHIN_S) == Channel.EVENT
    relay.wake([Channel.LOG])
    assert delivering.get(timeout=WITHIN_S) == Channel.LOG


def test_a_listener_that_cannot_be_notified_ends():
    relay, called = Relay(()), SimpleQueue[None]()

    relay.start(lambda _: None, lambda: None, lambda *_: called.put(None))
    wait_until(lambda: "relay-listener" not in {each.name for each in threading.enumerate()})

    assert called.qsize() == 1
    relay.stop()
