"""Time that a domain takes to ship an order."""

from collections.abc import Iterator
from datetime import date, time
from typing import Final

from attrs import frozen

from seller_orders.domain.refusals import FieldProblem

MAX_BUSINESS_DAYS: Final = 365
MAX_HOLIDAYS: Final = 1_000
MONDAY_TO_FRIDAY: Final = frozenset(range(1, 6))
_WEEKDAYS: Final = frozenset(range(1, 8))


@frozen(kw_only=True)
class HandlingTime:
    """Business days from an order to its ``ship_by``, on the clock of the domain's time zone.

    An order counts from the next working day if it comes on a day off, or from ``cut_off`` on.
    ``working_days`` are ISO weekdays: 1 is Monday. ``holidays`` are days off.
    """

    business_days: int
    cut_off: time | None = None
    working_days: frozenset[int] = MONDAY_TO_FRIDAY
    holidays: frozenset[date] = frozenset()


def problems_of_handling(handling: HandlingTime) -> Iterator[FieldProblem]:
    """Return what is wrong with a handling time that a domain sets."""
    if not 0 <= handling.business_days <= MAX_BUSINESS_DAYS:
        detail = f"It must be a number of days from 0 to {MAX_BUSINESS_DAYS}."
        yield FieldProblem("out_of_range", detail, ("business_days",))
    cut_off = handling.cut_off
    if cut_off is not None and (cut_off.tzinfo or cut_off.second or cut_off.microsecond):
        detail = "It must be a time of the domain's day in hours and minutes, such as 14:00."
        yield FieldProblem("invalid", detail, ("cut_off",))
    if not handling.working_days:
        detail = "It must have at least one day; otherwise nothing would ever be shipped."
        yield FieldProblem("out_of_range", detail, ("working_days",))
    if not handling.working_days <= _WEEKDAYS:
        detail = "It must consist of ISO weekdays, from 1 (Monday) to 7 (Sunday)."
        yield FieldProblem("out_of_range", detail, ("working_days",))
    if len(handling.holidays) > MAX_HOLIDAYS:
        detail = f"It must have at most {MAX_HOLIDAYS:,} days: remove past ones."
        yield FieldProblem("out_of_range", detail, ("holidays",))
