"""Rules of the order machine for cancellations, of the order and of units, and for restocks."""

from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import rule
from returns.pipeline import is_successful

from seller_orders.domain.cancellation import CancellationRequest, CancelReason
from seller_orders.domain.cancellation_policy import CancellationPolicy, ensure_cancellable
from seller_orders.domain.item_cancellation import ItemCancellationRequest
from seller_orders.domain.item_cancellation_change import cancel_items
from seller_orders.domain.item_cancellation_policy import ensure_items_cancellable
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.restock_policy import ensure_restorable
from seller_orders.testing.machine_state import LINE_IDS, MachineState, items


class CancellationSteps(MachineState):
    """Cancels the order or some of its units, and restocks."""

    cancellation_policy: CancellationPolicy = staticmethod(ensure_cancellable)

    @rule(
        data=st.data(),
        reason=st.sampled_from(CancelReason),
        details=st.none() | st.just("Moved away"),
        refund=st.booleans(),
        restock=st.booleans(),
    )
    def cancel(
        self,
        data: st.DataObject,
        reason: CancelReason,
        details: str | None,
        refund: bool,
        restock: bool,
    ) -> None:
        amount = data.draw(st.none() | self.refund_amounts())
        request = CancellationRequest(
            reason=reason,
            details=details,
            refund=refund,
            refund_amount=None if amount is None else Decimal(amount) / 100,
            restock=restock,
        )
        decision = self.cancellation_policy(self.order, request, self.transition_rules)
        refund_id = self.new_id("rfd")

        if self.cancellation_policy is ensure_cancellable:
            expected = self.model.cancel(
                explained=reason != "other" or details is not None,
                refund=refund,
                amount=amount,
                restock=restock,
                refund_id=refund_id,
            )
            self.assert_outcome(decision, expected)
        elif is_successful(decision):
            terms = decision.unwrap()
            refunded = None if terms.refund is None else int(terms.refund.amount * 100)
            self.model.record_cancellation(refunded, restock=terms.restock, refund_id=refund_id)

        if is_successful(decision):
            self.set_order(self.order.cancel(decision.unwrap(), refund_id, self.change()))

    @rule(
        items=items,
        details=st.none() | st.just("Moved away"),
        refund=st.booleans(),
        restock=st.booleans(),
        data=st.data(),
    )
    def cancel_items(
        self,
        items: list[tuple[str, int]],
        details: str | None,
        refund: bool,
        restock: bool,
        data: st.DataObject,
    ) -> None:
        amount = data.draw(st.none() | st.none() | self.refund_amounts())
        request = ItemCancellationRequest(
            items=tuple(ItemQuantity(*item) for item in items),
            reason=CancelReason.OTHER if details is None else CancelReason.OUT_OF_STOCK,
            details=details,
            refund=refund,
            refund_amount=None if amount is None else Decimal(amount) / 100,
            restock=restock,
        )
        decision = ensure_items_cancellable(self.order, request, self.transition_rules)
        refund_id, change = self.new_id("rfd"), self.change()

        expected = self.model.cancel_items(
            items,
            explained=details is not None,
            refund=refund,
            amount=amount,
            restock=restock,
            refund_id=refund_id,
            change_id=change.id,
        )
        self.assert_outcome(decision, expected)

        if is_successful(decision):
            self.set_order(cancel_items(self.order, decision.unwrap(), refund_id, change))

    @rule(pasta=st.integers(1, 4), soup=st.integers(1, 4))
    def restock(self, pasta: int, soup: int) -> None:
        items = {
            line: min(units, self.model.ordered[line])
            for line, units in zip(LINE_IDS, (pasta, soup), strict=True)
            if line in self.model.ordered
        }
        requested = [ItemQuantity(*item) for item in items.items()]
        change = self.change()

        self.model.restock(items, change.id)

        self.set_order(
            self.order.restock(ensure_restorable(self.order, requested).unwrap(), change)
        )
