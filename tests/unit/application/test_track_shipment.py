"""A shipment's status is requested from its carrier, and recorded if it is new."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from attrs import evolve

from seller_orders.application.blocking_io import release_during_blocking_io
from seller_orders.application.commands.create_fulfillment import CreateFulfillment
from seller_orders.application.commands.track_shipment import TrackShipment
from seller_orders.application.installation_carriers import InstallationCarriers
from seller_orders.application.ports.carrier_directory import Booking, TrackedShipment
from seller_orders.application.ports.outbox import DeliveryError
from seller_orders.domain.fulfillment import FulfillmentStatus, Shipment
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.testing.sample_order import fulfillment, outcome_of
from tests.support.use_case_world import World, reachable

TRACK: dict[str, Any] = {"domain_id": "dom_1", "order_id": "ord_1", "fulfillment_id": "ful_1"}


@contextmanager
def nothing_is_kept(world: World) -> Iterator[None]:
    """Assert that tracking changes nothing."""
    before, invalidations = world.store.committed.copy(), list(world.cache.invalidations)
    yield
    assert world.store.committed == before
    assert [each for each in world.cache.invalidations if each not in invalidations] == []


def shipped() -> World:
    """Return a world in which ful_1 is booked, at version 3."""
    world = World.of(reachable())
    shipment = Shipment(items=(ItemQuantity("pasta", 1),), provider_id="fast")
    command = CreateFulfillment(domain_id="dom_1", order_id="ord_1", by="key:1", shipment=shipment)
    assert world.create_fulfillment(command).unwrap().order.version == 3
    return world


def test_a_new_status_is_recorded_as_the_carriers():
    world = shipped()
    world.carrier.statuses["ful_1"] = FulfillmentStatus.OUT_FOR_DELIVERY

    done = world.track_shipment(TrackShipment(**TRACK)).unwrap()

    assert done.order == world.kept()
    assert done.fulfillment.status == "out_for_delivery"
    entry = done.order.timeline[-1]
    assert (entry.by, entry.from_, entry.to) == ("carrier:fast", "pending", "out_for_delivery")
    assert done.order.version == 4


@pytest.mark.parametrize("status", ["in_transit", "pending"])
def test_a_known_status_is_no_change(status: str):
    world = shipped()
    world.carrier.statuses["ful_1"] = FulfillmentStatus.IN_TRANSIT
    world.track_shipment(TrackShipment(**TRACK))
    world.carrier.statuses["ful_1"] = FulfillmentStatus(status)

    with nothing_is_kept(world):
        done = world.track_shipment(TrackShipment(**TRACK)).unwrap()

    assert done.fulfillment.status == "in_transit"


def test_an_unknown_booking_changes_nothing():
    world = shipped()
    world.carrier.bookings.clear()

    with nothing_is_kept(world):
        done = world.track_shipment(TrackShipment(**TRACK)).unwrap()

    assert done.fulfillment.shipment.tracking.awb == "AWB-ful_1"


def test_tracking_holds_no_transaction_and_no_slot():
    world = shipped()
    seen: list[str] = []

    class Witness:
        def __enter__(self) -> None:
            seen.append("ceded")

        def __exit__(self, *_: object) -> None:
            seen.append("back")

    class Asked(type(world.carrier)):  # type: ignore[misc]
        def track(self, booking: Booking) -> TrackedShipment | None:
            with world.store.begin("dom_1"):
                seen.append("asked")
            return None

    handler = evolve(world.track_shipment, carriers=InstallationCarriers({"fast": Asked()}))
    with release_during_blocking_io(Witness):
        handler(TrackShipment(**TRACK))

    assert seen == ["ceded", "asked", "back"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"order_id": "ord_9"}, "order_not_found"),
        ({"domain_id": "dom_2"}, "order_not_found"),
        ({"fulfillment_id": "ful_9"}, "fulfillment_not_found"),
        ({"expected_versions": frozenset({2})}, "version_mismatch"),
    ],
)
def test_tracking_is_refused_like_any_change(changes: dict[str, Any], code: str):
    world = shipped()
    world.carrier.statuses["ful_1"] = FulfillmentStatus.DELIVERED

    with nothing_is_kept(world):
        refused = world.track_shipment(TrackShipment(**TRACK | changes))

    assert outcome_of(refused) == code


def test_a_shipment_without_a_carrier_cannot_be_tracked():
    world = World.of(reachable(fulfillments=(fulfillment(),)))

    with nothing_is_kept(world):
        assert outcome_of(world.track_shipment(TrackShipment(**TRACK))) == "has_no_carrier"


def test_an_unavailable_carrier_changes_nothing():
    world = shipped()
    world.carrier.fails_with = DeliveryError("the carrier answered 503")

    with nothing_is_kept(world), pytest.raises(DeliveryError):
        world.track_shipment(TrackShipment(**TRACK))
