"""The command, killed with its workers when one of them reaches a step for the nth time."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from itertools import count

from seller_orders.application import step_observers
from seller_orders.application.step_observers import StepObserver
from seller_orders.bootstrap import cli
from tests.support.forked_command import Main


class _StoppingObserver:
    """Observes the steps of every thread, outside other observers."""

    def __init__(self, step: str, moment: str, nth: int):
        self._last = (step, moment)
        self._nth = nth
        self._times = count(1)

    @contextmanager
    def observe(self, step: str) -> Iterator[None]:
        self._reach(step, "before")
        yield
        self._reach(step, "after")

    def _reach(self, step: str, moment: str) -> None:
        if (step, moment) == self._last and next(self._times) == self._nth:
            os.killpg(0, signal.SIGKILL)


def stopping(step: str, moment: str, nth: int = 1) -> Main:
    """Return a command that dies "before" or "after" a step, the nth time it is reached."""
    assert moment in {"before", "after"}, moment
    return partial(_run_until, step, moment, nth)


def _run_until(step: str, moment: str, nth: int) -> None:
    # Workers are forked, so they inherit this observer.
    observe = _StoppingObserver(step, moment, nth).observe
    everywhere: ContextVar[StepObserver] = ContextVar("step_observer", default=observe)
    vars(step_observers)["_observer"] = everywhere
    cli.main()
