"""What every carrier does: the fake, and the one behind a bridge, which is the simulator's."""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias
from uuid import uuid4

import pytest
from attrs import evolve, frozen

from seller_orders.adapters.outbound.carriers.http_carrier import HttpCarrier
from seller_orders.application.ports.carrier_directory import Booking, Carrier
from seller_orders.application.ports.outbox import DeliveryError, UndeliverableError
from seller_orders.testing.samples import fulfillment, order
from tests.fakes.carrier import CollectingCarrier
from tests.integration.carriers.simulator import TOKEN, Simulator, simulating


@frozen
class Connected:
    """A carrier, and what has it refuse: an error, or none any more."""

    carrier: Carrier
    refuse: Callable[[type[Exception] | None], None]


Connect: TypeAlias = Callable[[], Connected]


def booking() -> Booking:
    bare = fulfillment()
    shipment = evolve(bare.shipment, provider_id="fast")
    shipped = evolve(bare, id=f"ful_{uuid4().hex}", shipment=shipment)
    return Booking(order(fulfillments=(shipped,)), shipped)


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with simulating() as running:
        yield running


@pytest.fixture(params=["the fake", "over HTTP"])
def connected(request: pytest.FixtureRequest) -> Iterator[Connected]:
    if request.param == "the fake":
        fake = CollectingCarrier()

        def refuse(kind: type[Exception] | None) -> None:
            fake.fails_with = kind("503 down") if kind else None

        yield Connected(fake, refuse)
        return
    running: Simulator = request.getfixturevalue("simulator")
    statuses: dict[Any, dict[str, Any]] = {
        None: {},
        DeliveryError: {"status": 503, "code": "down"},
        UndeliverableError: {"status": 422, "code": "down"},
    }
    carrier = HttpCarrier(url=running.url, token=TOKEN, allow_private=True)
    yield Connected(carrier, lambda kind: running.behave(**statuses[kind]))
    running.behave()


def test_the_same_booking_is_booked_once(connected: Connected):
    wanted = booking()

    first = connected.carrier.book(wanted)
    second = connected.carrier.book(wanted)

    assert first.awb
    assert first.url
    assert first == second
    assert connected.carrier.book(booking()).awb != first.awb


def test_what_is_booked_can_be_followed(connected: Connected):
    wanted = booking()
    tracking = connected.carrier.book(wanted)

    found = connected.carrier.track(wanted)

    assert found is not None
    assert (found.status, found.tracking) == ("pending", tracking)


def test_what_is_cancelled_is_so_however_often(connected: Connected):
    wanted = booking()
    connected.carrier.book(wanted)

    connected.carrier.cancel(wanted)
    connected.carrier.cancel(wanted)

    found = connected.carrier.track(wanted)
    assert found is not None
    assert found.status == "cancelled"


def test_what_was_never_booked_is_nowhere_and_can_be_cancelled(connected: Connected):
    wanted = booking()

    connected.carrier.cancel(wanted)

    assert connected.carrier.track(wanted) is None


@pytest.mark.parametrize("kind", [DeliveryError, UndeliverableError])
@pytest.mark.parametrize("asked", ["book", "cancel"])
def test_down_is_not_the_same_as_no(connected: Connected, kind: type[Exception], asked: str):
    wanted = booking()
    connected.refuse(kind)

    with pytest.raises(kind, match="down"):
        getattr(connected.carrier, asked)(wanted)

    connected.refuse(None)
    assert connected.carrier.book(wanted).awb
