"""Timeline: append-only record of an order's changes (contract, section 1)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from itertools import chain
from typing import Final, TypeAlias

from attrs import field, frozen

from seller_orders.domain.refusals import FieldProblem
from seller_orders.domain.values import (
    NAME_LENGTH,
    NOTE_LENGTH,
    TEXT_LENGTH,
    identifier,
    is_writable,
    optional_text,
    text,
)

Fact: TypeAlias = "str | int | Decimal | list[Fact] | dict[str, Fact] | None"
"""JSON value that a timeline entry may hold."""


STATUS_LENGTH: Final = 20
_NUMBERS_BELOW: Final = 2**63
_MAX_DECIMALS: Final = 30


class ChangeType(StrEnum):
    """Type of a change; the events have the same names (contract, section 4)."""

    CREATED = "order.created"
    STATUS_CHANGED = "order.status_changed"
    FULFILLMENT_CREATED = "order.fulfillment_created"
    FULFILLMENT_UPDATED = "order.fulfillment_updated"
    FULFILLMENT_CANCELLED = "order.fulfillment_cancelled"
    CANCELLED = "order.cancelled"
    ITEMS_CANCELLED = "order.items_cancelled"
    TAGS_CHANGED = "order.tags_changed"
    PAYMENT_UPDATED = "order.payment_updated"
    REFUND_CREATED = "order.refund_created"
    REFUND_UPDATED = "order.refund_updated"
    RESTOCKED = "order.restocked"
    ATTRIBUTES_CHANGED = "order.attributes_changed"
    EXTERNAL_IDS_CHANGED = "order.external_ids_changed"
    RETURN_CREATED = "order.return_created"
    RETURN_UPDATED = "order.return_updated"
    EDITED = "order.edited"
    HELD = "order.held"
    RELEASED = "order.released"
    COMMENTED = "order.commented"
    ASSIGNED = "order.assigned"
    REPLACED = "order.replaced"
    LATE = "order.late"
    ERASED = "order.erased"


@frozen(kw_only=True)
class Change:
    """Id, time, author and note of one change.

    ``notified`` names the channels that notify the customer.
    """

    id: str = identifier()
    at: datetime
    by: str = text(NAME_LENGTH)
    note: str | None = optional_text(NOTE_LENGTH)
    notified: tuple[str, ...] = ()


@frozen(kw_only=True)
class TimelineEntry:
    """Record of one change.

    ``version`` is the order's version after the change; ``from_`` and ``to`` are statuses.
    """

    id: str = identifier()
    type: ChangeType
    at: datetime
    by: str = text(NAME_LENGTH)
    version: int
    from_: str | None = None
    to: str | None = None
    note: str | None = optional_text(NOTE_LENGTH)
    notified: tuple[str, ...] = ()
    data: Mapping[str, Fact] = field(factory=dict, hash=False)

    @property
    def problem(self) -> FieldProblem | None:
        """Reason why an imported entry cannot be stored; None if it can."""
        for name, status in (("from", self.from_), ("to", self.to)):
            if status is not None and not (len(status) <= STATUS_LENGTH and is_writable(status)):
                detail = (
                    f"A status has at most {STATUS_LENGTH} characters and no NUL or lone surrogate."
                )
                return FieldProblem("out_of_range", detail, (name,))
        for index, channel in enumerate(self.notified):
            if not (len(channel) <= TEXT_LENGTH and is_writable(channel)):
                detail = (
                    f"A channel has at most {TEXT_LENGTH} characters and no NUL or lone surrogate."
                )
                return FieldProblem("out_of_range", detail, ("notified", index))
        found = problem_of_facts(self.data)
        return found.within("data") if found else None


def time_fact(at: datetime) -> str:
    """Return a time in UTC as timeline entries write it: RFC 3339, with ``Z``."""
    return at.isoformat().replace("+00:00", "Z")


def position_of_change(timeline: Sequence[TimelineEntry], version: int) -> int | None:
    """Return the position of the change that made a version; None if the timeline lacks it.

    It is the last one with the version: an import may bring entries that name later versions.
    """
    places = reversed(range(len(timeline)))
    return next((place for place in places if timeline[place].version == version), None)


def problem_of_facts(facts: object) -> FieldProblem | None:
    """Return the first problem that prevents storage on some database; None if there is none.

    Texts must have no NUL and no lone surrogate. Numbers must be from -2**63 to below 2**63, with
    at most 30 decimals.
    """
    match facts:
        case str():
            detail = "A text must have no NUL and no lone surrogate."
            return None if is_writable(facts) else FieldProblem("bad_characters", detail)
        case bool() | None:
            return None
        case int() | Decimal() | float():
            detail = "A number must be from -2^63 to below 2^63, with at most 30 decimals."
            return None if _is_storable(facts) else FieldProblem("out_of_range", detail)
        case Mapping():
            names = ((None, name) for name in facts)
            return _first_problem(chain(names, facts.items()))
        case list() | tuple():
            return _first_problem(enumerate(facts))
        case _:
            return None


def _first_problem(parts: Iterable[tuple[str | int | None, object]]) -> FieldProblem | None:
    for place, part in parts:
        found = problem_of_facts(part)
        if found:
            return found if place is None else found.within(place)
    return None


def _is_storable(number: float | Decimal) -> bool:
    exact = Decimal(str(number))
    if not (exact.is_finite() and -_NUMBERS_BELOW <= exact < _NUMBERS_BELOW):
        return False
    exponent = exact.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -_MAX_DECIMALS
