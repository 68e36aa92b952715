"""Servers in a child process."""

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

from seller_orders.adapters.inbound.server.parent_watchdog import watch_parent


@contextmanager
def child_servers(*servers: Callable[[], None]) -> Iterator[None]:
    """Run each function in a thread of one child process while the block runs.

    The functions have to be picklable.
    """
    # A forked child would keep the files and sockets of this process open.
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=servers, daemon=True)
    process.start()
    try:
        yield
    finally:
        process.terminate()
        process.join()


def _serve(*servers: Callable[[], None]) -> None:
    # Ctrl-C signals the whole process group, but the parent decides when the servers stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    watch_parent()
    threads = [Thread(target=server, daemon=True) for server in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
