import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from threading import Event
from uuid import uuid4

import pytest
from attrs import define
from redis import Redis

from seller_orders.adapters.outbound.limits import rate_limiter
from seller_orders.adapters.outbound.limits.rate_limiter import WindowRateLimiter
from tests.support.server_process import free_port
from tests.support.servers import redis_url, start_redis
from tests.support.time_limits import LONG_S
from tests.support.waiting import WITHIN_S, wait_until

HOUR_S = 3600.0
Make = Callable[[str], WindowRateLimiter]
Open = Callable[[str, str], WindowRateLimiter]


@define
class Clock:
    """Settable clock of the limiter."""

    now: float

    def time(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that stands still at the start of an hour, so that no window ends by chance."""
    clock = Clock(500_000 * HOUR_S)
    monkeypatch.setattr(rate_limiter, "time", clock)
    return clock


@pytest.fixture
def open_limiter() -> Iterator[Open]:
    """Limiters whose connections are closed after the test.

    The garbage collector would warn of an open one, in any later test.
    """
    with ExitStack() as held:

        def opened(rate: str, url: str) -> WindowRateLimiter:
            limiter = WindowRateLimiter(rate, url)
            assert limiter._shared is not None
            held.callback(limiter._shared.storage.close)
            return limiter

        yield opened


@pytest.fixture(params=["memory", "redis"])
def make(request: pytest.FixtureRequest, open_limiter: Open) -> Make:
    if request.param == "memory":
        return WindowRateLimiter
    return lambda rate: open_limiter(rate, redis_url())


@pytest.fixture
def subject() -> str:
    """A subject that no other test uses."""
    return f"domain:{uuid4().hex}"


def let_in(limiter: WindowRateLimiter, subject: str, times: int) -> int:
    return sum(not limiter.take(subject).is_exceeded for _ in range(times))


@pytest.mark.parametrize("quota", [1, 5, 49, 50, 51, 149, 1000])
def test_the_quota_is_exact(make: Make, subject: str, quota: int):
    limiter = make(f"{quota}/hour")

    assert let_in(limiter, subject, quota) == quota
    assert let_in(limiter, subject, 10) == 0


@pytest.mark.parametrize("quota", [5, 200])
def test_remaining_counts_down_to_zero(make: Make, subject: str, quota: int):
    limiter = make(f"{quota}/hour")

    left = [limiter.take(subject).remaining for _ in range(quota + 2)]

    assert left == [*range(quota - 1, -1, -1), 0, 0]


def test_an_allowance_has_its_quota_and_window(make: Make, subject: str):
    allowance = make("7/minute").take(subject)

    assert (allowance.quota, allowance.window_s, allowance.remaining) == (7, 60, 6)
    assert 0 < allowance.resets_in_s <= 60


def test_subjects_are_counted_separately(make: Make, subject: str):
    limiter = make("3/hour")
    let_in(limiter, subject, 5)

    assert let_in(limiter, f"{subject}-2", 5) == 3


def test_the_next_window_starts_with_the_full_quota(make: Make, subject: str, clock: Clock):
    limiter = make("100/hour")
    let_in(limiter, subject, 150)
    clock.now += HOUR_S

    assert let_in(limiter, subject, 150) == 100


def test_slow_requests_are_allowed_to_the_end_of_a_window(make: Make, subject: str, clock: Clock):
    limiter = make("100/hour")

    for _ in range(100):
        assert not limiter.take(subject).is_exceeded
        clock.now += HOUR_S / 101

    assert limiter.take(subject).is_exceeded


def test_threads_share_a_quota(make: Make, subject: str):
    limiter = make("500/hour")

    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(lambda _: let_in(limiter, subject, 100), range(8)))

    assert sum(counts) == 500


def test_processes_share_a_quota_through_redis(open_limiter: Open, subject: str):
    limiters = [open_limiter("1000/hour", redis_url()) for _ in range(3)]

    taken = [[not each.take(subject).is_exceeded for each in limiters] for _ in range(600)]

    assert sum(sum(each) for each in taken) == 1000
    assert taken[0] == [True] * 3
    assert taken[-1] == [False] * 3


@pytest.mark.parametrize("away", ["refuses", "hangs"])
def test_without_redis_a_process_counts_locally(
    away: str, open_limiter: Open, subject: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(rate_limiter, "_ANSWER_WITHIN_S", 0.1)
    monkeypatch.setattr(rate_limiter, "_OPEN_FOR_S", LONG_S)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        port = listener.getsockname()[1] if away == "hangs" else free_port()
        limiter = open_limiter("60/hour", f"redis://127.0.0.1:{port}/0")

        counted = let_in(limiter, subject, 100)

        assert counted == 60
        assert connections(listener) == (3 if away == "hangs" else 0)


def connections(listener: socket.socket) -> int:
    """Accept connections without a response, and count them."""
    number = 0
    with suppress(BlockingIOError):
        while True:
            listener.accept()[0].close()
            number += 1
    return number


def test_counting_is_shared_again_once_redis_returns(
    open_limiter: Open, subject: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(rate_limiter, "_OPEN_FOR_S", 0.1)
    port = free_port()
    url = f"redis://127.0.0.1:{port}/0"
    early = open_limiter("50/hour", url)
    let_in(early, f"{subject}-early", 10)
    redis = start_redis(port)
    try:
        with Redis.from_url(url) as stored:
            wait_until(lambda: early.take(f"{subject}-late") and stored.dbsize())
        both = [open_limiter("50/hour", url), early]

        assert sum(let_in(limiter, subject, 100) for limiter in both) == 50
    finally:
        redis.stop()


def test_counting_starts_no_thread(subject: str):
    limiter = WindowRateLimiter("1000/hour")
    before = threading.active_count()

    let_in(limiter, subject, 1_001)

    assert threading.active_count() == before


def test_counts_of_earlier_windows_are_dropped(subject: str):
    limiter = WindowRateLimiter("1/second")
    limiter.take(subject)
    (early,) = limiter._counts

    wait_until(lambda: limiter.take(f"{subject}-2") and early not in limiter._counts)


@pytest.mark.parametrize("rubbish", ["", "many", "5", "5/fortnight", "-1/second", "1.5/second"])
def test_an_invalid_rate_is_a_value_error(rubbish: str):
    with pytest.raises(ValueError):  # noqa: PT011  # the library's message
        WindowRateLimiter(rubbish)


def test_a_slow_reservation_delays_only_its_subject(monkeypatch: pytest.MonkeyPatch, subject: str):
    limiter = WindowRateLimiter("10/hour")
    count, asked, may_answer = limiter._count, Event(), Event()

    def slow(key: str, *arguments: int) -> int:
        if subject in key:
            asked.set()
            may_answer.wait(WITHIN_S)
        return count(key, *arguments)

    monkeypatch.setattr(limiter, "_count", slow)
    with ThreadPoolExecutor(8) as pool:
        delayed = [pool.submit(limiter.take, subject) for _ in range(3)]
        asked.wait(WITHIN_S)
        try:
            other = pool.submit(limiter.take, f"{subject[:-1]}-other").result(WITHIN_S)
        finally:
            may_answer.set()

    assert other.remaining == 9
    assert sorted(each.result().remaining for each in delayed) == [7, 8, 9]


def test_requests_at_once_reserve_once(monkeypatch: pytest.MonkeyPatch, make: Make, subject: str):
    """Otherwise each process keeps from the others what it has reserved and does not use."""
    limiter, reserved = make("1000/hour"), list[str]()
    owner, name = (limiter, "_count") if limiter._shared is None else (limiter._shared, "incr")
    count, may_answer = getattr(owner, name), Event()

    def slow(key: str, *arguments: int, **options: int) -> int:
        reserved.append(key)
        may_answer.wait(WITHIN_S)
        found: int = count(key, *arguments, **options)
        return found

    monkeypatch.setattr(owner, name, slow)
    with ThreadPoolExecutor(20) as pool:
        taken = [pool.submit(limiter.take, subject) for _ in range(20)]
        wait_until(lambda: bool(reserved), lambda: "nothing is reserved")
        may_answer.set()

    assert not any(each.result().is_exceeded for each in taken)
    assert len(reserved) == 1
