import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from seller_orders.adapters.outbound.limits.rate_limiter import WindowRateLimiter
from tests.servers import free_port, redis_url, start_redis

Make = Callable[[str], WindowRateLimiter]


@pytest.fixture(params=["memory", "redis"])
def make(request: pytest.FixtureRequest) -> Make:
    url = redis_url() if request.param == "redis" else None
    return lambda rate: WindowRateLimiter(rate, url)


@pytest.fixture
def subject() -> str:
    """Somebody whom no other test has counted."""
    return f"domain:{uuid4().hex}"


def let_in(limiter: WindowRateLimiter, subject: str, times: int) -> int:
    return sum(not limiter.take(subject).is_exceeded for _ in range(times))


@pytest.mark.parametrize("quota", [1, 5, 49, 50, 51, 149, 1000])
def test_so_many_and_no_more_are_let_in(make: Make, subject: str, quota: int):
    limiter = make(f"{quota}/hour")

    assert let_in(limiter, subject, quota) == quota
    assert let_in(limiter, subject, 10) == 0


@pytest.mark.parametrize("quota", [5, 200])
def test_what_is_left_counts_down_to_nothing(make: Make, subject: str, quota: int):
    limiter = make(f"{quota}/hour")

    left = [limiter.take(subject).remaining for _ in range(quota + 2)]

    assert left == [*range(quota - 1, -1, -1), 0, 0]


def test_an_allowance_says_of_what_it_is_the_rest(make: Make, subject: str):
    allowance = make("7/minute").take(subject)

    assert (allowance.quota, allowance.window_s, allowance.remaining) == (7, 60, 6)
    assert 0 < allowance.resets_in_s <= 60


def test_subjects_are_counted_apart(make: Make, subject: str):
    limiter = make("3/hour")
    let_in(limiter, subject, 5)

    assert let_in(limiter, f"{subject}-2", 5) == 3


def test_the_next_window_begins_anew(make: Make, subject: str):
    limiter = make("100/second")
    _until_a_second_begins()
    let_in(limiter, subject, 150)
    _until_a_second_begins()

    assert let_in(limiter, subject, 150) == 100


def test_what_comes_slowly_is_let_in_to_the_end_of_a_window(make: Make, subject: str):
    limiter = make("100/second")
    _until_a_second_begins()
    began, taken = time.time(), list[bool]()

    while time.time() < began + 0.9:
        taken.append(limiter.take(subject).is_exceeded)
        time.sleep(0.02)

    assert taken == [False] * len(taken)


def test_threads_share_a_quota(make: Make, subject: str):
    limiter = make("500/hour")

    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(lambda _: let_in(limiter, subject, 100), range(8)))

    assert sum(counts) == 500


def test_processes_share_a_quota_through_redis(subject: str):
    limiters = [WindowRateLimiter("1000/hour", redis_url()) for _ in range(3)]

    taken = [[not each.take(subject).is_exceeded for each in limiters] for _ in range(600)]

    assert sum(sum(each) for each in taken) == 1000
    assert taken[0] == [True] * 3
    assert taken[-1] == [False] * 3


@pytest.fixture
def refusing() -> str:
    return f"redis://127.0.0.1:{free_port()}/0"


def test_with_redis_away_a_process_counts_by_itself_and_nobody_waits(refusing: str, subject: str):
    limiter = WindowRateLimiter("60/hour", refusing)

    began = time.monotonic()
    counted = let_in(limiter, subject, 100)

    assert counted == 60
    assert time.monotonic() - began < 1


def test_once_redis_is_back_the_count_is_shared_again(subject: str):
    port = free_port()
    url = f"redis://127.0.0.1:{port}/0"
    early = WindowRateLimiter("50/second", url)
    let_in(early, subject, 10)
    redis = start_redis(port)
    try:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            both = [WindowRateLimiter("50/second", url), early]
            counts = [let_in(limiter, subject, 100) for limiter in both]
            if sum(counts) == 50:
                return
            time.sleep(0.2)
        raise AssertionError(counts)
    finally:
        redis.stop()


@pytest.mark.parametrize("rubbish", ["", "many", "5", "5/fortnight", "-1/second", "1.5/second"])
def test_what_is_no_rate_is_said(rubbish: str):
    with pytest.raises(ValueError):  # noqa: PT011  # whatever the library says
        WindowRateLimiter(rubbish)


def _until_a_second_begins() -> None:
    time.sleep(1.001 - time.time() % 1)
