import logging
from datetime import datetime

import pytest
from attrs import evolve

from seller_orders.application.commands.deliver_messages import DeliverMessages
from seller_orders.application.outbox_messages import Channel, Message
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.testing.fakes.reaper import BATCH
from seller_orders.testing.store_steps import message
from tests.support.keyed_commands import COMMANDS, Answers, idempotency_key, world
from tests.support.use_case_world import World

STATUS = COMMANDS["status"]


def test_responses_are_deleted_after_24_hours():
    here = world()
    here.update_status(evolve(STATUS.command, idempotency_key=idempotency_key(Answers())))

    here.clock.advance(hours=24, seconds=-1)
    here.reap()
    assert len(here.store.committed.answers) == 1

    here.clock.advance(seconds=1)
    here.reap()
    assert here.store.committed.answers == {}


@pytest.mark.parametrize(
    ("channel", "is_forgotten"),
    [
        (Channel.PAYMENT, True),
        (Channel.LOG, False),
        (Channel.EMAIL, False),
        (Channel.SMS, False),
    ],
)
def test_delivered_messages_are_deleted_after_7_days(channel: Channel, is_forgotten: bool):
    """Notifications are kept for the order's notification log."""
    here = world()
    posted = evolve(message(channel=channel), data={"amount": 1, "currency": "INR", "reason": None})
    post(here, posted)
    here.deliver_messages(DeliverMessages())

    here.clock.advance(days=7, seconds=-1)
    here.reap()
    assert here.store.committed.posted

    here.clock.advance(seconds=1)
    here.reap()
    assert (here.store.committed.posted == {}) is is_forgotten


def test_undelivered_messages_are_never_deleted():
    here = World()
    post(here, message(channel=Channel.PAYMENT))

    here.clock.advance(days=1000)
    here.reap()

    assert here.refund_requests == [message(channel=Channel.PAYMENT)]


def test_events_are_deleted_after_31_days():
    here = World()
    recorded = message(channel=Channel.EVENT)
    here.clock.time = recorded.created_at
    post(here, recorded)

    here.clock.advance(days=31, seconds=-1)
    here.reap()
    assert here.events == [recorded]

    here.clock.advance(seconds=1)
    here.reap()
    assert here.events == []


def test_everything_expired_is_deleted_in_one_run():
    here = world()
    for number in range(2 * BATCH + 1):
        here.update_status(
            evolve(STATUS.command, idempotency_key=idempotency_key(Answers(), str(number)))
        )
    here.clock.advance(days=1)

    here.reap()

    assert here.store.committed.answers == {}


def post(here: World, *messages: Message) -> None:
    with here.store.begin("dom_1") as tx:
        tx.outbox.add(messages)
        tx.commit()


class WrittenToAllTheTime:
    """A reaper that always finds counts to compact."""

    def __init__(self) -> None:
        self.passes = 0

    def delete_old_responses(self, recorded_before: datetime) -> int:
        return 0

    def delete_old_messages(self, delivered_before: datetime) -> int:
        return 0

    def delete_old_events(self, recorded_before: datetime) -> int:
        return 0

    def bring_forward(self, due_after: datetime, now: datetime) -> int:
        return 0

    def complete_search_data(self) -> int:
        return 0

    def delete_old_deliveries(self, attempted_before: datetime) -> int:
        return 0

    def compact_counts(self) -> int:
        self.passes += 1
        assert self.passes < 10
        return 1


def test_counts_are_compacted_once_per_run():
    reaper = WrittenToAllTheTime()

    evolve(World().reap, reaper=reaper)()

    assert reaper.passes == 1


class WithUnreadableOrder(WrittenToAllTheTime):
    """A reaper that fails to complete search data."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def complete_search_data(self) -> int:
        raise self.error


def test_a_failed_step_stops_no_other(caplog: pytest.LogCaptureFixture):
    reaper, erasures = WithUnreadableOrder(ValueError("secret")), list[str]()

    def erase_expired_contacts() -> bool:
        erasures.append("searched")
        return False

    with caplog.at_level(logging.ERROR):
        evolve(World().reap, reaper=reaper, erase_expired_contacts=erase_expired_contacts)()

    assert (reaper.passes, erasures) == (1, ["searched"])
    assert [each.getMessage() for each in caplog.records] == [
        "complete search data failed, and will be repeated"
    ]


def test_an_unavailable_store_ends_a_run():
    reaper = WithUnreadableOrder(StoreUnavailableError("down"))

    with pytest.raises(StoreUnavailableError):
        evolve(World().reap, reaper=reaper)()

    assert reaper.passes == 0
