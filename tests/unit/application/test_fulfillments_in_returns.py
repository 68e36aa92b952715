"""Sellers, carriers and the order's status leave fulfillments active whose units are in returns."""

from typing import Any

from attrs import evolve

from seller_orders.application.commands.report_shipment import ReportShipment
from seller_orders.application.commands.track_shipment import TrackShipment
from seller_orders.application.commands.update_fulfillment import UpdateFulfillment
from seller_orders.application.commands.update_status import UpdateStatus
from seller_orders.application.ports.carrier_directory import Booking
from seller_orders.domain.courier_report import CourierReport
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.status import OrderStatus
from seller_orders.testing.sample_order import fulfillment, outcome_of
from tests.support.sample_returns import returned
from tests.support.untouched import nothing_changes
from tests.support.use_case_world import World, reachable

ORDER: dict[str, Any] = {"domain_id": "dom_1", "order_id": "ord_1"}


def world_with_return() -> World:
    """Return a world in which a unit of ful_1, which is in transit, is in a return."""
    bare = fulfillment("in_transit")
    sent = evolve(bare, shipment=evolve(bare.shipment, provider_id="fast"))
    order = reachable(fulfillments=(sent,), returns=(returned("approved"),))
    world = World.of(order)
    world.carrier.bookings["ful_1"] = Booking(order, sent)
    return world


def test_a_seller_is_refused():
    world = world_with_return()
    cancel = UpdateFulfillment(
        **ORDER, fulfillment_id="ful_1", by="key:1", status=FulfillmentStatus.CANCELLED
    )

    with nothing_changes(world):
        refused = world.update_fulfillment(cancel)

    assert outcome_of(refused) == "units_in_return"


def test_a_carriers_report_is_kept_and_gives_no_unit_back():
    world = world_with_return()
    report = CourierReport(status=FulfillmentStatus.RETURNED)

    done = world.report_shipment(
        ReportShipment(**ORDER, fulfillment_id="ful_1", provider_id="fast", report=report)
    ).unwrap()

    assert done.fulfillment.status == "in_transit"
    assert (done.order.version, done.order.restocks) == (2, ())
    assert done.order.timeline[-1].data == {"fulfillment_id": "ful_1", "reported": "returned"}


def test_a_tracked_end_is_kept_once():
    world = world_with_return()
    world.carrier.statuses["ful_1"] = FulfillmentStatus.RETURNED
    track = TrackShipment(**ORDER, fulfillment_id="ful_1")

    once, twice = (world.track_shipment(track).unwrap() for _ in range(2))

    assert once.order.version == 2
    assert twice == once


def test_the_status_cancelled_asks_no_carrier_to_cancel():
    world = world_with_return()
    command = UpdateStatus(**ORDER, by="key:1", status=OrderStatus.CANCELLED)

    done = world.update_status(command).unwrap()

    assert (done.status, done.fulfillments[0].status) == ("cancelled", "in_transit")
    assert world.carrier_requests == []
