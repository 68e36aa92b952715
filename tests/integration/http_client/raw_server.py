"""Server that answers each connection by a function of the test."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from attrs import define, field

OK: Final = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@define
class RawServer:
    """Server that runs, with the data of each read from a connection."""

    port: int
    scheme: str
    connections: int = 0
    received: list[bytes] = field(factory=list)

    @property
    def url(self) -> str:
        """URL of the root."""
        return f"{self.scheme}://localhost:{self.port}/"

    def read(self, connected: socket.socket) -> bytes:
        """Read what has arrived and record it."""
        data = connected.recv(65536)
        self.received.append(data)
        return data


@contextmanager
def raw_server(
    answer: Callable[[RawServer, socket.socket], Any],
    tls: ssl.SSLContext | None = None,
    port: int = 0,
) -> Iterator[RawServer]:
    """Serve on a loopback port while the block runs, each connection in a thread."""
    listener = socket.create_server(("127.0.0.1", port))
    server = RawServer(listener.getsockname()[1], "http" if tls is None else "https")

    def serve(connected: socket.socket) -> None:
        with suppress(OSError), connected:
            if tls is None:
                answer(server, connected)
                return
            with tls.wrap_socket(connected, server_side=True) as encrypted:
                answer(server, encrypted)

    def accept() -> None:
        with suppress(OSError):
            while True:
                connected, _ = listener.accept()
                server.connections += 1
                threading.Thread(target=serve, args=(connected,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield server
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def answering(*answers: bytes) -> Callable[[RawServer, socket.socket], None]:
    """Give one answer to each request of a connection, and close the connection after the last."""

    def answer(server: RawServer, connected: socket.socket) -> None:
        for each in answers:
            if not server.read(connected):
                return
            connected.sendall(each)

    return answer
