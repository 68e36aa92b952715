"""Bookings: a carrier is asked after the commit, and its answer is a separate change."""

import json
from typing import Any

import pytest
from attrs import evolve
from returns.result import Result

from seller_orders.application.commands.bulk_actions import SetStatus
from seller_orders.application.commands.bulk_update import BulkUpdate
from seller_orders.application.commands.cancel_order import CancelOrder
from seller_orders.application.commands.create_fulfillment import (
    CreateFulfillment,
    FulfilledOrder,
)
from seller_orders.application.commands.deliver_messages import DeliverMessages
from seller_orders.application.commands.update_fulfillment import UpdateFulfillment
from seller_orders.application.commands.update_status import UpdateStatus
from seller_orders.application.idempotency import AlreadyHandledError, IdempotencyKey
from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.carrier_directory import Booking
from seller_orders.application.ports.outbox import DeliveryError, UndeliverableError
from seller_orders.domain.fulfillment import FulfillmentStatus, Shipment
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.values import Recipient, Tracking
from seller_orders.testing.sample_order import cancellation_request, fulfillment, outcome_of
from tests.support.use_case_world import World, reachable
from tests.unit.application.test_create_fulfillment import STEPS

OF_ONE: Any = {"domain_id": "dom_1", "order_id": "ord_1", "by": "key:1"}
DOWN = DeliveryError("the carrier answered 503")
CARRIERS = DeliverMessages(channels=(Channel.CARRIER,))
SHIPMENT = Shipment(
    items=(ItemQuantity("pasta", 1),),
    provider_id="fast",
    tracking=Tracking(awb="MINE", url="https://own.example/MINE"),
)


def ship(world: World, **fields: Any) -> FulfilledOrder:
    command = CreateFulfillment(**OF_ONE, **{"shipment": SHIPMENT} | fields)
    return world.create_fulfillment(command).unwrap()


def deliver_later(world: World, seconds: float = 30) -> None:
    world.clock.advance(seconds=seconds)
    world.deliver_messages(CARRIERS)


def kept_awb(world: World) -> str | None:
    (kept,) = world.kept().fulfillments
    return kept.shipment.tracking.awb


def idempotency_key(key: str = "k") -> IdempotencyKey:
    def write(outcome: Result[Any, Refusal]) -> bytes:
        done = outcome.unwrap()
        return json.dumps([done.order.version, done.fulfillment.shipment.tracking.awb]).encode()

    return IdempotencyKey(key, "f", write)


def test_a_quick_booking_is_in_the_answer():
    """The booking is a separate change."""
    world = World.of(reachable())

    done = ship(world)

    awb = "AWB-ful_1"
    assert done.fulfillment.shipment.tracking == Tracking(
        awb=awb, url=f"https://carrier.example/{awb}"
    )
    assert done.order == world.kept()
    assert [(entry.type, entry.by, entry.version) for entry in done.order.timeline] == [
        ("order.fulfillment_created", "key:1", 2),
        ("order.fulfillment_updated", "carrier:fast", 3),
    ]
    assert world.carrier.asked == {"book": 1}
    assert world.carrier_requests == []
    assert [event.version for event in world.events] == [2, 3]


def test_a_carrier_is_asked_after_the_commit():
    world = World.of(reachable())
    seen = []

    def witness(booking: Booking) -> None:
        with world.store.begin("dom_1"):
            seen.append((world.kept(), booking.order, booking.fulfillment))

    world.carrier.before_booking = witness
    done = ship(world)

    ((kept, order, booked),) = seen
    assert kept == order
    assert booked.id == done.fulfillment.id
    assert booked.shipment.tracking == Tracking()


def test_the_relay_retries_a_booking_under_the_same_id():
    world = World.of(reachable())
    world.carrier.fails_with = DOWN

    done = ship(world)

    assert (done.fulfillment.status, done.fulfillment.shipment.tracking) == ("pending", Tracking())
    assert (done.order.version, kept_awb(world)) == (2, None)
    deliver_later(world)
    assert (world.carrier.asked, kept_awb(world)) == ({"book": 2}, None)
    world.carrier.fails_with = None
    deliver_later(world)
    assert kept_awb(world) == "AWB-ful_1"
    deliver_later(world, 3600)
    assert world.carrier.asked == {"book": 3}
    assert list(world.carrier.bookings) == ["ful_1"]


def test_a_booking_waits_for_the_previous_one():
    world = World.of(reachable())
    world.carrier.fails_with = DOWN
    ship(world)
    world.carrier.fails_with = None

    second = ship(world)
    asked_at_once = dict(world.carrier.asked)
    deliver_later(world)

    assert asked_at_once == {"book": 1}
    assert second.fulfillment.shipment.tracking == Tracking()
    assert list(world.carrier.bookings) == ["ful_1", "ful_2"]


def test_no_relay_claims_a_booking_that_is_held():
    world = World.of(reachable())
    seen = []

    def die(_: Booking) -> None:
        seen.append([each.message.message_id for each in world.queue.undelivered(9)])
        deliver_later(world, 9)
        raise KeyboardInterrupt

    world.carrier.before_booking = die
    with pytest.raises(KeyboardInterrupt):
        ship(world)
    world.carrier.before_booking = lambda _: None
    assert world.carrier.asked == {}

    deliver_later(world, 1)

    assert "ful_1" in seen[0]
    assert kept_awb(world) == "AWB-ful_1"


