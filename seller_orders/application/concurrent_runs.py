"""Runs of one function by several threads of a pool, which may be busy."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def run_concurrently(threads: Executor, run: Callable[[], None], most: int) -> None:
    """Run a function in this thread and in up to ``most - 1`` others, and wait for them.

    It works off what the runs share. A thread that has not begun by the end of this one's run is
    not needed any more.
    """
    others = [threads.submit(run) for _ in range(most - 1)]
    run()
    for each in others:
        if not each.cancel():
            each.result()


def map_concurrently(
    threads: Executor, most: int, function: Callable[[T], R], items: Sequence[T]
) -> Iterable[R]:
    """Return the results of a function, by up to ``most`` threads at a time."""
    results = dict[int, R]()
    left = deque(enumerate(items))

    def run() -> None:
        while True:
            try:
                place, item = left.popleft()
            except IndexError:
                return
            results[place] = function(item)

    run_concurrently(threads, run, min(len(items), most))
    return [results[place] for place in range(len(items))]
