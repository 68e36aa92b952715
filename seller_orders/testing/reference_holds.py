"""Holds of a reference order, by hand from the contract's section 7. Times are in minutes."""

from attrs import Factory, define

from seller_orders.testing.reference_returns import ModelReturns


@define
class ModelHold:
    """Hold of the lines ``items``, or of the order if there are none."""

    items: list[str]
    until: int | None = None
    handle: str | None = None

    def is_open(self, at: int) -> bool:
        """Return whether it holds something at a time."""
        return self.until is None or at < self.until


@define(kw_only=True)
class ModelHolds(ModelReturns):
    """Order with its holds."""

    status: str = "pending"
    holds: dict[str, ModelHold] = Factory(dict)

    def are_held(self, lines: list[str], at: int) -> bool:
        """Return whether any of some lines is held at a time."""
        found = [one for one in self.holds.values() if one.is_open(at)]
        return any(not one.items or set(one.items) & set(lines) for one in found)

    @property
    def ends_of_holds(self) -> list[int | None]:
        """Return the ends of the holds that hold units which remain."""
        return [
            one.until
            for one in self.holds.values()
            if not one.items or set(one.items) & set(self.remaining)
        ]

    def hold(
        self, id: str, items: list[str], until: int | None, handle: str | None, *, at: int
    ) -> str:
        """Hold the order or some lines."""
        if self.status == "cancelled":
            return "order_is_closed"
        if any(line not in self.ordered for line in items):
            return "unknown_item"
        if len(set(items)) < len(items):
            return "duplicate_item"
        if until is not None and until <= at:
            return "invalid_fields"
        same = [one for one in self.holds.values() if handle and one.handle == handle]
        if any(one.is_open(at) for one in same):
            return "ok"
        self.holds = {key: one for key, one in self.holds.items() if one not in same}
        self.holds[id] = ModelHold(items, until, handle)
        self.history.append(("order.held", None, None))
        return "ok"

    def release(self, id: str, *, at: int) -> str:
        """Release a hold."""
        if id not in self.holds or not self.holds[id].is_open(at):
            return "hold_not_found"
        del self.holds[id]
        self.history.append(("order.released", None, None))
        return "ok"

    def release_expired(self, *, at: int) -> None:
        """Release the holds whose end has come."""
        left = {id: one for id, one in self.holds.items() if one.is_open(at)}
        if left != self.holds:
            self.holds = left
            self.history.append(("order.released", None, None))
