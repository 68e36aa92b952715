"""TCP proxy that makes a dependency hang, refuse connections and recover."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from attrs import define

from tests.support.server_process import free_port
from tests.support.waiting import WITHIN_S

CHUNK = 65_536


class Proxy:
    """Proxy from a loopback port to a server."""

    def __init__(self, target: str | tuple[str, int]) -> None:
        self._target = target
        self._flowing, self._answering = threading.Event(), threading.Event()
        self.flow()
        self._sockets: list[socket.socket] = []
        self._cutting: _Cut | None = None
        # No other process gets this port while the proxy refuses connections.
        self.port = free_port()
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._accepting = self._accept_in_background()

    def hang(self) -> None:
        """Keep and accept connections, but forward nothing."""
        self._flowing.clear()

    def hold_answers(self) -> None:
        """Forward requests, but no responses."""
        self._answering.clear()

    def flow(self) -> None:
        """Forward everything, including what was held back."""
        self._flowing.set()
        self._answering.set()

    def refuse(self) -> None:
        """Close all connections and stop listening."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join(WITHIN_S)
        self.cut()

    def listen_again(self) -> None:
        """Listen on the same port again."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._accepting = self._accept_in_background()

    def cut(self) -> None:
        """Close all connections."""
        sockets, self._sockets = self._sockets, []
        for each in sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def cut_at(self, said: bytes, *, heard: bool) -> None:
        """Close the next connection on which a client sends ``said``.

        If it is heard, the server still gets the request and its response is lost.
        """
        self._cutting = _Cut(said, heard)

    def close(self) -> None:
        """Stop the proxy."""
        self.flow()
        with suppress(OSError):
            self.refuse()

    def _accept_in_background(self) -> threading.Thread:
        thread = threading.Thread(target=self._accept, args=(self._listener,), daemon=True)
        thread.start()
        return thread

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                self._join(client)

    def _join(self, client: socket.socket) -> None:
        try:
            server = self._connect()
        except OSError:
            client.close()
            return
        self._sockets += [client, server]
        for pump in (self._pump_to_server, self._pump_to_client):
            threading.Thread(target=pump, args=(client, server), daemon=True).start()

    def _connect(self) -> socket.socket:
        if isinstance(self._target, tuple):
            return socket.create_connection(self._target, timeout=WITHIN_S)
        server = socket.socket(socket.AF_UNIX)
        server.connect(self._target)
        return server

    def _pump_to_server(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(CHUNK):
                self._flowing.wait()
                if (cut := self._cutting) is not None and cut.said in data:
                    if not cut.heard:
                        self._cut_now(client, server)
                        return
                    cut.losing_answer_of = server
                server.sendall(data)
            server.shutdown(socket.SHUT_WR)

    def _pump_to_client(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := server.recv(CHUNK):
                self._flowing.wait()
                self._answering.wait()
                if self._cutting is not None and self._cutting.losing_answer_of is server:
                    self._cut_now(client, server)
                    return
                client.sendall(data)
            client.shutdown(socket.SHUT_WR)

    def _cut_now(self, *ends: socket.socket) -> None:
        self._cutting = None
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@define
class _Cut:
    said: bytes
    heard: bool
    losing_answer_of: socket.socket | None = None


@contextmanager
def proxied(target: str | tuple[str, int]) -> Iterator[Proxy]:
    """Run a proxy while the block runs."""
    proxy = Proxy(target)
    try:
        yield proxy
    finally:
        proxy.close()
