"""Queue of the changes of each order."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from time import monotonic

import pytest

from seller_orders.adapters.inbound.http.protection.concurrency_limit import ConcurrencyLimit
from seller_orders.adapters.outbound.core_api import order_queue
from seller_orders.adapters.outbound.core_api.command_turns import command_within, turns_of_unit
from seller_orders.adapters.outbound.core_api.order_queue import OrderQueue
from seller_orders.application.blocking_io import release_during_blocking_io
from seller_orders.application.ports.unit_of_work import StoreUnavailableError, WriteConflictError
from seller_orders.domain.order import Order
from seller_orders.testing.sample_order import order as sample_order
from tests.support.waiting import WITHIN_S, wait_until

ORDER = ("dom_1", "ord_1")
OTHER = ("dom_1", "ord_2")


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(64) as running:
        yield running


@contextmanager
def turn_held(queue: OrderQueue, pool: ThreadPoolExecutor) -> Iterator[None]:
    """Have the turn of the order in another thread during the block."""
    begun, ended = Event(), Event()

    def hold() -> None:
        with queue.turn(ORDER):
            begun.set()
            assert ended.wait(WITHIN_S)

    holding = pool.submit(hold)
    assert begun.wait(WITHIN_S)
    try:
        yield
    finally:
        ended.set()
        holding.result(WITHIN_S)


def waiting(queue: OrderQueue) -> int:
    return queue._count


def test_changes_of_an_order_proceed_in_the_order_they_came(pool: ThreadPoolExecutor):
    queue, seen = OrderQueue(), list[int]()

    def note(number: int) -> None:
        with queue.turn(ORDER):
            seen.append(number)

    with turn_held(queue, pool):
        changes = []
        for number in range(12):
            changes.append(pool.submit(note, number))
            wait_until(lambda: waiting(queue) == len(changes))
        assert seen == []
    for change in changes:
        change.result(WITHIN_S)

    assert seen == list(range(12))
    assert waiting(queue) == 0


def test_another_order_does_not_wait(pool: ThreadPoolExecutor):
    queue = OrderQueue()

    with turn_held(queue, pool), queue.turn(OTHER), queue.turn(("dom_2", "ord_1")):
        assert waiting(queue) == 0


def test_a_waiting_change_has_no_concurrency_slot(pool: ThreadPoolExecutor):
    queue, limit = OrderQueue(), ConcurrencyLimit(1)

    def change() -> None:
        with limit.acquired(), release_during_blocking_io(limit.released), queue.turn(ORDER):
            pass

    with turn_held(queue, pool):
        changes = [pool.submit(change) for _ in range(5)]
        wait_until(lambda: waiting(queue) == 5)
        with limit.acquired():
            pass
    for each in changes:
        each.result(WITHIN_S)


def test_a_change_ends_without_a_turn_at_its_deadline(pool: ThreadPoolExecutor):
    queue = OrderQueue()

    with turn_held(queue, pool):
        with command_within(0.01), turns_of_unit() as turns, pytest.raises(StoreUnavailableError):
            turns.take(queue, ORDER)
        assert waiting(queue) == 0
    with queue.turn(ORDER):
        pass


def test_a_queue_is_bounded(pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch):
    """One order may use a part of the places, and is refused further ones at once."""
    monkeypatch.setattr(order_queue, "_MAX_WAITING_FOR_AN_ORDER", 2)
    monkeypatch.setattr(order_queue, "_MAX_WAITING", 3)
    queue = OrderQueue()

    def change() -> None:
        with queue.turn(ORDER):
            pass

    with turn_held(queue, pool):
        changes = [pool.submit(change) for _ in range(2)]
        wait_until(lambda: waiting(queue) == 2)
        with pytest.raises(StoreUnavailableError):
            queue.turn(ORDER).__enter__()
        with queue.turn(OTHER):
            pass
    for each in changes:
        each.result(WITHIN_S)
    with queue.turn(ORDER):
        pass


def test_a_failed_change_ends_its_turn():
    queue = OrderQueue()

    with pytest.raises(ZeroDivisionError), queue.turn(ORDER):
        _ = 1 / 0
    with queue.turn(ORDER):
        pass


def test_a_command_keeps_its_turn_after_a_conflict(pool: ThreadPoolExecutor):
    queue, seen = OrderQueue(), list[str]()

    def change() -> None:
        with queue.turn(ORDER):
            seen.append("later")

    def be_overtaken() -> None:
        with turns_of_unit() as turns:
            turns.take(queue, ORDER)
            raise WriteConflictError

    with command_within(WITHIN_S):
        with pytest.raises(WriteConflictError):
            be_overtaken()
        later = pool.submit(change)
        wait_until(lambda: waiting(queue) == 1)
        with turns_of_unit() as turns:
            turns.take(queue, ORDER)
            seen.append("overtaken")
    later.result(WITHIN_S)

    assert seen == ["overtaken", "later"]


def test_a_change_knows_states_since_its_arrival(pool: ThreadPoolExecutor):
    """Another process may have changed an older state before the change was requested."""
    queue, order = OrderQueue(), sample_order()

    def known() -> Order | None:
        with queue.turn(ORDER) as turn:
            return turn.state

    with queue.turn(ORDER) as turn:
        before = pool.submit(known)
        wait_until(lambda: waiting(queue) == 1)
        sent_at = monotonic()
        after = pool.submit(known)
        wait_until(lambda: waiting(queue) == 2)
        turn.set_state(order, sent_at)

    assert before.result(WITHIN_S) is order
    assert after.result(WITHIN_S) is None


def test_some_changes_read_the_order():
    """Those of another process, which was overtaken before, are faster then."""
    queue, order = OrderQueue(), sample_order()
    left = list[bool]()

    with queue.turn(ORDER) as turn:
        for _ in range(2 * order_queue._READ_EVERY):
            turn.leave_state(order, monotonic())
            left.append(turn.state is not None)

    assert left == [True, True, True, False] * 2


def test_threads_are_left_for_other_requests():
    """A waiting request keeps its thread."""
    from seller_orders.adapters.inbound.server.http_server import _THREADS_A_WORKER

    assert order_queue._MAX_WAITING <= _THREADS_A_WORKER // 3
    assert order_queue._MAX_WAITING_FOR_AN_ORDER < order_queue._MAX_WAITING
