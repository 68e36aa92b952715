"""What an event publisher does."""

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
    """A publisher, the ids of what was taken so far, and what has it be away, or back."""

    publisher: EventPublisher
    taken: Callable[[], Sequence[str]]
    be_away: Callable[[bool], None]


class EventPublisherContract:
    """Give it a fixture ``connected``: a publisher that has published nothing yet."""

    def test_what_is_published_is_taken_under_its_id(self, connected: Connected) -> None:
        connected.publisher.publish(EVENT)

        assert connected.taken() == ["evt_2"]

    def test_the_same_again_is_known_by_its_id(self, connected: Connected) -> None:
        for event_id in ("evt_2", "evt_3", "evt_2"):
            connected.publisher.publish(evolve(EVENT, message_id=event_id))

        assert set(connected.taken()) == {"evt_2", "evt_3"}

    def test_what_is_not_taken_is_published_again(self, connected: Connected) -> None:
        connected.be_away(True)
        with pytest.raises(DeliveryError):
            connected.publisher.publish(EVENT)

        connected.be_away(False)
        connected.publisher.publish(EVENT)

        assert connected.taken()[-1] == "evt_2"
