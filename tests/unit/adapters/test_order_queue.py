"""Queue of the changes of each order."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest

from seller_orders.adapters.inbound.http.protection.concurrency_limit import ConcurrencyLimit
from seller_orders.adapters.outbound.core_api import order_queue
from seller_orders.adapters.outbound.core_api.order_queue import OrderQueue, deadline_in
from seller_orders.application.blocking_io import release_during_blocking_io
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
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
        with deadline_in(0.01), pytest.raises(StoreUnavailableError):
            queue.turn(ORDER).__enter__()
        assert waiting(queue) == 0
    with queue.turn(ORDER):
        pass


def test_a_queue_is_bounded(pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch):
    """One order may use a part of the places, and is refused further ones at once."""
    monkeypatch.setattr(order_queue, "_MOST_WAITING_FOR_AN_ORDER", 2)
    monkeypatch.setattr(order_queue, "_MOST_WAITING", 3)
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


def test_threads_are_left_for_other_requests():
    """A waiting request keeps its thread."""
    from seller_orders.adapters.inbound.server.http_server import _THREADS_A_WORKER

    assert order_queue._MOST_WAITING <= _THREADS_A_WORKER // 3
    assert order_queue._MOST_WAITING_FOR_AN_ORDER < order_queue._MOST_WAITING
