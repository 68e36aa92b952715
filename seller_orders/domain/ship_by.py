"""Time by which an order is to be shipped, by its domain's handling time."""

from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from itertools import islice

from seller_orders.domain.days import last_moment
from seller_orders.domain.handling_time import HandlingTime


def ship_by_of(created_at: datetime, handling: HandlingTime, zone: tzinfo) -> datetime:
    """Return the last second, in UTC, of the day on which an order has to leave.

    The order counts from the day of its creation, in the time zone, or from the next working day
    if that is a day off or the cut-off has come. Business days are the working days after that one;
    0 is that day itself.
    """
    local = created_at.astimezone(zone)
    is_late = handling.cut_off is not None and local.time() >= handling.cut_off
    first = local.toordinal() + is_late
    day = next(islice(_working_days(first, handling), handling.business_days, None), date.max)
    return last_moment(day, zone).replace(microsecond=0)


def _working_days(first: int, handling: HandlingTime) -> Iterator[date]:
    # The caller takes the last day of the calendar if there is no other.
    days = map(date.fromordinal, range(first, date.max.toordinal()))
    return (
        day
        for day in days
        if day.isoweekday() in handling.working_days and day not in handling.holidays
    )
