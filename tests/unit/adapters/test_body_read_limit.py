from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier
from time import sleep

import pytest

from seller_orders.adapters.inbound.http.protection import body_read_limit
from seller_orders.adapters.inbound.http.protection.body_read_limit import BodyReadLimit
from seller_orders.adapters.inbound.http.request_errors import ProblemError
from tests.support.waiting import wait_until

MAX_READS = 16
MAX_QUEUED = 32
PAUSE_S = 0.02
SHORT_S = 0.1
PORT = 9


def hold_reads(limit: BodyReadLimit, held: ExitStack, times: int = MAX_READS) -> None:
    for _ in range(times):
        held.enter_context(limit.limited("dom_slow", PORT))


def refusal(limit: BodyReadLimit, domain_id: str = "dom_slow") -> ProblemError | None:
    try:
        with limit.limited(domain_id, PORT):
            return None
    except ProblemError as problem:
        return problem


def test_burst_with_prompt_bodies_is_accepted():
    limit, together = BodyReadLimit(), Barrier(MAX_READS + MAX_QUEUED)

    def receive(_: int) -> None:
        together.wait()
        with limit.limited("dom_1", PORT):
            sleep(PAUSE_S)

    with ThreadPoolExecutor(MAX_READS + MAX_QUEUED) as pool:
        assert len(list(pool.map(receive, range(MAX_READS + MAX_QUEUED)))) == MAX_READS + MAX_QUEUED


def test_seventeenth_slow_body_of_a_domain_is_refused(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(body_read_limit, "_QUEUE_TIMEOUT_S", SHORT_S)
    limit = BodyReadLimit()
    with ExitStack() as held:
        hold_reads(limit, held)

        refused, other = refusal(limit), refusal(limit, "dom_quick")

    assert refused is not None
    assert refused.code == "too_many_bodies"
    assert other is None
    assert refusal(limit) is None


def test_queued_request_starts_when_a_body_arrives():
    limit = BodyReadLimit()
    with ExitStack() as held, ThreadPoolExecutor(1) as pool:
        hold_reads(limit, held, MAX_READS - 1)
        with limit.limited("dom_slow", PORT):
            queued = pool.submit(refusal, limit)
            sleep(PAUSE_S)
            was_queued = not queued.done()

        assert queued.result() is None
    assert was_queued


def test_queue_holds_at_most_32_requests():
    limit = BodyReadLimit()
    with ThreadPoolExecutor(MAX_QUEUED) as pool:
        with ExitStack() as held:
            hold_reads(limit, held)
            waiting = [pool.submit(refusal, limit) for _ in range(MAX_QUEUED)]
            wait_until(lambda: limit._queued["dom_slow"] == MAX_QUEUED)
            excess = refusal(limit)
            still_queued = [each for each in waiting if not each.done()]

        assert [each.result() for each in waiting] == [None] * MAX_QUEUED
    assert excess is not None
    # It was refused while earlier requests were still queued.
    assert still_queued == waiting
