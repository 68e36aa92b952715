"""Servers in a child process."""

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socket import socket
from threading import Thread
from typing import TypeAlias

from seller_orders.adapters.inbound.server.parent_watchdog import watch_parent

ChildServer: TypeAlias = tuple[Callable[[socket], None], socket]
"""Function that serves on a listening socket, and the socket."""


@contextmanager
def child_servers(*servers: ChildServer) -> Iterator[None]:
    """Run each function in a thread of one child process while the block runs.

    The functions have to be picklable. The process gets the sockets, and the caller's are closed:
    a port that was already listened to cannot be taken by another process before it starts.
    """
    # A forked child would keep the files and sockets of this process open.
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=servers, daemon=True)
    process.start()
    for _, listener in servers:
        listener.close()
    try:
        yield
    finally:
        process.terminate()
        process.join()


def _serve(*servers: ChildServer) -> None:
    # Ctrl-C signals the whole process group, but the parent decides when the servers stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    watch_parent()
    threads = [Thread(target=serve, args=(on,), daemon=True) for serve, on in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
