"""Pacing of refusals."""

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from seller_orders.adapters.inbound.server.refusal_pacing import RefusalPacing

pauses = st.lists(st.floats(0, 3, allow_nan=False), min_size=1, max_size=300)


@given(pauses)
def test_refusals_leave_ten_milliseconds_apart(pauses: list[float]):
    arrivals = list(accumulate(pauses))
    times = iter(arrivals)
    pacing = RefusalPacing(clock=lambda: next(times))

    delays = [pacing.delay_s() for _ in arrivals]

    assert all(0 <= delay <= 1 for delay in delays)
    left = [at + delay for at, delay in zip(arrivals, delays, strict=True)]
    for before, after, delay in zip(left, left[1:], delays[1:], strict=False):
        assert after - before >= 0.01 - 1e-9 or delay == 1


def test_a_single_refusal_is_not_delayed():
    times = iter([100.0, 100.5, 101.0])
    pacing = RefusalPacing(clock=lambda: next(times))

    assert [pacing.delay_s() for _ in range(3)] == [0, 0, 0]


def test_a_flood_is_delayed_by_at_most_a_second():
    pacing = RefusalPacing(clock=lambda: 100.0)

    delays = [pacing.delay_s() for _ in range(1_000)]

    assert [round(delay, 6) for delay in delays[:3]] == [0, 0.01, 0.02]
    assert max(delays) == delays[-1] == 1
