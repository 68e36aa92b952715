"""Rules of the order machine for holds, lateness, and the time that passes."""

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule
from returns.pipeline import is_successful

from seller_orders.domain.hold import END_OF_TIME, HoldReason, HoldRequest
from seller_orders.domain.hold_change import add_hold, release
from seller_orders.domain.hold_policy import (
    ensure_hold,
    ensure_holdable,
    expired_holds,
    open_hold_of,
)
from seller_orders.domain.lateness import record_lateness
from seller_orders.testing.machine_state import ADDED, LINE_IDS, UNKNOWN, MachineState, moment

_lines = st.lists(st.sampled_from([*LINE_IDS * 3, ADDED, UNKNOWN]), max_size=2)


class HoldSteps(MachineState):
    """Holds and releases the order, and lets time pass."""

    @rule(
        items=st.just([]) | _lines,
        minutes=st.sampled_from([None, 3, 20, 20, 0, -1]),
        handle=st.sampled_from([None, "fraud", "address"]),
    )
    def hold(self, items: list[str], minutes: int | None, handle: str | None) -> None:
        id, change = self.new_id("hld"), self.change()
        until = None if minutes is None else self.serial + minutes
        request = HoldRequest(
            reason=HoldReason.FRAUD_RISK,
            items=tuple(items),
            until=None if until is None else moment(until),
            handle=handle,
        )
        decision = ensure_holdable(self.order, request, change.at)

        expected = self.model.hold(id, items, until, handle, at=self.serial)
        self.assert_outcome(decision, expected)

        if is_successful(decision):
            is_known = open_hold_of(self.order, handle, change.at) is not None
            self.set_order(self.order if is_known else add_hold(self.order, request, id, change))

    @precondition(lambda self: self.model.holds)
    @rule(data=st.data())
    def release_hold(self, data: st.DataObject) -> None:
        self.release(self.any_of(data, self.model.holds, "hld_0"))

    def release(self, id: str) -> None:
        change = self.change()
        decision = ensure_hold(self.order, id, change.at)

        self.assert_outcome(decision, self.model.release(id, at=self.serial))

        if is_successful(decision):
            self.set_order(release(self.order, [decision.unwrap()], change))

    @rule()
    def release_expired_holds(self) -> None:
        change = self.change()

        self.model.release_expired(at=self.serial)

        self.set_order(release(self.order, expired_holds(self.order, change.at), change))

    @rule()
    def record_lateness(self) -> None:
        change = self.change()

        self.model.record_lateness(at=self.serial)

        self.set_order(record_lateness(self.order, change))

    @rule(minutes=st.sampled_from([1, 20, 1000]))
    def wait(self, minutes: int) -> None:
        self.serial += minutes

    @invariant()
    def holds_match_model(self) -> None:
        order, model = self.order, self.model

        assert [(one.id, [*one.items], one.until, one.handle) for one in order.holds] == [
            (id, one.items, None if one.until is None else moment(one.until), one.handle)
            for id, one in model.holds.items()
        ]
        ends = [END_OF_TIME if each is None else moment(each) for each in model.ends_of_holds]
        assert order.held_until == max(ends, default=None)
        assert order.status != "cancelled" or not order.holds
