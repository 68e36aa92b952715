"""First and last moments of days in a time zone."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_LAST: Final = datetime.max.replace(tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def first_moment(day: date, zone: tzinfo) -> datetime:
    """Return the first moment of a day, in UTC.

    If clocks skip midnight, the day begins as they do so; if midnight comes twice, with the first.
    """
    try:
        return datetime.combine(day, time(), zone).astimezone(UTC)
    except OverflowError:
        return _FIRST


def last_moment(day: date, zone: tzinfo) -> datetime:
    """Return the last moment of a day, in UTC, which is just before the next day.

    A day on which clocks are changed has 23 or 25 hours, for example.
    """
    if day == date.max:
        return _LAST
    return first_moment(day + timedelta(days=1), zone) - _MICROSECOND
