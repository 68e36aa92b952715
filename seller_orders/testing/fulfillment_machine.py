"""Rules of the order machine for fulfillments and what couriers report."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from returns.pipeline import is_successful
from returns.result import Result

from seller_orders.domain.courier_report import CourierReport, record_report
from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus, Shipment
from seller_orders.domain.fulfillment_policy import (
    ensure_anything_remains,
    ensure_fulfillable,
    ensure_fulfillment_moves,
)
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.timeline import Change
from seller_orders.domain.values import Tracking
from seller_orders.testing import reference_rules
from seller_orders.testing.machine_state import MachineState, items

_awbs = st.none() | st.sampled_from(["1Z1", "1Z2"])
_reports = st.sampled_from([*reference_rules.ACTIVE, *reference_rules.FULFILLMENT_STATUSES])


class FulfillmentSteps(MachineState):
    """Fulfills the order in parts, and updates the parts."""

    @rule(items=items)
    def fulfill(self, items: list[tuple[str, int]]) -> None:
        id, change = self.new_id("ful"), self.change()
        named = [ItemQuantity(*item) for item in items]
        decision = ensure_fulfillable(self.order, named, change.at)

        self.assert_outcome(decision, self.model.fulfill(id, items, at=self.serial))

        self.add_fulfillment(id, decision, change)

    @rule()
    def fulfill_the_rest(self) -> None:
        id, change = self.new_id("ful"), self.change()
        decision = ensure_anything_remains(self.order, change.at)

        self.assert_outcome(decision, self.model.fulfill_the_rest(id, at=self.serial))

        self.add_fulfillment(id, decision, change)

    @precondition(lambda self: self.model.remaining)
    @rule(status=st.sampled_from(["in_transit", "delivered"]))
    def hand_over_the_rest(self, status: str) -> None:
        self.fulfill_the_rest()
        if waiting := [one for one in self.order.fulfillments if one.status == "pending"]:
            self.set_fulfillment_status(waiting[-1], status, waiting[-1].shipment.tracking.awb)

    def add_fulfillment(
        self, id: str, decision: Result[tuple[ItemQuantity, ...], Refusal], change: Change
    ) -> None:
        if is_successful(decision):
            shipment = Shipment(items=decision.unwrap())
            made = Fulfillment(id=id, shipment=shipment, created_at=change.at, updated_at=change.at)
            self.set_order(self.order.add_fulfillment(made, change))

    @precondition(lambda self: self.model.fulfillments)
    @rule(data=st.data(), status=st.none() | _reports, awb=_awbs)
    def update_fulfillment(self, data: st.DataObject, status: str | None, awb: str | None) -> None:
        found = self.any_fulfillment(data)
        self.set_fulfillment_status(found, status or found.status, awb)

    def set_fulfillment_status(self, found: Fulfillment, status: str, awb: str | None) -> None:
        wanted = FulfillmentStatus(status)
        decision = ensure_fulfillment_moves(self.order, found, wanted)

        self.assert_outcome(decision, self.model.update_fulfillment(found.id, wanted.value, awb))

        if is_successful(decision):
            tracking = Tracking(awb=awb)
            updated = self.order.update_fulfillment(found, wanted, tracking, self.change())
            self.set_order(updated)

    @precondition(lambda self: self.model.fulfillments)
    @rule(data=st.data())
    def cancel_fulfillment(self, data: st.DataObject) -> None:
        found = self.any_fulfillment(data)
        decision = ensure_fulfillment_moves(self.order, found, FulfillmentStatus.CANCELLED)

        awb = self.model.fulfillments[found.id].awb
        self.assert_outcome(decision, self.model.update_fulfillment(found.id, "cancelled", awb))

        if is_successful(decision):
            tracking = found.shipment.tracking
            self.set_order(
                self.order.update_fulfillment(found, decision.unwrap(), tracking, self.change())
            )

    @precondition(lambda self: self.model.fulfillments)
    @rule(data=st.data(), status=_reports, repeats=st.integers(1, 2))
    def report_status(self, data: st.DataObject, status: str, repeats: int) -> None:
        id = self.any_fulfillment(data).id
        for _ in range(repeats):
            report = CourierReport(status=FulfillmentStatus(status))
            self.model.report(id, status, failed_attempt=False)
            self.record(id, report)

    @precondition(lambda self: self.model.fulfillments)
    @rule(data=st.data())
    def report_failed_attempt(self, data: st.DataObject) -> None:
        id = self.any_fulfillment(data).id
        self.model.report(id, "out_for_delivery", failed_attempt=True)
        self.record(id, CourierReport(failed_attempt="Nobody home"))

        kept = self.order.timeline[-1].data
        assert kept["failed_attempt"] == "Nobody home"
        assert kept["attempt"] == self.model.fulfillments[id].attempts

    @precondition(lambda self: self.model.fulfillments)
    @rule(data=st.data())
    def report_refused_booking(self, data: st.DataObject) -> None:
        id = self.any_fulfillment(data).id
        self.model.refuse_booking(id)
        self.record(id, CourierReport(status=FulfillmentStatus.FAILED, is_booking_refused=True))

    def record(self, id: str, report: CourierReport) -> None:
        found = self.order.fulfillment(id)
        assert found is not None
        self.set_order(record_report(self.order, found, report, self.change()))

    def any_fulfillment(self, data: st.DataObject) -> Fulfillment:
        return data.draw(st.sampled_from(self.order.fulfillments))
