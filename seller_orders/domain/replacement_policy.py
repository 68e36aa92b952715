"""One state of an order after another, where both are given (the seed's PUT)."""

from collections.abc import Iterator
from typing import Final

from returns.result import Failure, Result, Success

from seller_orders.domain.order import Order
from seller_orders.domain.refusals import FieldProblem, InvalidFields

_LASTING: Final = (
    *(("domain_id", "domain_id"), ("order_id", "id"), ("order_number", "number")),
    *(("store_id", "store_id"), ("currency", "currency"), ("created_at", "created_at")),
)
"""What an order has for good: as a document names it, and as the order does."""


def ensure_follows(before: Order, after: Order) -> Result[Order, InvalidFields]:
    """Allow a state that one change may have made: a version, and an entry of the timeline, more.

    Each change of an order is one version and one event (contract, section 4).
    """
    problems = tuple(_problems(before, after))
    return Failure(InvalidFields(problems)) if problems else Success(after)


def _problems(before: Order, after: Order) -> Iterator[FieldProblem]:
    for name, attribute in _LASTING:
        kept = getattr(before, attribute)
        if getattr(after, attribute) != kept:
            yield FieldProblem("is_fixed", f"An order's {name} stays {kept}.", (name,))
    if after.version != before.version + 1:
        detail = f"What follows version {before.version} is version {before.version + 1}."
        yield FieldProblem("not_next_version", detail, ("version",))
    if after.restocks != before.restocks:
        detail = "What went back to stock stays; giving units back is an operation of its own."
        yield FieldProblem("is_fixed", detail, ("restocks",))
    *known, added = after.timeline or (None,)
    if added is None or tuple(known) != before.timeline:
        detail = (
            "A change leaves the timeline as it was, and adds one entry, which says what it is."
        )
        yield FieldProblem("not_one_entry_more", detail, ("timeline",))
    elif added.version != after.version:
        path = ("timeline", len(before.timeline), "version")
        yield FieldProblem("not_next_version", "The new entry is of the new version.", path)
