from typing import Any

from attrs import evolve
from hypothesis import settings
from hypothesis.stateful import invariant

from seller_orders.adapters.outbound.sql.schema.column_types import read_document, write_document
from seller_orders.application.order_snapshot import OrderSnapshot
from seller_orders.domain.cancellation import CancellationTerms, CancelReason
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.payment import RefundStatus
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.values import Tracking
from seller_orders.testing.order_machine import OrderMachine
from seller_orders.testing.sample_order import (
    CREATED,
    change,
    fulfillment,
    inr,
    order,
    payment,
    refund,
)
from seller_orders.testing.sample_order import line as line_of


def figures(snapshot: OrderSnapshot) -> dict[str, Any]:
    """Return the figures that can be restored from the timeline."""
    facts = snapshot.facts()
    return {name: facts[name] for name in ("ordered", "shipped", "remaining", "refunded")}


class SnapshotMachine(OrderMachine):
    """Takes a snapshot of each version as it is made."""

    def teardown(self) -> None:
        for version, taken in getattr(self, "taken", {}).items():
            assert figures(OrderSnapshot.at(self.order, version)) == figures(taken)
            assert OrderSnapshot.of(read_document(write_document(taken.facts()))) == taken

    @invariant()
    def take(self) -> None:
        if hasattr(self, "order"):
            self.taken = getattr(self, "taken", {})
            version = self.order.version
            self.taken.setdefault(version, OrderSnapshot.at(self.order, version))


TestSnapshots = SnapshotMachine.TestCase
TestSnapshots.settings = settings(max_examples=40, stateful_step_count=15)


def test_a_snapshot_has_the_figures_of_its_version():
    first = order(lines=(line_of(quantity=3),))
    second = first.add_fulfillment(fulfillment(id="ful_1", pasta=1), change(2))
    third = second.add_fulfillment(fulfillment(id="ful_2", pasta=2), change(3))

    of_second, of_third = (OrderSnapshot.at(third, version) for version in (2, 3))

    assert (of_second.shipped, of_second.remaining) == ({"pasta": 1}, {"pasta": 2})
    assert (of_third.shipped, of_third.remaining) == ({"pasta": 2}, {})
    assert of_second.ordered == of_third.ordered == {"pasta": 3}


def test_a_snapshot_has_the_included_tax():
    taxed = evolve(order(), prices_include_tax=True, tax=inr(40))
    facts = OrderSnapshot.at(taxed, version=1).facts()

    assert OrderSnapshot.of(facts).included_tax == 40
    assert OrderSnapshot.at(order(tax=inr("0.5"), discount=inr(1)), version=1).included_tax == 0


def test_a_snapshot_of_an_earlier_release_includes_no_tax():
    facts = OrderSnapshot.at(order(), version=1).facts()
    del facts["included_tax"]

    assert OrderSnapshot.of(facts) == OrderSnapshot.at(order(), version=1)


def test_a_later_status_cancelled_is_ignored():
    shipped = order().add_fulfillment(fulfillment(id="ful_1", pasta=1), change(2))
    cancelled = shipped.move_to(OrderStatus.CANCELLED, change(3))

    assert OrderSnapshot.at(cancelled, 2).remaining == {"pasta": 1, "soup": 1}
    assert OrderSnapshot.at(cancelled, 3).remaining == {"pasta": 2, "soup": 1}


def test_a_later_cancellation_is_ignored():
    shipped = order().add_fulfillment(fulfillment(id="ful_1", pasta=1), change(2))
    terms = CancellationTerms(
        reason=CancelReason.OUT_OF_STOCK, details=None, refund=None, restock=True
    )
    cancelled = shipped.cancel(terms, "rfd_1", change(3))

    assert OrderSnapshot.at(cancelled, 2).remaining == {"pasta": 1, "soup": 1}
    assert OrderSnapshot.at(cancelled, 3).remaining == {"pasta": 2, "soup": 1}


def test_an_earlier_cancelled_fulfillment_stays_cancelled():
    parcel = fulfillment(id="ful_1", pasta=1)
    shipped = order().add_fulfillment(parcel, change(2))
    gone = shipped.update_fulfillment(
        parcel, FulfillmentStatus.CANCELLED, Tracking(), evolve(change(3), at=CREATED)
    )
    cancelled = gone.move_to(OrderStatus.CANCELLED, change(4))

    remaining = [OrderSnapshot.at(cancelled, version).remaining for version in (2, 3, 4)]
    assert remaining == [{"pasta": 1, "soup": 1}, *[{"pasta": 2, "soup": 1}] * 2]


def test_refunds_of_later_versions_do_not_count():
    asked = order(payment=payment("paid", 250)).request_refund(refund(70), change(2))
    failed = asked.settle_refund(asked.payment.refunds[0], RefundStatus.FAILED, change(3))

    assert [OrderSnapshot.at(failed, version).refunded for version in (1, 2, 3)] == [0, 70, 0]


def test_tracking_is_the_sellers():
    given, corrected = Tracking(awb="1Z1"), Tracking(awb="1Z2")
    parcel = fulfillment(id="ful_1", pasta=1)
    parcel = evolve(parcel, shipment=evolve(parcel.shipment, tracking=given))
    shipped = order().add_fulfillment(parcel, change(2))
    after = shipped.update_fulfillment(parcel, FulfillmentStatus.PENDING, corrected, change(3))

    assert OrderSnapshot.at(after, 2).tracking == given
    assert OrderSnapshot.at(after, 3).tracking == corrected


def test_tracking_of_a_carrier_comes_from_its_booking():
    parcel = fulfillment(id="ful_1", pasta=1)
    parcel = evolve(parcel, shipment=evolve(parcel.shipment, provider_id="fast"))

    assert OrderSnapshot.at(order().add_fulfillment(parcel, change(2)), 2).tracking is None
