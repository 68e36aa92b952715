"""The command, killed with its workers at a step: ``STEP before|after COUNT -- COMMAND …``.

It dies by SIGKILL as it reaches the step for the COUNT-th time, in whichever process of it that
is: a worker that serves a request, or one that relays.
"""

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count
from typing import Final

from seller_orders.application import steps
from seller_orders.application.steps import StepObserver
from seller_orders.bootstrap import command

MODULE: Final = "tests.integration.crash.stopping_at_a_step"


class _StoppingObserver:
    """Sees the steps of every thread, around whoever else observes them there."""

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


def stopping(step: str, moment: str) -> tuple[str, ...]:
    """Return what runs a command that is to die as it first comes before or after a step."""
    return (sys.executable, "-m", MODULE, step, moment, "1", "--")


def main(step: str, moment: str, nth: str, *arguments: str) -> None:
    """Run the command until then."""
    if moment not in {"before", "after"} or arguments[:1] != ("--",):
        raise SystemExit(f"usage: python -m {MODULE} STEP before|after COUNT -- COMMAND …")
    # Workers inherit what is changed here, and whoever started this is not of its group.
    multiprocessing.set_start_method("fork")
    if os.getpgrp() != os.getpid():
        os.setpgrp()
    observe = _StoppingObserver(step, moment, int(nth)).observe
    everywhere: ContextVar[StepObserver] = ContextVar("step_observer", default=observe)
    vars(steps)["_observer"] = everywhere
    sys.argv = ["seller-orders", *arguments[1:]]
    command.main()


if __name__ == "__main__":
    main(*sys.argv[1:])
