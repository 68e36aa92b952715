"""HTTP load over persistent connections, with the time of each response."""

import socket
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from threading import Barrier
from time import perf_counter
from typing import Final, TypeVar

import msgspec
from attrs import frozen

T = TypeVar("T")

_CHUNK: Final = 1 << 16


@frozen
class Run:
    """Times of a run of requests in seconds: in all, and of each response."""

    seconds: float
    answers: tuple[float, ...]

    @property
    def rate(self) -> float:
        """Requests per second."""
        return len(self.answers) / self.seconds


def message(
    method: str, path: str, body: object = None, headers: dict[str, str] | None = None
) -> bytes:
    """Return the bytes of a request."""
    content = b"" if body is None else msgspec.json.encode(body)
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(content)}"]
    if content:
        lines.append("Content-Type: application/json")
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join([*lines, "", ""]).encode() + content


class Connection:
    """A connection. A status other than 200 or 201 ends the benchmark."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> bytes:
        """Send a request, and return the response body."""
        self._socket.sendall(request)
        received = self._socket.recv(_CHUNK)
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._more()
        head = received[:end].lower()
        if head[9:12] not in {b"200", b"201"}:
            asked = request.split(b"\r\n", 1)[0].decode()
            raise SystemExit(f"{asked} was answered {received[:1000].decode()}")
        length = int(head.split(b"content-length: ", 1)[1].split(b"\r\n", 1)[0])
        parts, held = [received[end + 4 :]], len(received) - end - 4
        while held < length:
            parts.append(self._more())
            held += len(parts[-1])
        return b"".join(parts)

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def _more(self) -> bytes:
        received = self._socket.recv(_CHUNK)
        if not received:
            raise SystemExit("the server closed the connection")
        return received


def take(requests: Iterator[T], count: int) -> list[T]:
    """Take so many requests. Ends the benchmark if there are fewer."""
    taken = list(islice(requests, count))
    if len(taken) < count:
        raise SystemExit("there are too few open orders")
    return taken


def run(port: int, messages: Sequence[bytes], connections: int) -> Run:
    """Send requests over a number of connections that start together."""
    barrier = Barrier(connections + 1)

    def times(dealt: Sequence[bytes]) -> list[float]:
        connection = Connection(port)
        barrier.wait()
        taken = []
        for each in dealt:
            begun = perf_counter()
            connection.ask(each)
            taken.append(perf_counter() - begun)
        connection.close()
        return taken

    with ThreadPoolExecutor(connections) as pool:
        running = [pool.submit(times, messages[n::connections]) for n in range(connections)]
        barrier.wait()
        begun = perf_counter()
        answers = [time for each in running for time in each.result()]
        return Run(perf_counter() - begun, tuple(answers))
