"""Lines of an order before its later changes, restored from its timeline."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from attrs import evolve, frozen

from seller_orders.domain.order import Order
from seller_orders.domain.timeline import ChangeType, TimelineEntry


@frozen(kw_only=True)
class PastLine:
    """Line of an order at one of its versions."""

    id: str
    name: str
    requires_shipping: bool
    quantity: int
    cancelled_quantity: int

    @property
    def kept(self) -> int:
        """Units that were not cancelled."""
        return self.quantity - self.cancelled_quantity


def past_lines(order: Order, later: Sequence[TimelineEntry]) -> tuple[PastLine, ...]:
    """Return the lines before the later changes; those that were removed since come last."""
    lines = {
        line.id: PastLine(
            id=line.id,
            name=line.name,
            requires_shipping=line.requires_shipping,
            quantity=line.quantity,
            cancelled_quantity=line.cancelled_quantity,
        )
        for line in order.lines
    }
    for change in reversed(later):
        for item in cancelled_items([change]):
            if line := lines.get(item["id"]):
                cancelled = line.cancelled_quantity - item["quantity"]
                lines[line.id] = evolve(line, cancelled_quantity=cancelled)
        _undo_edit(lines, change)
    return tuple(lines.values())


def cancelled_items(changes: Iterable[TimelineEntry]) -> Iterator[Any]:
    """Yield the units that changes took off the lines."""
    for each in changes:
        if each.type is ChangeType.ITEMS_CANCELLED:
            yield from _facts(each, "items")


def edited_by(changes: Iterable[TimelineEntry], name: str) -> Decimal:
    """Return the sum by which edits among changes raised an amount."""
    return sum((_raised(each, name) for each in changes), Decimal(0))


def _undo_edit(lines: dict[str, PastLine], change: TimelineEntry) -> None:
    if change.type is not ChangeType.EDITED:
        return
    for item in _facts(change, "added_items"):
        lines.pop(item["id"], None)
    for item in _facts(change, "items"):
        if "quantity" in item and item["id"] in lines:
            lines[item["id"]] = evolve(lines[item["id"]], quantity=item["quantity"]["from"])
    for item in _facts(change, "removed_items"):
        lines[item["id"]] = PastLine(
            id=item["id"],
            name=item["name"],
            requires_shipping=item["requires_shipping"],
            quantity=item["quantity"],
            cancelled_quantity=0,
        )


def _raised(change: TimelineEntry, name: str) -> Decimal:
    changes: Any = change.data.get("changes", {}) if change.type is ChangeType.EDITED else {}
    if name not in changes:
        return Decimal(0)
    return Decimal(str(changes[name]["to"])) - Decimal(str(changes[name]["from"]))


def _facts(change: TimelineEntry, name: str) -> Any:
    return change.data.get(name, [])
