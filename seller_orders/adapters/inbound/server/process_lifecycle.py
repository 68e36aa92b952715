"""Start and end of a server process: log, parent watchdog, memory, exit callbacks."""

import ctypes
import gc
import linecache
from collections.abc import Callable
from multiprocessing.util import Finalize
from typing import Final

from seller_orders.adapters.inbound.server.json_log import log_to_stderr
from seller_orders.adapters.inbound.server.parent_watchdog import watch_parent

_M_ARENA_MAX: Final = -8
"""Parameter of glibc's ``mallopt``."""


def start_worker() -> None:
    """Prepare a worker: one malloc arena, the log on stderr, and an end with its parent's."""
    _share_malloc_arena()
    log_to_stderr()
    # Without the watchdog, workers outlive a parent that was killed, and keep its port.
    watch_parent()


def freeze_loaded_objects() -> None:
    """Exclude all objects that exist now from garbage collection."""
    # attrs keeps the source of all methods that it has generated here, for tracebacks.
    linecache.clearcache()
    # Modules stay until the process ends; scanning them would only delay requests.
    gc.collect()
    gc.freeze()


def run_at_exit(callback: Callable[[], object], *, priority: int) -> None:
    """Call back when this worker ends; callbacks with a higher priority run first."""
    Finalize(None, callback, exitpriority=priority)


def _share_malloc_arena() -> None:
    # By default glibc gives each thread an arena, and what a thread frees stays in its arena.
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)
