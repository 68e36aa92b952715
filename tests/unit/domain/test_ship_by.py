"""The day on which an order has to leave, against a calendar that is walked minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seller_orders.domain.handling_time import HandlingTime
from seller_orders.domain.ship_by import ship_by_of

ZONES = ["UTC", "Asia/Kolkata", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe"]
_HALF_HOURS = [time(hour, minute) for hour in range(24) for minute in (0, 30)]
NEAR_CHANGES = [
    datetime(2026, 3, 29, tzinfo=UTC),
    datetime(2026, 10, 25, tzinfo=UTC),
    datetime(2026, 3, 8, tzinfo=UTC),
    datetime(2026, 4, 5, tzinfo=UTC),
    datetime(2026, 12, 31, tzinfo=UTC),
]
CREATIONS = st.builds(
    lambda near, minutes: near + timedelta(minutes=15 * minutes),
    st.sampled_from(NEAR_CHANGES),
    st.integers(-400, 400),
)
HOLIDAYS = st.builds(
    lambda near, days: (near + timedelta(days=days)).date(),
    st.sampled_from(NEAR_CHANGES),
    st.integers(-3, 12),
)
HANDLING = st.builds(
    HandlingTime,
    business_days=st.integers(0, 6),
    cut_off=st.none() | st.sampled_from(_HALF_HOURS),
    working_days=st.frozensets(st.integers(1, 7), min_size=1),
    holidays=st.frozensets(HOLIDAYS, max_size=6),
)


def shop_calendar(created_at: datetime, handling: HandlingTime, zone: ZoneInfo) -> datetime:
    """Walk on by quarters of an hour, as a seller would cross off days on a calendar."""
    wall = created_at.astimezone(zone)
    today = date(wall.year, wall.month, wall.day)
    minutes = wall.hour * 60 + wall.minute
    is_in_time = True
    if handling.cut_off is not None:
        is_in_time = minutes < handling.cut_off.hour * 60 + handling.cut_off.minute
    is_accepted = False
    left = handling.business_days
    now, seen = created_at, None
    while True:
        clock = now.astimezone(zone)
        day = date(clock.year, clock.month, clock.day)
        if day != seen:
            seen = day
            weekday = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][day.weekday()]
            number = {"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7}[weekday]
            is_open = number in handling.working_days and day not in handling.holidays
            if is_open and is_accepted:
                left -= 1
            elif is_open and (day != today or is_in_time):
                is_accepted = True
            if is_accepted and is_open and left == 0:
                return end_of(now, day, zone)
        now += timedelta(minutes=15)


def end_of(now: datetime, day: date, zone: ZoneInfo) -> datetime:
    """Walk to the last second of the day on the clock."""
    while now.astimezone(zone).date() == day:
        now += timedelta(minutes=15)
    return now.replace(minute=now.minute // 15 * 15, second=0) - timedelta(seconds=1)


@settings(max_examples=200, deadline=None)
@given(created_at=CREATIONS, handling=HANDLING, zone=st.sampled_from(ZONES))
def test_the_rule_agrees_with_a_calendar(created_at: datetime, handling: HandlingTime, zone: str):
    local = ZoneInfo(zone)

    found = ship_by_of(created_at, handling, local)

    assert found == shop_calendar(created_at, handling, local)
    assert found.tzinfo is UTC


TWO_DAYS = HandlingTime(business_days=2, cut_off=time(14), holidays=frozenset({date(2026, 12, 25)}))


@pytest.mark.parametrize(
    ("created", "day"),
    [
        ("2026-12-21T13:59:59", "2026-12-23"),  # Monday before the cut-off
        ("2026-12-21T14:00:00", "2026-12-24"),  # at the cut-off
        ("2026-12-22T14:00:00", "2026-12-28"),  # over Christmas and the weekend
        ("2026-12-26T10:00:00", "2026-12-30"),  # on Saturday: counts from Monday
        ("2026-12-25T13:00:00", "2026-12-30"),  # on the holiday
        ("2026-12-24T15:00:00", "2026-12-30"),  # after the cut-off before the holiday
    ],
)
def test_weekends_holidays_and_the_cut_off_delay(created: str, day: str):
    zone = ZoneInfo("Europe/Berlin")
    at = datetime.fromisoformat(created).replace(tzinfo=zone)

    found = ship_by_of(at, TWO_DAYS, zone).astimezone(zone)

    assert found.isoformat() == f"{day}T23:59:59+01:00"


def test_zero_days_are_the_day_itself():
    same_day = HandlingTime(business_days=0, cut_off=time(14))
    noon, evening = (datetime(2026, 3, 6, hour, tzinfo=UTC) for hour in (12, 14))

    assert ship_by_of(noon, same_day, UTC) == datetime(2026, 3, 6, 23, 59, 59, tzinfo=UTC)
    assert ship_by_of(evening, same_day, UTC) == datetime(2026, 3, 9, 23, 59, 59, tzinfo=UTC)


def test_the_end_of_a_day_follows_clock_changes():
    zone = ZoneInfo("America/New_York")
    sunday = HandlingTime(business_days=0, working_days=frozenset({7}))
    ends = [
        ship_by_of(datetime(2026, month, day, 5, tzinfo=UTC), sunday, zone).isoformat()
        for month, day in [(3, 2), (3, 9), (10, 26)]
    ]

    assert ends == [
        "2026-03-09T03:59:59+00:00",
        "2026-03-16T03:59:59+00:00",
        "2026-11-02T04:59:59+00:00",
    ]


@pytest.mark.parametrize(("business_days", "day"), [(0, 29), (1, 30), (2, 31), (3, 31)])
def test_the_last_days_of_the_calendar_can_be_named(business_days: int, day: int):
    every_day = HandlingTime(
        business_days=business_days, working_days=frozenset({1, 2, 3, 4, 5, 6, 7})
    )

    found = ship_by_of(datetime(9999, 12, 29, tzinfo=UTC), every_day, UTC)

    assert found == datetime(9999, 12, day, 23, 59, 59, tzinfo=UTC)


def test_the_end_of_time_ends_the_search():
    never = HandlingTime(business_days=3, working_days=frozenset({1}))
    created = datetime(9999, 12, 29, tzinfo=UTC)

    assert ship_by_of(created, never, UTC) == datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
