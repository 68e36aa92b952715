"""Processes forked of this one, which have everything in memory that it has."""

import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from typing import Final, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")

BROKEN: Final = 70
"""Exit code of a process whose job raised an exception."""

_OUTPUT: Final = 1
_MEMORY: Final = 4 * 2**30
_PATIENCE: Final = 3600
"""Seconds until a process ends that waits for something; a busy machine needs none of them."""


def in_process(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return a function's result; what it imports stays in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
        return pool.submit(function, *args, **kwargs).result()


def run_forked(jobs: Iterable[T], run: Callable[[T], int], workers: int) -> Iterator[tuple[T, int]]:
    """Run each job in a process of its own; yield it with the process's exit code.

    The code is negative if a signal ended the process.
    """
    waiting = iter(jobs)
    running = dict[int, T]()
    while True:
        for job in islice(waiting, workers - len(running)):
            running[_start(job, run)] = job
        if not running:
            return
        process, status = os.wait()
        yield running.pop(process), os.waitstatus_to_exitcode(status)


def limit_processor_time(seconds: float) -> None:
    """End this process by SIGPROF once it has used the processor for so long from now on."""
    signal.setitimer(signal.ITIMER_PROF, seconds)


def _start(job: T, run: Callable[[T], int]) -> int:
    sys.stdout.flush()
    process = os.fork()
    if process:
        return process
    code = BROKEN
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), _OUTPUT)
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        signal.alarm(_PATIENCE)
        code = run(job)
    except BaseException:  # noqa: BLE001 a forked process must never return to its caller
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)
