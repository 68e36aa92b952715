from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from threading import Barrier
from time import sleep

import pytest

from seller_orders.adapters.inbound.http.protection import body_concurrency
from seller_orders.adapters.inbound.http.protection.body_concurrency import (
    TenantAllowances,
    UnknownSenders,
)
from seller_orders.adapters.inbound.http.request_errors import ProblemError
from tests.support.waiting import wait_until

MAX_READS = 16
MAX_QUEUED = 32
PAUSE_S = 0.02
SHORT_S = 0.1
MAX_UNKNOWN = 256
MIB = 1024 * 1024


def hold_reads(allowances: TenantAllowances, held: ExitStack, times: int = MAX_READS) -> None:
    for _ in range(times):
        held.enter_context(allowances.counted("dom_slow"))


def refusal(allowances: TenantAllowances, domain_id: str = "dom_slow") -> ProblemError | None:
    try:
        with allowances.counted(domain_id):
            return None
    except ProblemError as problem:
        return problem


def test_burst_with_prompt_bodies_is_accepted():
    allowances, together = TenantAllowances(), Barrier(MAX_READS + MAX_QUEUED)

    def receive(_: int) -> None:
        together.wait()
        with allowances.counted("dom_1"):
            sleep(PAUSE_S)

    with ThreadPoolExecutor(MAX_READS + MAX_QUEUED) as pool:
        assert len(list(pool.map(receive, range(MAX_READS + MAX_QUEUED)))) == MAX_READS + MAX_QUEUED


def test_seventeenth_slow_body_of_a_domain_is_refused(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(body_concurrency, "_QUEUE_TIMEOUT_S", SHORT_S)
    allowances = TenantAllowances()
    with ExitStack() as held:
        hold_reads(allowances, held)

        refused, other = refusal(allowances), refusal(allowances, "dom_quick")

    assert refused is not None
    assert refused.code == "too_many_bodies"
    assert other is None
    assert refusal(allowances) is None


def test_queued_request_starts_when_a_body_arrives():
    allowances = TenantAllowances()
    with ExitStack() as held, ThreadPoolExecutor(1) as pool:
        hold_reads(allowances, held, MAX_READS - 1)
        with allowances.counted("dom_slow"):
            queued = pool.submit(refusal, allowances)
            sleep(PAUSE_S)
            was_queued = not queued.done()

        assert queued.result() is None
    assert was_queued


def test_queue_holds_at_most_32_requests():
    allowances = TenantAllowances()
    with ThreadPoolExecutor(MAX_QUEUED) as pool:
        with ExitStack() as held:
            hold_reads(allowances, held)
            waiting = [pool.submit(refusal, allowances) for _ in range(MAX_QUEUED)]
            wait_until(lambda: allowances._queued["dom_slow"] == MAX_QUEUED)
            excess = refusal(allowances)
            still_queued = [each for each in waiting if not each.done()]

        assert [each.result() for each in waiting] == [None] * MAX_QUEUED
    assert excess is not None
    # It was refused while earlier requests were still queued.
    assert still_queued == waiting


class Arrivals:
    """Bodies of unknown senders, in the order of their requests, that do not arrive."""

    def __init__(self) -> None:
        self.senders = UnknownSenders()
        self.aborted: list[int] = []

    def body(self, number: int, max_bytes: int) -> AbstractContextManager[None]:
        return self.senders.counted(max_bytes, lambda: self.aborted.append(number))


@pytest.fixture
def held() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.mark.parametrize(
    ("most", "max_bytes"), [(MAX_UNKNOWN, 100), (64, MIB)], ids=["count", "bytes"]
)
def test_oldest_body_of_unknown_senders_is_aborted(held: ExitStack, most: int, max_bytes: int):
    arrivals = Arrivals()
    for number in range(most):
        held.enter_context(arrivals.body(number, max_bytes))
    assert arrivals.aborted == []

    for number in range(most, most + 3):
        held.enter_context(arrivals.body(number, max_bytes))

    assert arrivals.aborted == [0, 1, 2]


def test_bodies_that_have_arrived_are_not_counted():
    arrivals = Arrivals()
    for number in range(2 * MAX_UNKNOWN):
        with arrivals.body(number, MIB):
            pass

    assert arrivals.aborted == []
