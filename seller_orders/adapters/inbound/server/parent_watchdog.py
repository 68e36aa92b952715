"""Ending with the process that started this one."""

import multiprocessing
import os
import signal
from threading import Thread
from time import sleep
from typing import Final

_TOLD_AGAIN_AFTER_S: Final = 1.0


def watch_parent() -> None:
    """Be told to stop as the parent ends: killed, it tells nobody."""
    Thread(target=_watch, name="orphan-watch", daemon=True).start()


def _watch() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        while True:
            os.kill(os.getpid(), signal.SIGTERM)
            # While it is still starting it may not have heard.
            sleep(_TOLD_AGAIN_AFTER_S)
