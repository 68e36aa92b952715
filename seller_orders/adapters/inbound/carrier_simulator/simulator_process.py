"""The simulated carrier in a child process."""

import multiprocessing
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from seller_orders.adapters.inbound.carrier_simulator.server import serve_simulator
from seller_orders.adapters.inbound.server.parent_watchdog import watch_parent


@contextmanager
def simulated_carrier(
    *, port: int, token: str, events_url: str, secret: str, pace_s: float
) -> Iterator[None]:
    """Run the simulator on a loopback port while the block runs."""
    # A forked child would keep the files and sockets of this process open.
    process = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(port, token, events_url, secret, pace_s), daemon=True
    )
    process.start()
    try:
        yield
    finally:
        process.terminate()
        process.join()


def _serve(port: int, token: str, events_url: str, secret: str, pace_s: float) -> None:
    # Ctrl-C signals the whole process group, but the parent decides when the simulator stops.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    watch_parent()
    serve_simulator(port=port, token=token, events_url=events_url, secret=secret, pace_s=pace_s)
