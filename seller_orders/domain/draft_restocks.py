"""Checks of the restocks of an imported order (contract, sections 2 and 6)."""

from collections.abc import Sequence

from seller_orders.domain.draft import OrderDraft
from seller_orders.domain.draft_checks import DraftReader
from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus
from seller_orders.domain.refusals import FieldProblem, FulfillmentNotFound, Path, UnknownItem
from seller_orders.domain.return_units import received_units
from seller_orders.domain.stock import Restock, RestockCause


def check_restocks(
    draft: OrderDraft, fulfillments: Sequence[Fulfillment], reader: DraftReader
) -> None:
    """Check that each cause is there and has one restock, and that the units were at hand.

    Returns restock units that they received, other causes those that were ordered.
    """
    if not draft.restocks:
        return
    ordered = {line.id: line.quantity for line in draft.lines}
    received = received_units(draft.returns)
    came_back = {id: received.get(id, 0) for id in ordered}
    returned = {each.id for each in fulfillments if each.status is FulfillmentStatus.RETURNED}
    seen = set[tuple[RestockCause, str | None]]()
    for number, restock in enumerate(draft.restocks):
        path: Path = ("restocks", number)
        cause = (restock.cause, restock.cause_id)
        detail = "Each cause can have one restock only."
        reader.require(cause not in seen, "duplicate", detail, *path, "cause_id")
        seen.add(cause)
        is_cancelled = draft.cancellation is not None and draft.cancellation.restocked
        holds = is_cancelled or restock.cause is not RestockCause.CANCELLATION
        detail = "The order has no cancellation that restocked."
        reader.require(holds, "not_cancelled", detail, *path, "cause")
        holds = restock.cause_id in returned or restock.cause is not RestockCause.FULFILLMENT
        detail = f"The order has no returned fulfillment {restock.cause_id}."
        reader.require(holds, FulfillmentNotFound.code, detail, *path, "cause_id")
        holds = (restock.cause_id is None) is (restock.cause is RestockCause.CANCELLATION)
        detail = "cause_id is required, except for a cancellation, which has none."
        reader.require(holds, "required", detail, *path, "cause_id")
        is_return = restock.cause is RestockCause.RETURN
        _take(restock, came_back if is_return else ordered, reader, path)


def _take(restock: Restock, left: dict[str, int], reader: DraftReader, path: Path) -> None:
    """Take the units of a restock from those that are left for its cause."""
    reader.require_unique([item.id for item in restock.items], *path, "items")
    for index, item in enumerate(restock.items):
        where: Path = (*path, "items", index)
        detail = f"The order has no line item {item.id}."
        reader.require(item.id in left, UnknownItem.code, detail, *where, "id")
        left[item.id] = left.get(item.id, item.quantity) - item.quantity
        if left[item.id] < 0:
            problem = _excess(restock.cause, item.id)
            reader.problems.append(problem.within(*where, "quantity"))


def _excess(cause: RestockCause, id: str) -> FieldProblem:
    if cause is RestockCause.RETURN:
        detail = f"More units of {id} were restocked than came back with returns."
        return FieldProblem("quantity_exceeds_received", detail)
    detail = f"More units of {id} were restocked than were ordered."
    return FieldProblem("quantity_exceeds_ordered", detail)
