"""Start and end of a server process: log, parent watchdog, garbage collection, exit callbacks."""

import gc
from collections.abc import Callable
from multiprocessing.util import Finalize

from seller_orders.adapters.inbound.server.json_log import log_to_stderr
from seller_orders.adapters.inbound.server.parent_watchdog import watch_parent


def start_worker() -> None:
    """Log to stderr, and stop this process when its parent ends."""
    log_to_stderr()
    # Without the watchdog, workers outlive a parent that was killed, and keep its port.
    watch_parent()


def freeze_loaded_objects() -> None:
    """Exclude all objects that exist now from garbage collection."""
    # Modules stay until the process ends; scanning them would only delay requests.
    gc.collect()
    gc.freeze()


def run_at_exit(callback: Callable[[], object], *, priority: int) -> None:
    """Call back when this worker ends; callbacks with a higher priority run first."""
    Finalize(None, callback, exitpriority=priority)
