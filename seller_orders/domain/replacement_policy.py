"""Policy of replacements: an order's next state, given as a whole (PUT)."""

from collections.abc import Iterator
from typing import Final

from returns.result import Failure, Result, Success

from seller_orders.domain.order import Order
from seller_orders.domain.refusals import FieldProblem, InvalidFields

_FIXED: Final = (
    *(("domain_id", "domain_id"), ("order_id", "id"), ("order_number", "number")),
    *(("store_id", "store_id"), ("currency", "currency"), ("created_at", "created_at")),
)
"""Fields that never change: their name in the document, and the attribute of the order."""


def ensure_follows(before: Order, after: Order) -> Result[Order, InvalidFields]:
    """Allow a state that is one change ahead: one version and one timeline entry more.

    Each change of an order is one version and one event (contract, section 4).
    """
    problems = tuple(_problems(before, after))
    return Failure(InvalidFields(problems)) if problems else Success(after)


def _problems(before: Order, after: Order) -> Iterator[FieldProblem]:
    for name, attribute in _FIXED:
        kept = getattr(before, attribute)
        if getattr(after, attribute) != kept:
            yield FieldProblem("is_fixed", f"{name} cannot change; it must be {kept}.", (name,))
    if after.version != before.version + 1:
        detail = f"The version after {before.version} must be {before.version + 1}."
        yield FieldProblem("not_next_version", detail, ("version",))
    if after.external_ids != before.external_ids:
        detail = "external_ids cannot change here; change them with their own operation."
        yield FieldProblem("is_fixed", detail, ("external_ids",))
    if after.restocks != before.restocks:
        detail = "restocks cannot change here; restock units with their own operation."
        yield FieldProblem("is_fixed", detail, ("restocks",))
    *known, added = after.timeline or (None,)
    if added is None or before.timeline != tuple(known):
        detail = "The timeline must be the previous one and exactly one new entry for this change."
        yield FieldProblem("not_one_entry_more", detail, ("timeline",))
    elif added.version != after.version:
        path = ("timeline", len(before.timeline), "version")
        yield FieldProblem("not_next_version", "The new entry must have the new version.", path)