def test_the_stored_answer_is_the_returned_one():
    quick, slow = World.of(reachable()), World.of(reachable())
    slow.carrier.fails_with = DOWN

    ship(quick, idempotency_key=idempotency_key())
    ship(slow, idempotency_key=idempotency_key())
    slow.carrier.fails_with = None
    deliver_later(slow)

    for world, answer in ((quick, b'[3, "AWB-ful_1"]'), (slow, b"[2, null]")):
        with pytest.raises(AlreadyHandledError) as found:
            ship(world, idempotency_key=idempotency_key())
        assert found.value.answer == answer
        assert len(world.kept().fulfillments) == 1


def test_a_refused_booking_fails_the_fulfillment():
    """Its units can be shipped again."""
    world = World.of(reachable())
    world.carrier.fails_with = UndeliverableError("422 address_not_served")

    done = ship(world, idempotency_key=idempotency_key())

    assert done.fulfillment.status == "failed"
    assert done.order.fulfilled == {"pasta": 0, "soup": 0}
    assert done.order.timeline[-1].note == "The booking was refused: 422 address_not_served."
    (dead,) = (each for each in world.queue.undelivered(9) if each.dead_at)
    assert (dead.message.message_id, dead.last_error) == ("ful_1", "422 address_not_served")
    with pytest.raises(AlreadyHandledError) as found:
        ship(world, idempotency_key=idempotency_key())
    assert found.value.answer == b"[3, null]"


def test_a_cancelled_fulfillment_is_not_booked():
    world = World.of(reachable())
    world.carrier.fails_with = DOWN
    done = ship(world)
    cancel = UpdateFulfillment(
        **OF_ONE, fulfillment_id=done.fulfillment.id, status=FulfillmentStatus.CANCELLED
    )
    world.update_fulfillment(cancel)
    world.carrier.fails_with = None

    deliver_later(world)

    # The shipment may be booked: the first attempt's answer may have been lost.
    assert world.carrier.asked == {"book": 1, "cancel": 1}
    assert world.carrier.cancelled == ["ful_1"]
    assert kept_awb(world) is None


CANCELLING: dict[str, Any] = {
    "cancelling the fulfillment": (
        "update_fulfillment",
        UpdateFulfillment(**OF_ONE, fulfillment_id="ful_1", status=FulfillmentStatus.CANCELLED),
    ),
    "cancelling the order": ("cancel_order", CancelOrder(**OF_ONE, request=cancellation_request())),
    "setting the status": ("update_status", UpdateStatus(**OF_ONE, status=OrderStatus.CANCELLED)),
    "setting it in bulk": (
        "bulk_update",
        BulkUpdate(
            domain_id="dom_1",
            order_ids=("ord_1",),
            by="key:1",
            action=SetStatus(status=OrderStatus.CANCELLED),
        ),
    ),
}


@pytest.mark.parametrize(("use_case", "command"), CANCELLING.values(), ids=CANCELLING)
def test_a_cancellation_reaches_the_carrier_once(use_case: str, command: Any):
    world = World.of(reachable())
    ship(world)

    getattr(world, use_case)(command)
    deliver_later(world)
    deliver_later(world)

    assert world.carrier.asked == {"book": 1, "cancel": 1}
    assert world.carrier.cancelled == ["ful_1"]


def test_a_cancellation_without_a_carrier_asks_nobody():
    world = World.of(reachable(fulfillments=(fulfillment(),)))

    world.cancel_order(CancelOrder(**OF_ONE, request=cancellation_request()))

    assert world.carrier_requests == []


def test_a_refused_cancellation_stays_in_the_outbox():
    world = World.of(reachable())
    ship(world)
    world.cancel_order(CancelOrder(**OF_ONE, request=cancellation_request()))
    world.carrier.fails_with = UndeliverableError("409 already_picked_up")

    deliver_later(world)

    (dead,) = (each for each in world.queue.undelivered(9) if each.dead_at)
    assert (dead.message.data["request"], dead.last_error) == ("cancel", "409 already_picked_up")


def test_a_disconnected_carrier_is_retried():
    world = World.of(reachable())
    world.carrier.fails_with = DOWN
    ship(world)
    requests = [each for each in world.queue.undelivered(9) if each.message.channel == "carrier"]
    (booking,) = (each.message for each in requests)
    deliver = world.deliver_messages.deliver[Channel.CARRIER]

    with pytest.raises(DeliveryError, match="is connected for provider_id slow"):
        deliver(evolve(booking, data={**booking.data, "provider_id": "slow"}))


def test_a_booking_names_its_recipient():
    order = reachable()
    bare = fulfillment()
    named = evolve(
        bare, shipment=evolve(bare.shipment, customer=Recipient(name="Ben", phone="+44"))
    )

    assert Booking(order, bare).recipient == Recipient(name="Anjali", phone="+91")
    assert Booking(order, named).recipient == Recipient(name="Ben", phone="+44")


def test_a_dry_run_asks_no_carrier():
    world = World.of(reachable())

    tried = ship(world, dry_run=True)

    assert tried.fulfillment.shipment.tracking == Tracking()
    assert world.carrier.asked == {}
    assert world.carrier_requests == []


def test_imported_fulfillments_of_one_id_are_each_cancelled():
    shipped = evolve(fulfillment(), shipment=evolve(fulfillment().shipment, provider_id="fast"))
    world = World.of(
        *(reachable(id=id, number=id, fulfillments=(shipped,)) for id in ("ord_1", "ord_2"))
    )

    for id in ("ord_1", "ord_2"):
        cancel = CancelOrder(**OF_ONE | {"order_id": id}, request=cancellation_request())
        assert outcome_of(world.cancel_order(cancel)) == "ok"
    world.deliver_messages(CARRIERS)

    assert world.carrier.cancelled == ["ful_1", "ful_1"]


def test_a_booking_is_not_a_step_of_the_shipment():
    world = World.of(reachable())

    with world.steps() as taken:
        ship(world)

    assert taken.names == STEPS
