from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from seller_orders.adapters.inbound.http.protection.input_stream import (
    BodyAbortedError,
    BodyTimeoutError,
    BodyTooLargeError,
    IncompleteBodyError,
    RequestInput,
)

LONG_S = 60
MIB = 1024 * 1024


class Sender:
    """A client whose pieces arrive when a test says so."""

    def __init__(self) -> None:
        self.asked: list[Future[dict[str, Any]]] = []

    def receive(self) -> "Future[dict[str, Any]]":
        self.asked.append(Future())
        return self.asked[-1]


def arrived(*messages: dict[str, Any]) -> RequestInput:
    """Return the input of a request whose pieces are all there."""
    left = iter(messages)

    def receive() -> "Future[dict[str, Any]]":
        piece = Future[dict[str, Any]]()
        piece.set_result(next(left))
        return piece

    return RequestInput(receive)


def piece(body: bytes, *, more_body: bool = True) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more_body}


END = piece(b"", more_body=False)
CUT_OFF = {"type": "http.disconnect"}


def test_pieces_are_joined():
    assert arrived(piece(b"ab"), piece(b""), piece(b"c"), END).read(10, None, LONG_S) == b"abc"


def test_known_length_needs_no_end():
    assert arrived(piece(b"ab"), piece(b"c")).read(10, 3, LONG_S) == b"abc"


@pytest.mark.parametrize("messages", [(piece(b"ab"), CUT_OFF), (piece(b"ab"), END)])
def test_shorter_body_is_incomplete(messages: tuple[dict[str, Any], ...]):
    with pytest.raises(IncompleteBodyError) as raised:
        arrived(*messages).read(10, 3, LONG_S)
    assert raised.value.received == 2


def test_larger_body_is_read_to_its_end():
    messages = iter([piece(b"abc"), piece(b"d"), END])
    source = arrived(*messages)
    with pytest.raises(BodyTooLargeError):
        source.read(2, None, LONG_S)


def test_endless_body_is_read_up_to_24_mib():
    endless = [piece(b" " * MIB)] * 26
    with pytest.raises(BodyTooLargeError):
        arrived(*endless).read(MIB, None, LONG_S)


def test_late_piece_ends_the_read_in_time():
    sender = Sender()
    with pytest.raises(BodyTimeoutError):
        RequestInput(sender.receive).read(10, None, 0.01)
    assert sender.asked[0].cancelled()


def test_another_thread_can_abort_the_read():
    sender = Sender()
    source = RequestInput(sender.receive)
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(source.read, 10, None, LONG_S)
        source.abort()

        with pytest.raises(BodyAbortedError):
            reading.result(LONG_S)
    assert sender.asked[0].cancelled()
