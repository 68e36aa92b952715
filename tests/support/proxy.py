"""A TCP proxy in front of a dependency, which makes it hang, or refuse, and come back."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from attrs import define

from tests.support.waiting import WITHIN_S

CHUNK = 65_536


class Proxy:
    """Forwards a loopback port to a server, until it is told to stop doing so."""

    def __init__(self, target: str | tuple[str, int]) -> None:
        self._target = target
        self._flowing, self._answering = threading.Event(), threading.Event()
        self.flow()
        self._sockets: list[socket.socket] = []
        self._cutting: _Cut | None = None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._accepting = self._accept_in_background()

    def hang(self) -> None:
        """Keep all connections and take new ones, but let nothing through."""
        self._flowing.clear()

    def hold_answers(self) -> None:
        """Let requests through, and no answer."""
        self._answering.clear()

    def flow(self) -> None:
        """Let everything through, what was held back included."""
        self._flowing.set()
        self._answering.set()

    def refuse(self) -> None:
        """Cut all connections and listen no more."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join(WITHIN_S)
        self.cut()

    def listen_again(self) -> None:
        """Take connections as before."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._accepting = self._accept_in_background()

    def cut(self) -> None:
        """Cut all connections."""
        sockets, self._sockets = self._sockets, []
        for each in sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def cut_at(self, said: bytes, *, heard: bool) -> None:
        """Cut the next connection on which a client says that, and let its server hear it or not.

        If it does, it is its answer that is lost.
        """
        self._cutting = _Cut(said, heard)

    def close(self) -> None:
        """End."""
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
    """A proxy for as long as the block runs."""
    proxy = Proxy(target)
    try:
        yield proxy
    finally:
        proxy.close()
