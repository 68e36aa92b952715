"""Units of a reference order by line id: the formulas of the contract's section 2, by hand."""

from attrs import Factory, define

from seller_orders.testing import reference_rules

Units = dict[str, int]
"""Units by line id."""


@define
class ModelFulfillment:
    """Fulfillment of units by line id."""

    items: Units
    awb: str | None = None
    status: str = "pending"
    attempts: int = 0
    was_handed_over: bool = False

    @property
    def is_active(self) -> bool:
        """Return whether its units count as fulfilled."""
        return self.status in reference_rules.ACTIVE


@define(kw_only=True)
class ModelUnits:
    """Units of an order. ``digital`` has the ids of the lines that require no shipping.

    ``credited`` has the units of each refund that has not failed: line, fulfillment and number.
    ``wanted`` counts cancelled units that were to be restocked, ``set_aside`` those that were free
    and were not.
    """

    ordered: Units
    digital: frozenset[str] = frozenset()
    fulfillments: dict[str, ModelFulfillment] = Factory(dict)
    cancelled: Units = Factory(dict)
    wanted: Units = Factory(dict)
    set_aside: Units = Factory(dict)
    credited: dict[str, list[tuple[str, str | None, int]]] = Factory(dict)
    restocks: list[tuple[str, str | None, Units]] = Factory(list)
    is_cancellation_recorded: bool = False
    is_restock_requested: bool = False

    @property
    def fulfilled(self) -> Units:
        """Return the units in active fulfillments."""
        return self._in([one for one in self.fulfillments.values() if one.is_active])

    @property
    def refunded_units(self) -> Units:
        """Return the units that refunds credit."""
        return self._credited(None, *self.fulfillments)

    @property
    def spent(self) -> Units:
        """Return the credited units whose fulfillment is no longer active."""
        ended = [id for id, one in self.fulfillments.items() if not one.is_active]
        return self._credited(*ended)

    @property
    def remaining(self) -> Units:
        """Return the units left to fulfill, for each line that has any."""
        gone = [self.cancelled, self.fulfilled, self.spent]
        left = {
            id: units - sum(each.get(id, 0) for each in gone)
            for id, units in self.ordered.items()
            if id not in self.digital
        }
        return {id: units for id, units in left.items() if units > 0}

    @property
    def cancellable(self) -> Units:
        """Return the units that may be taken off, for each line that has any."""
        refunded = self.refunded_units
        left = {
            id: self.ordered[id] - self.cancelled.get(id, 0) - refunded[id] for id in self.digital
        }
        return self.remaining | {id: units for id, units in left.items() if units > 0}

    @property
    def out(self) -> Units:
        """Return the units handed over and not returned."""
        return self._in(
            [
                one
                for one in self.fulfillments.values()
                if one.was_handed_over and one.status != "returned"
            ]
        )

    @property
    def home(self) -> Units:
        """Return the units at home."""
        gone = [self.out, self.set_aside, self.restocked_for(*reference_rules.RESTOCK_CAUSES)]
        return {
            id: 0 if id in self.digital else max(0, units - sum(each.get(id, 0) for each in gone))
            for id, units in self.ordered.items()
        }

    @property
    def free(self) -> Units:
        """Return the units at home that the order does not need."""
        if self.is_cancellation_recorded:
            return self.home
        remaining = self.remaining
        waiting = self._in(
            [one for one in self.fulfillments.values() if one.is_active and not one.was_handed_over]
        )
        return {
            id: max(0, home - remaining.get(id, 0) - waiting[id]) for id, home in self.home.items()
        }

    @property
    def progress(self) -> str:
        """Return the fulfillment_status."""
        if not self.remaining:
            return "fulfilled"
        return "partial" if any(self.fulfilled.values()) else "unfulfilled"

    def restocked_for(self, *causes: str) -> Units:
        """Return the restocked units of some causes."""
        found = [units for cause, _, units in self.restocks if cause in causes]
        return {id: sum(units.get(id, 0) for units in found) for id in self.ordered}

    def sources(self, line: str) -> list[tuple[str | None, int]]:
        """Return the fulfillments of a line with the units that can be credited, oldest first."""
        if line in self.digital:
            return [(None, self.cancellable.get(line, 0))]
        return [
            (id, one.items.get(line, 0) - self._credited(id)[line])
            for id, one in self.fulfillments.items()
            if one.is_active and one.was_handed_over
        ]

    @property
    def creditable(self) -> Units:
        """Return the units that refunds may credit, for each line that has any."""
        most = {id: sum(units for _, units in self.sources(id)) for id in self.ordered}
        return {id: units for id, units in most.items() if units}

    def bind(self, refund: str, line: str, units: int) -> None:
        """Credit units by a refund, those of the oldest fulfillment first."""
        for source, most in self.sources(line):
            if taken := min(units, most):
                self.credited.setdefault(refund, []).append((line, source, taken))
                units -= taken

    def give_back(self, cause: str, cause_id: str | None, units: Units) -> None:
        """Add a restock, unless it has no units."""
        given = {id: count for id, count in units.items() if count > 0}
        if given:
            self.restocks.append((cause, cause_id, given))

    def give_back_returned(self, id: str) -> None:
        """Restock a returned fulfillment's units that the order does not need."""
        home, free, spent = self.home, self.free, self.spent
        back = self.restocked_for("items_cancelled", "fulfillment")
        most = {
            line: home[line]
            if self.is_restock_requested
            else min(free[line], self.wanted.get(line, 0) + spent[line] - back[line])
            for line in self.ordered
        }
        items = self.fulfillments[id].items
        self.give_back(
            "fulfillment", id, {line: min(count, most[line]) for line, count in items.items()}
        )

    def take_off(self, items: Units, *, restock: bool, change_id: str) -> None:
        """Cancel units; restock those that are free then, or set them aside."""
        self.cancelled = _sum(self.cancelled, items)
        free = self.free
        shipped = {id: units for id, units in items.items() if id not in self.digital}
        at_home = {id: min(units, free[id]) for id, units in shipped.items()}
        if restock:
            self.wanted = _sum(self.wanted, shipped)
            self.give_back("items_cancelled", change_id, at_home)
        else:
            self.set_aside = _sum(self.set_aside, at_home)

    def _in(self, fulfillments: list[ModelFulfillment]) -> Units:
        return {id: sum(one.items.get(id, 0) for one in fulfillments) for id in self.ordered}

    def _credited(self, *sources: str | None) -> Units:
        entries = [entry for bound in self.credited.values() for entry in bound]
        return {
            id: sum(units for line, source, units in entries if line == id and source in sources)
            for id in self.ordered
        }


def _sum(one: Units, other: Units) -> Units:
    return {id: one.get(id, 0) + other.get(id, 0) for id in (one | other)}
