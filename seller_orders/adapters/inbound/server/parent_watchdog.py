"""A watchdog that stops this process when its parent ends."""

import multiprocessing
import os
import signal
from threading import Thread
from time import sleep
from typing import Final

_REPEAT_SIGNAL_AFTER_S: Final = 1.0


def watch_parent() -> None:
    """Send SIGTERM to this process when its parent ends, which a killed parent cannot do."""
    Thread(target=_watch, name="parent-watchdog", daemon=True).start()


def _watch() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        while True:
            os.kill(os.getpid(), signal.SIGTERM)
            # A process that is still starting may miss the first signal.
            sleep(_REPEAT_SIGNAL_AFTER_S)
