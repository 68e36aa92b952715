"""Rules of the order machine for refunds."""

from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule
from returns.pipeline import is_successful

from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.payment import RefundStatus
from seller_orders.domain.refund_policy import ensure_refund, new_refund
from seller_orders.domain.refund_request import RefundRequest
from seller_orders.domain.refund_settlement import ensure_settles
from seller_orders.testing.machine_state import MachineState, items, rupees


class RefundSteps(MachineState):
    """Refunds amounts and units, and settles refunds."""

    @rule(data=st.data())
    def request_refund(self, data: st.DataObject) -> None:
        amount = data.draw(self.refund_amounts())
        id = self.new_id("rfd")
        expected = self.model.request_refund(id, amount)
        self.add_refund(id, RefundRequest(amount=Decimal(amount) / 100), expected)

    @rule(
        items=items | st.just([]),
        shipping=st.sampled_from([0, 0, 1, 999]),
        adjustment=st.sampled_from([0, 0, 1, -1, -5000]),
    )
    def refund_units_and_shipping(
        self, items: list[tuple[str, int]], shipping: int, adjustment: int
    ) -> None:
        self.refund_units(items, shipping, adjustment)

    def refund_units(self, items: list[tuple[str, int]], shipping: int, adjustment: int) -> None:
        id = self.new_id("rfd")
        request = RefundRequest(
            items=tuple(ItemQuantity(*item) for item in items),
            shipping=Decimal(shipping) / 100,
            adjustment=Decimal(adjustment) / 100,
        )
        self.add_refund(id, request, self.model.refund_units(id, items, shipping, adjustment))

    @precondition(lambda self: self.model.creditable)
    @rule(data=st.data())
    def refund_shipped_units(self, data: st.DataObject) -> None:
        id, most = data.draw(st.sampled_from(sorted(self.model.creditable.items())))
        self.refund_units([(id, data.draw(st.integers(1, most)))], 0, 0)

    def add_refund(self, id: str, request: RefundRequest, expected: str) -> None:
        decision = ensure_refund(self.order, request)

        self.assert_outcome(decision, expected)

        if is_successful(decision):
            change = self.change()
            asked = new_refund(decision.unwrap(), id, change.at)
            self.set_order(self.order.request_refund(asked, change))

    @precondition(lambda self: self.model.books.refunds)
    @rule(data=st.data(), outcome=st.sampled_from(["succeeded", "failed", "failed"]))
    def settle_refund(self, data: st.DataObject, outcome: str) -> None:
        asked = data.draw(st.sampled_from(self.order.payment.refunds))
        tender = data.draw(st.sampled_from([None, *(part.tender_id for part in asked.parts)]))
        decision = ensure_settles(asked, RefundStatus(outcome), tender)

        self.assert_outcome(decision, self.model.settle_refund(asked.id, outcome, tender))

        if is_successful(decision):
            self.set_order(
                self.order.settle_refund(asked, decision.unwrap(), self.change(), tender)
            )

    @invariant()
    def parts_never_exceed_the_whole(self) -> None:
        if self.model.is_edited:
            return
        counted = [one for one in self.order.payment.refunds if one.counts]
        for own in self.order.lines:
            credited = [item for one in counted for item in one.items if item.id == own.id]
            taken = own.cancelled_worth.units + sum(item.worth.units for item in credited)
            assert taken <= rupees(self.model.books.worths[own.id]).units
        shipping = sum(one.shipping.units for one in counted)
        assert shipping <= rupees(self.model.books.shipping_worth).units
