"""Stopping without losing a request: a server that says so before it stops listening."""

import signal
from collections.abc import Callable
from ctypes import c_bool
from functools import partial
from multiprocessing.sharedctypes import RawValue
from threading import Event, Thread, Timer
from typing import Any, Final

from granian.server.mp import MPServer

_DRAINED_FOR_S: Final = 2.0
_TOLD_AGAIN_AFTER_S: Final = 1.0


class DrainingServer(MPServer):
    """On SIGTERM it is not ready any more, serves on for 2 s, and then stops.

    So whoever balances the load has time to see it. What is in flight is finished. A second
    SIGTERM, and SIGINT, which comes from a terminal, stop it at once.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Shared without a lock, which a process that is killed could hold for ever.
        self._draining = RawValue(c_bool, False)

    @property
    def is_draining(self) -> Callable[[], bool]:
        """Tells, in every process of the server, whether it is about to stop."""
        return partial(getattr, self._draining, "value")

    def signal_handler_interrupt(self, *args: Any, **options: Any) -> None:
        """Drain, or stop."""
        if args[:1] == (signal.SIGTERM,) and not self._draining.value:
            self._draining.value = True
            Timer(_DRAINED_FOR_S, super().signal_handler_interrupt).start()
        else:
            super().signal_handler_interrupt()

    def _stop_workers(self) -> None:
        stopped = Event()
        Thread(target=self._tell_again, args=(stopped,), daemon=True).start()
        super()._stop_workers()
        stopped.set()

    def _tell_again(self, stopped: Event) -> None:
        # One that had been busy has been seen to sleep on when it was told, and to hear the next.
        while not stopped.wait(_TOLD_AGAIN_AFTER_S):
            for worker in tuple(self.wrks):
                worker.terminate()
