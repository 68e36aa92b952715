"""Contract of an event publisher."""

from collections.abc import Callable, Sequence

import pytest
from attrs import evolve, frozen

from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.event_publisher import EventPublisher
from seller_orders.application.ports.outbox import DeliveryError
from seller_orders.testing.store_steps import message

EVENT = evolve(
    message("evt_2", channel=Channel.EVENT),
    data={"from": "pending", "to": "shipped", "n": [1, None]},
)


@frozen
class Connected:
    """A publisher, the ids received so far, and a switch that makes the receiver unreachable."""

    publisher: EventPublisher
    taken: Callable[[], Sequence[str]]
    be_away: Callable[[bool], None]


class EventPublisherContract:
    """Contract of ``EventPublisher``. Needs a fixture ``connected``: an unused publisher."""

    def test_an_event_is_published_under_its_id(self, connected: Connected) -> None:
        connected.publisher.publish(EVENT)

        assert connected.taken() == ["evt_2"]

    def test_a_repeated_event_has_the_same_id(self, connected: Connected) -> None:
        for event_id in ("evt_2", "evt_3", "evt_2"):
            connected.publisher.publish(evolve(EVENT, message_id=event_id))

        assert set(connected.taken()) == {"evt_2", "evt_3"}

    def test_a_failed_event_can_be_published_again(self, connected: Connected) -> None:
        connected.be_away(True)
        with pytest.raises(DeliveryError):
            connected.publisher.publish(EVENT)

        connected.be_away(False)
        connected.publisher.publish(EVENT)

        assert connected.taken()[-1] == "evt_2"
