"""Time that a domain takes to ship an order."""

from datetime import date, time
from typing import Final

from attrs import frozen

_MONDAY_TO_FRIDAY: Final = frozenset(range(1, 6))


@frozen(kw_only=True)
class HandlingTime:
    """Business days from an order to its ``ship_by``, on the clock of the domain's time zone.

    An order counts from the next working day if it comes on a day off, or from ``cut_off`` on.
    ``working_days`` are ISO weekdays: 1 is Monday. ``holidays`` are days off.
    """

    business_days: int
    cut_off: time | None = None
    working_days: frozenset[int] = _MONDAY_TO_FRIDAY
    holidays: frozenset[date] = frozenset()
