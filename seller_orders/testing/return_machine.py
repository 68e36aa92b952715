"""Rules of the order machine for returns."""

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule
from returns.pipeline import is_successful

from seller_orders.domain.order_return import ReturnStatus
from seller_orders.domain.return_change import add_return, receive, set_return_status
from seller_orders.domain.return_policy import (
    ensure_any_returnable,
    ensure_receivable,
    ensure_return_status,
    ensure_returnable,
)
from seller_orders.domain.return_request import ReceivedItem, ReturnRequest, ReturnRequestItem
from seller_orders.domain.return_rules import ReturnRules
from seller_orders.testing import reference_rules
from seller_orders.testing.machine_state import UNKNOWN, MachineState, items
from seller_orders.testing.sample_order import outcome_of

_RULES = ReturnRules()
_conditions = st.sampled_from([*reference_rules.RETURN_CONDITIONS * 4, "eaten"])


class ReturnSteps(MachineState):
    """Creates, approves, receives and ends returns."""

    @rule(items=items)
    def create_return(self, items: list[tuple[str, int]]) -> None:
        self.request_return(items)

    @precondition(lambda self: self.model.returnable)
    @rule(data=st.data())
    def return_shipped_units(self, data: st.DataObject) -> None:
        id, most = data.draw(st.sampled_from(sorted(self.model.returnable.items())))
        self.request_return([(id, data.draw(st.integers(1, most)))])

    def request_return(self, items: list[tuple[str, int]]) -> None:
        named = tuple(ReturnRequestItem(id=id, quantity=n, reason="unwanted") for id, n in items)
        request = ReturnRequest(items=named)
        decision = ensure_returnable(self.order, request, _RULES)
        id = self.new_id("ret")

        self.assert_outcome(decision, self.model.create_return(id, items))

        if is_successful(decision):
            self.set_order(add_return(self.order, decision.unwrap(), request, id, self.change()))

    @precondition(lambda self: self.model.returns)
    @rule(
        data=st.data(),
        status=st.sampled_from(["approved", "approved", "rejected", "closed", "cancelled"]),
    )
    def update_return(self, data: st.DataObject, status: str) -> None:
        self.move_return(self.any_of(data, self.model.returns, "ret_0"), status)

    def move_return(self, id: str, status: str) -> None:
        wanted = ReturnStatus(status)
        decision = ensure_return_status(self.order, id, wanted)

        self.assert_outcome(decision, self.model.update_return(id, status))

        if is_successful(decision):
            self.set_order(set_return_status(self.order, decision.unwrap(), wanted, self.change()))

    @precondition(lambda self: self.model.returns)
    @rule(
        data=st.data(),
        parts=st.lists(st.tuples(items, _conditions), min_size=1, max_size=2),
    )
    def receive_units(
        self, data: st.DataObject, parts: list[tuple[list[tuple[str, int]], str]]
    ) -> None:
        named = [(id, units, condition) for part, condition in parts for id, units in part]
        self.receive(self.any_of(data, self.model.returns, "ret_0"), named)

    @precondition(lambda self: any(one.is_under_way for one in self.model.returns.values()))
    @rule(data=st.data(), condition=_conditions)
    def receive_expected_units(self, data: st.DataObject, condition: str) -> None:
        ahead = [id for id, one in self.model.returns.items() if one.is_under_way]
        id = data.draw(st.sampled_from(ahead))
        line, item = data.draw(st.sampled_from(sorted(self.model.returns[id].items.items())))
        units = data.draw(st.integers(1, max(1, item.expected)))
        self.receive(id, [(line, units, condition)])

    def receive(self, id: str, items: list[tuple[str, int, str]]) -> None:
        received = tuple(
            ReceivedItem(id=line, quantity=units, condition=condition)
            for line, units, condition in items
        )
        decision = ensure_receivable(self.order, id, received, _RULES)
        change = self.change()

        self.assert_outcome(decision, self.model.receive_return(id, items, change.id))

        if is_successful(decision):
            self.set_order(receive(self.order, decision.unwrap(), received, _RULES, change))

    @invariant()
    def returns_match_model(self) -> None:
        order, model = self.order, self.model

        assert [
            (
                one.id,
                one.status,
                {
                    item.id: (
                        {each.fulfillment_id: each.quantity for each in item.shipped},
                        [(each.condition, each.quantity) for each in item.received],
                    )
                    for item in one.items
                },
            )
            for one in order.returns
        ] == [
            (
                id,
                one.status,
                {key: (each.shipped, each.received) for key, each in one.items.items()},
            )
            for id, one in model.returns.items()
        ]
        assert order.return_status == model.return_status
        shipped = model.with_customers
        assert all(units <= shipped[id] for id, units in model.in_returns.items())
        found = outcome_of(ensure_any_returnable(order, _RULES))
        assert found == ("ok" if model.returnable else "quantity_exceeds_returnable")
        assert UNKNOWN not in order.units
