"""Asking other services: what they answer is read whole, if there is little of it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from seller_orders.adapters.shared.http_client.hardened_session import punctual_session, read

HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@contextmanager
def answering(answer: bytes) -> Iterator[str]:
    """The URL of one who gives this answer."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            caller, _ = listener.accept()
            with caller:
                caller.recv(65536)
                caller.sendall(answer)

    threading.Thread(target=serve, daemon=True).start()
    with listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (HEAD + b'Content-Length: 13\r\n\r\n{"code": 211}', b'{"code": 211}'),
        (CHUNKED + b'8\r\n{"code":\r\n5\r\n 211}\r\n0\r\n\r\n', b'{"code": 211}'),
        (HEAD + b"Content-Length: 0\r\n\r\n", b""),
        (CHUNKED + b"0\r\n\r\n", b""),
        (HEAD + b"Content-Length: 99999\r\n\r\n" + b"x" * 99999, b"x" * 16384),
        (
            CHUNKED + b"2710\r\n" + b"x" * 10000 + b"\r\n2710\r\n" + b"x" * 10000 + b"\r\n",
            b"x" * 16384,
        ),
    ],
    ids=["whole", "in chunks", "empty", "no chunk", "too long", "too long in chunks"],
)
def test_a_short_answer_is_read_whole_and_of_a_long_one_the_beginning(answer: bytes, body: bytes):
    with (
        answering(answer) as url,
        punctual_session(allow_private=True).get(url, stream=True) as response,
    ):
        assert read(response) == body
