from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier
from time import sleep

import pytest

from seller_orders.adapters.inbound.http.protection import body_read_limit
from seller_orders.adapters.inbound.http.protection.body_read_limit import BodyReadLimit
from seller_orders.adapters.inbound.http.request_errors import ProblemError
from tests.support.waiting import wait_until

AT_ONCE = 16
IN_LINE = 32
A_WHILE_S = 0.02
SHORT_S = 0.1
PORT = 9


def stalled(waits: BodyReadLimit, held: ExitStack, times: int = AT_ONCE) -> None:
    for _ in range(times):
        held.enter_context(waits.waiting("dom_slow", PORT))


def refusal(waits: BodyReadLimit, domain_id: str = "dom_slow") -> ProblemError | None:
    try:
        with waits.waiting(domain_id, PORT):
            return None
    except ProblemError as problem:
        return problem


def test_a_burst_whose_bodies_come_is_let_in_whole():
    waits, together = BodyReadLimit(), Barrier(AT_ONCE + IN_LINE)

    def receive(_: int) -> None:
        together.wait()
        with waits.waiting("dom_1", PORT):
            sleep(A_WHILE_S)

    with ThreadPoolExecutor(AT_ONCE + IN_LINE) as pool:
        assert len(list(pool.map(receive, range(AT_ONCE + IN_LINE)))) == AT_ONCE + IN_LINE


def test_where_none_of_sixteen_comes_the_next_is_refused_and_other_domains_are_not(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(body_read_limit, "_IN_LINE_FOR_S", SHORT_S)
    waits = BodyReadLimit()
    with ExitStack() as held:
        stalled(waits, held)

        refused, other = refusal(waits), refusal(waits, "dom_quick")

    assert refused is not None
    assert refused.code == "too_many_bodies"
    assert other is None
    assert refusal(waits) is None


def test_who_stands_in_line_is_let_in_as_soon_as_one_has_come():
    waits = BodyReadLimit()
    with ExitStack() as held, ThreadPoolExecutor(1) as pool:
        stalled(waits, held, AT_ONCE - 1)
        with waits.waiting("dom_slow", PORT):
            in_line = pool.submit(refusal, waits)
            sleep(A_WHILE_S)
            was_in_line = not in_line.done()

        assert in_line.result() is None
    assert was_in_line


def test_the_line_is_no_longer_than_thirty_two():
    waits = BodyReadLimit()
    with ThreadPoolExecutor(IN_LINE) as pool:
        with ExitStack() as held:
            stalled(waits, held)
            line = [pool.submit(refusal, waits) for _ in range(IN_LINE)]
            wait_until(lambda: waits._queued["dom_slow"] == IN_LINE)
            one_more = refusal(waits)
            still_in_line = [each for each in line if not each.done()]

        assert [each.result() for each in line] == [None] * IN_LINE
    assert one_more is not None
    # It was refused before those who had come before it.
    assert still_in_line == line
