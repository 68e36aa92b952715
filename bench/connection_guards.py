"""Processor time of the guards against slow clients: ``python -m bench.connection_guards``."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from multiprocessing import Event, Process
from multiprocessing.synchronize import Event as EventType
from socket import create_connection, create_server, socket, socketpair

from urllib3.util.wait import wait_for_read

from seller_orders.adapters.inbound.http.protection.body_read_limit import BodyReadLimit
from seller_orders.adapters.inbound.http.protection.chunked_body_limit import ChunkedBodyLimit
from seller_orders.adapters.inbound.http.protection.slow_clients import SlowClients

_CALLS = 20_000
_CHECKS = 20
_CONNECTIONS = (10, 100, 1000)


def main() -> None:
    """Print microseconds of processor time for each guard."""
    write = sys.stdout.write
    limit, chunked = BodyReadLimit(), ChunkedBodyLimit()

    def read_body() -> None:
        with limit.limited("dom_1", 9):
            pass

    def read_chunked_body() -> None:
        with chunked.enforced(9):
            pass

    one, other = socketpair()
    other.send(b"x")
    write(f"body read limit, a request: {_microseconds(read_body, _CALLS):.1f} µs\n")
    write(f"chunked body limit, a request: {_microseconds(read_chunked_body, _CALLS):.1f} µs\n")
    write(
        "wait for a layer's response, a request: "
        f"{_microseconds(lambda: wait_for_read(one, 0.8), _CALLS):.1f} µs\n"
    )
    for count in _CONNECTIONS:
        with _connected(count) as port:
            slow = _microseconds(partial(SlowClients().check, port, 10, close=False), _CHECKS)
            large = _microseconds(partial(chunked._close_above_limit, port), _CHECKS)
        write(f"{count} connections: slow clients {slow:.0f} µs a check, every 0.5 s; ")
        write(f"chunked bodies {large:.0f} µs a check, every 0.02 s\n")


def _microseconds(call: Callable[[], object], times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        call()
    return (time.process_time() - began) / times * 1e6


@contextmanager
def _connected(count: int) -> Iterator[int]:
    """Keep a number of connections open to a port of this process."""
    with ExitStack() as held:
        listener = held.enter_context(create_server(("127.0.0.1", 0), backlog=count))
        port, done = listener.getsockname()[1], Event()
        client = Process(target=_connect, args=(port, count, done))
        client.start()
        for _ in range(count):
            held.enter_context(listener.accept()[0])
        yield port
        done.set()
        client.join()


def _connect(port: int, count: int, done: EventType) -> None:
    connections: list[socket] = [create_connection(("127.0.0.1", port)) for _ in range(count)]
    done.wait()
    for connection in connections:
        connection.close()


if __name__ == "__main__":
    main()
