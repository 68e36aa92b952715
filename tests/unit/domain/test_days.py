"""Days in a time zone: from the first to the last moment whose date they are there."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seller_orders.domain.days import first_moment, last_moment

ZONES = [
    "UTC",
    "Asia/Kolkata",
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "America/Havana",
    "Asia/Beirut",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Etc/GMT+12",
]
NEAR_CHANGES = [
    ("America/Sao_Paulo", datetime(2018, 11, 4, 3, tzinfo=UTC)),  # skips midnight
    ("America/Sao_Paulo", datetime(2018, 2, 18, 2, tzinfo=UTC)),  # repeats the hour before it
    ("America/Havana", datetime(2026, 3, 8, 5, tzinfo=UTC)),  # skips midnight
    ("America/Havana", datetime(2026, 11, 1, 5, tzinfo=UTC)),  # repeats the hour after it
    ("Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC)),  # skips a day
    ("Europe/Berlin", datetime(2026, 3, 29, 1, tzinfo=UTC)),  # has a day of 23 hours
    ("Europe/Berlin", datetime(2026, 10, 25, 1, tzinfo=UTC)),  # has a day of 25 hours
]
_AROUND = st.integers(-120, 120).map(lambda n: timedelta(minutes=15 * n, microseconds=n % 2))
PLACES = st.one_of(
    st.builds(lambda near, by: (near[0], near[1] + by), st.sampled_from(NEAR_CHANGES), _AROUND),
    st.tuples(
        st.sampled_from(ZONES),
        st.integers(631_152_000, 2_114_380_800).map(lambda n: datetime.fromtimestamp(n, UTC)),
    ),
)


@settings(max_examples=300)
@given(place=PLACES, days=st.integers(-1, 1))
def test_a_day_has_the_moments_with_its_date_there(place: tuple[str, datetime], days: int):
    zone, at = place
    local = ZoneInfo(zone)
    there = at.astimezone(local)
    day = date(there.year, there.month, there.day) + timedelta(days=days)

    is_in_day = first_moment(day, local) <= at <= last_moment(day, local)

    assert is_in_day is (days == 0)


@pytest.mark.parametrize(
    ("zone", "day", "first", "hours"),
    [
        ("UTC", date(2026, 3, 8), "2026-03-08T00:00:00+00:00", 24),
        ("Asia/Kolkata", date(2026, 3, 8), "2026-03-07T18:30:00+00:00", 24),
        ("America/New_York", date(2026, 3, 8), "2026-03-08T05:00:00+00:00", 23),
        ("America/New_York", date(2026, 11, 1), "2026-11-01T04:00:00+00:00", 25),
        ("Australia/Lord_Howe", date(2026, 4, 5), "2026-04-04T13:00:00+00:00", 24.5),
        ("America/Sao_Paulo", date(2018, 11, 4), "2018-11-04T03:00:00+00:00", 23),
        ("America/Sao_Paulo", date(2018, 2, 17), "2018-02-17T02:00:00+00:00", 25),
        ("America/Havana", date(2026, 10, 31), "2026-10-31T04:00:00+00:00", 24),
        ("America/Havana", date(2026, 11, 1), "2026-11-01T04:00:00+00:00", 25),
        ("Pacific/Apia", date(2011, 12, 30), "2011-12-30T10:00:00+00:00", 0),
    ],
)
def test_days_with_clock_changes_have_other_lengths(zone: str, day: date, first: str, hours: float):
    begin, end = first_moment(day, ZoneInfo(zone)), last_moment(day, ZoneInfo(zone))

    assert begin.isoformat() == first
    assert end - begin + timedelta(microseconds=1) == timedelta(hours=hours)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", [date.min, date.max, date(9999, 12, 30), date(1, 1, 2)])
def test_the_first_and_last_days_can_be_named(zone: str, day: date):
    first, last = (moment(day, ZoneInfo(zone)) for moment in (first_moment, last_moment))

    assert first < last
    assert (first.utcoffset(), last.utcoffset()) == (timedelta(0), timedelta(0))


@pytest.mark.parametrize("hours", [-23.99, -12, 0, 12, 23.99])
def test_days_end_with_the_calendar(hours: float):
    zone = timezone(timedelta(hours=hours))
    first, last = (datetime.combine(day, time(), UTC) for day in (date.min, date(9999, 12, 31)))
    before = timedelta(hours=hours)

    assert first_moment(date(1, 1, 1), zone) == (first if hours > 0 else first - before)
    assert first_moment(date(9999, 12, 31), zone) == last - before
    assert last_moment(date(9999, 12, 31), zone) == last + timedelta(days=1, microseconds=-1)
