"""Input stream of a request, which can be read with a time limit and aborted."""

from collections.abc import Callable
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any, Final

MAX_DISCARDED_BYTES: Final = 24 * 1024 * 1024
"""Most of a body above its limit that is read and discarded."""


class IncompleteBodyError(Exception):
    """The connection ended, or chunks were malformed, after ``received`` bytes."""

    def __init__(self, received: int) -> None:
        super().__init__(received)
        self.received = received


class BodyTooLargeError(Exception):
    """The body has more bytes than allowed."""


class BodyTimeoutError(Exception):
    """The body did not arrive in time."""


class BodyAbortedError(Exception):
    """Another thread aborted the read."""


class RequestInput:
    """``wsgi.input`` of a request, whose body the server receives piece by piece.

    ``receive`` is ASGI's; its result is an ``asyncio.Future`` that may be used in any thread.
    """

    def __init__(self, receive: Callable[[], Any]) -> None:
        self._receive = receive
        # Has a piece that has arrived, or None once the read is aborted.
        self._events: SimpleQueue[Any] = SimpleQueue()
        self.is_read = False
        """True once the body has been received to its end."""

    def read(self, max_bytes: int, length: int | None, timeout_s: float) -> bytes:
        """Return the whole body, of ``length`` bytes if it is known. Can be called once.

        A body above ``max_bytes`` is read up to 24 MiB and discarded, so that the client can
        receive its response.

        Raises IncompleteBodyError, BodyTooLargeError, BodyTimeoutError or BodyAbortedError.
        """
        deadline, pieces, received = monotonic() + timeout_s, list[bytes](), 0
        while True:
            message = self._next(deadline)
            if message["type"] != "http.request":
                raise IncompleteBodyError(received)
            received += len(message["body"])
            if received <= max_bytes:
                pieces.append(message["body"])
            else:
                pieces.clear()
            if received == length or not message["more_body"]:
                self.is_read = True
                break
            if received > max(max_bytes, MAX_DISCARDED_BYTES):
                raise BodyTooLargeError
        if received > max_bytes:
            raise BodyTooLargeError
        if length is not None and received < length:
            raise IncompleteBodyError(received)
        return b"".join(pieces)

    def close(self) -> None:
        """Release the connection; the server then closes it if the body was not read.

        Otherwise a reference cycle in the app could keep it open.
        """
        del self._receive

    def abort(self) -> None:
        """End a read that blocks another thread."""
        self._events.put(None)

    def _next(self, deadline: float) -> dict[str, Any]:
        arriving = self._receive()
        arriving.add_done_callback(self._events.put)
        try:
            # The callback of a piece that has arrived already may come late, after the next wait.
            while not arriving.done():
                if self._events.get(timeout=max(0, deadline - monotonic())) is None:
                    raise BodyAbortedError
        except Empty:
            raise BodyTimeoutError from None
        finally:
            arriving.cancel()
        message: dict[str, Any] = arriving.result()
        return message
