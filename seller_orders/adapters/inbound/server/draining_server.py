"""A Granian server that drains before it stops."""

import signal
from collections.abc import Callable
from ctypes import c_bool
from functools import partial
from multiprocessing.sharedctypes import RawValue
from threading import Event, Thread, Timer
from typing import Any, Final

from granian.server.mp import MPServer

from seller_orders.adapters.inbound.server.threaded_worker import run_threaded_worker

_DRAINED_FOR_S: Final = 2.0
_REPEAT_SIGNAL_AFTER_S: Final = 1.0


class DrainingServer(MPServer):
    """On SIGTERM it becomes not ready, serves for 2 more seconds, and then stops.

    Load balancers have that time to notice. Requests in progress are finished. A second SIGTERM, or
    a SIGINT (from a terminal), stops the server at once.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Without a lock, because a process that is killed would never release it.
        self._draining = RawValue(c_bool, False)
        self.after_start: Callable[[], object] = lambda: None
        """Called once the first workers are started; a thread that it starts is not forked."""

    # Granian offers threads to its interface for WSGI apps alone.
    _spawn_wsgi_worker = staticmethod(run_threaded_worker)

    @property
    def is_draining(self) -> Callable[[], bool]:
        """Function that tells every process of the server whether it is about to stop."""
        return partial(getattr, self._draining, "value")

    def signal_handler_interrupt(self, *args: Any, **options: Any) -> None:
        """Begin to drain, or stop."""
        is_first, self._draining.value = not self._draining.value, True
        if args[:1] == (signal.SIGTERM,) and is_first:
            Timer(_DRAINED_FOR_S, super().signal_handler_interrupt).start()
        else:
            super().signal_handler_interrupt()

    def _spawn_workers(self, *args: Any) -> None:
        super()._spawn_workers(*args)
        self.after_start()

    def _stop_workers(self) -> None:
        stopped = Event()
        Thread(target=self._repeat_signal, args=(stopped,), daemon=True).start()
        super()._stop_workers()
        stopped.set()

    def _repeat_signal(self, stopped: Event) -> None:
        # A busy worker sometimes misses the first signal.
        while not stopped.wait(_REPEAT_SIGNAL_AFTER_S):
            for worker in tuple(self.wrks):
                worker.terminate()
