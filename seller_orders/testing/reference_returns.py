"""Returns of a reference order, by hand from the contract's section 7."""

from attrs import Factory, define

from seller_orders.testing import reference_rules
from seller_orders.testing.reference_units import ModelUnits, Units


@define
class ModelReturnedItem:
    """Units of a line in a return: those of each fulfillment, and what came in each condition."""

    shipped: Units
    received: list[tuple[str, int]] = Factory(list)

    @property
    def quantity(self) -> int:
        """Return the units that were to come back."""
        return sum(self.shipped.values())

    @property
    def expected(self) -> int:
        """Return the units that nothing is known of yet."""
        return self.quantity - sum(units for _, units in self.received)

    @property
    def arrived(self) -> int:
        """Return the units that came, without missing ones."""
        return sum(units for condition, units in self.received if condition != "missing")


@define
class ModelReturn:
    """Return of units by line id."""

    items: dict[str, ModelReturnedItem]
    status: str = "requested"

    @property
    def is_under_way(self) -> bool:
        """Return whether units may still come."""
        return self.status in reference_rules.RETURNS_UNDER_WAY

    def units(self, line: str) -> int:
        """Return the units of a line that cannot be returned once more."""
        item = self.items.get(line)
        if item is None:
            return 0
        if self.is_under_way:
            return item.quantity
        return item.arrived if self.status == "closed" else 0

    def units_of(self, line: str, fulfillment: str) -> int:
        """Return those of them that a fulfillment shipped; the first ones came from the first."""
        left, item = self.units(line), self.items.get(line)
        for id, units in item.shipped.items() if item else ():
            taken = min(units, left)
            left -= taken
            if id == fulfillment:
                return taken
        return 0


@define(kw_only=True)
class ModelReturns(ModelUnits):
    """Units of an order with its returns. ``history`` is that of the order."""

    returns: dict[str, ModelReturn] = Factory(dict)
    history: list[tuple[str, str | None, str | None]] = Factory(list)

    @property
    def in_returns(self) -> Units:
        """Return the units in returns that are under way, and those that closed ones received."""
        return {id: sum(one.units(id) for one in self.returns.values()) for id in self.ordered}

    @property
    def with_customers(self) -> Units:
        """Return the units of active fulfillments that were handed over."""
        return self._in(
            [one for one in self.fulfillments.values() if one.is_active and one.was_handed_over]
        )

    @property
    def returnable(self) -> Units:
        """Return the units that may be returned, for each line that has any."""
        shipped, returned = self.with_customers, self.in_returns
        left = {id: shipped[id] - returned[id] for id in self.ordered}
        return {id: units for id, units in left.items() if units > 0}

    @property
    def return_status(self) -> str:
        """Return the return_status."""
        statuses = {one.status for one in self.returns.values()}
        if "requested" in statuses:
            return "requested"
        if statuses & {"approved", "received"}:
            return "in_progress"
        closed = [one for one in self.returns.values() if one.status == "closed"]
        came = any(item.arrived for one in closed for item in one.items.values())
        return "returned" if came else "none"

    def is_in_return(self, id: str) -> bool:
        """Return whether units in returns are bound to a fulfillment."""
        items = self.fulfillments[id].items
        return any(one.units_of(line, id) for one in self.returns.values() for line in items)

    def create_return(self, id: str, items: list[tuple[str, int]]) -> str:
        """Create a return of units of lines."""
        if any(line not in self.ordered for line, _ in items):
            return "unknown_item"
        if len({line for line, _ in items}) < len(items):
            return "duplicate_item"
        if any(units > self.returnable.get(line, 0) for line, units in items):
            return "quantity_exceeds_returnable"
        bound = {line: ModelReturnedItem(self._shipped(line, units)) for line, units in items}
        self.returns[id] = ModelReturn(bound)
        self.history.append(("order.return_created", None, "requested"))
        return "ok"

    def update_return(self, id: str, status: str) -> str:
        """Approve, reject, close or cancel a return."""
        outcome = self._refusal_of_return(id, status)
        if outcome == "ok" and self.returns[id].status != status:
            self._move_return(id, status)
        return outcome

    def receive_return(self, id: str, items: list[tuple[str, int, str]], change_id: str) -> str:
        """Receive units of a return, each entry in one condition."""
        outcome = self._refusal_of_return(id, "received")
        if outcome != "ok":
            return outcome
        found = self.returns[id]
        if any(line not in found.items for line, _, _ in items):
            return "unknown_item"
        if len({(line, condition) for line, _, condition in items}) < len(items):
            return "duplicate_item"
        if any(condition not in reference_rules.RETURN_CONDITIONS for _, _, condition in items):
            return "invalid_fields"
        sums = dict.fromkeys(found.items, 0)
        for line, units, _ in items:
            sums[line] += units
        if any(units > found.items[line].expected for line, units in sums.items()):
            return "quantity_exceeds_expected"
        back = dict.fromkeys(self.ordered, 0)
        for line, units, condition in items:
            found.items[line].received.append((condition, units))
            back[line] += units if condition in reference_rules.RESTOCKED_CONDITIONS else 0
        self._move_return(id, "received")
        self.give_back("return", change_id, back)
        return "ok"

    def _refusal_of_return(self, id: str, status: str) -> str:
        if id not in self.returns:
            return "return_not_found"
        return reference_rules.return_move(self.returns[id].status, status)

    def _move_return(self, id: str, status: str) -> None:
        former, self.returns[id].status = self.returns[id].status, status
        moved = (None, None) if former == status else (former, status)
        self.history.append(("order.return_updated", *moved))

    def _shipped(self, line: str, units: int) -> Units:
        """Bind units to fulfillments: to delivered ones first, then to the oldest."""
        shipped, left = Units(), units
        in_sequence = sorted(
            self.fulfillments.items(), key=lambda found: found[1].status != "delivered"
        )
        for id, one in in_sequence:
            if one.is_active and one.was_handed_over:
                bound = sum(each.units_of(line, id) for each in self.returns.values())
                if taken := min(left, one.items.get(line, 0) - bound):
                    shipped[id] = taken
                    left -= taken
        return shipped
