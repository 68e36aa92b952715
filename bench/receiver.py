"""Receiver of webhooks in another process, as cheap as can be: it answers 204 to each request.

``python -m bench.receiver`` prints its port. For each number that it reads from its standard input
it prints a line as soon as so many events, by path and ``webhook-id``, have arrived since the last.
"""

import selectors
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from typing import Any, Final, cast

from attrs import field, frozen

_ANSWER: Final = b"HTTP/1.1 204 No Content\r\n\r\n"
_END: Final = b"\r\n\r\n"
_READ: Final = 64 * 1024


@frozen
class Receiver:
    """A receiver that runs, by its port."""

    port: int
    _process: "subprocess.Popen[bytes]" = field(repr=False)

    def expect(self, events: int) -> None:
        """Begin to count until so many different events have arrived."""
        assert self._process.stdin is not None, "it was opened"
        self._process.stdin.write(b"%d\n" % events)
        self._process.stdin.flush()

    def wait(self, timeout_s: float) -> None:
        """Wait until they have arrived. Raises EOFError if they have not in time."""
        late = Timer(timeout_s, self._process.kill)
        late.start()
        assert self._process.stdout is not None, "it was opened"
        line = self._process.stdout.readline()
        late.cancel()
        if not line:
            raise EOFError(f"fewer events arrived in {timeout_s:.0f} s")


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Run a receiver while the block runs."""
    command = [sys.executable, "-m", "bench.receiver"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None, "it was opened"
            yield Receiver(int(process.stdout.readline()), process)
        finally:
            process.kill()


class _Count:
    """Number of different events that have arrived."""

    def __init__(self) -> None:
        self._seen, self._wanted = set[bytes](), 0

    def expect(self, number: int) -> None:
        self._seen, self._wanted = set(), number

    def add(self, path: bytes, id: bytes) -> None:
        before = len(self._seen)
        self._seen.add(path + id)
        if before < len(self._seen) == self._wanted:
            _say("done")


def main() -> None:
    """Answer until the process is killed."""
    count, ready = _Count(), selectors.DefaultSelector()
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    ready.register(listener, selectors.EVENT_READ)
    ready.register(sys.stdin.buffer, selectors.EVENT_READ)
    _say(str(listener.getsockname()[1]))
    parts = dict[Any, bytes]()
    while True:
        for key, _ in ready.select():
            if key.fileobj is listener:
                connected, _ = listener.accept()
                connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                ready.register(connected, selectors.EVENT_READ)
            elif key.fd == sys.stdin.fileno():
                count.expect(int(sys.stdin.buffer.readline()))
            else:
                found = cast("socket.socket", key.fileobj)
                if not _answer(found, parts, count):
                    ready.unregister(found)
                    found.close()


def _answer(connected: socket.socket, parts: dict[Any, bytes], count: _Count) -> bool:
    """Read what has arrived, and answer a request that is whole; False at the end."""
    data = connected.recv(_READ)
    if not data:
        return False
    request = parts.pop(connected, b"") + data
    head, end, body = request.partition(_END)
    named = head.lower()
    if not end or len(body) < int(_header(named, b"content-length")):
        parts[connected] = request
        return True
    count.add(head.split(b" ", 2)[1], _header(named, b"webhook-id"))
    connected.sendall(_ANSWER)
    return True


def _header(head: bytes, name: bytes) -> bytes:
    return head.partition(b"\r\n" + name + b": ")[2].partition(b"\r\n")[0]


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
