"""A receiver that takes its time: no delivery outlasts the lease of its message."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Final

import pytest

from seller_orders.adapters.shared.http_client import hardened_session
from seller_orders.application.commands.deliver_messages import SENT_WITHIN
from seller_orders.application.ports.outbox import DeliveryError
from tests.integration.webhook.test_targets import publish
from tests.support.server_process import side_by_side
from tests.support.time_limits import SERVICE_ANSWERED, SERVICE_CONNECTED, SERVICE_READ, shipped
from tests.support.waiting import WITHIN_S

EVERY_S = 0.05


@contextmanager
def dripping(*answer: bytes) -> Iterator[str]:
    """The URL of one who answers the first part at once, and the rest a piece at a time.

    There is no end to it: the caller has to hang up.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    is_over = threading.Event()

    def drip() -> None:
        with suppress(OSError):
            caller, _ = listener.accept()
            with caller:
                caller.sendall(answer[0])
                while not is_over.wait(EVERY_S):
                    caller.sendall(answer[1])

    threading.Thread(target=drip, daemon=True).start()
    with listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    is_over.set()


SLOW: Final = {
    "nothing": (b"", b""),
    "a header without end": (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x"),
    "a body": (b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n", b"x"),
}


def is_given_up(answer: tuple[bytes, bytes]) -> bool:
    with dripping(*answer) as url:
        delivering = threading.Thread(target=deliver, args=(url,), daemon=True)
        delivering.start()
        delivering.join(WITHIN_S)
        return not delivering.is_alive()


def deliver(url: str) -> None:
    # Whether a body has to be waited for is not said here, only that it is not for ever.
    with suppress(DeliveryError):
        publish(url, allow_private=True)


def test_no_answer_is_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(hardened_session, "_ANSWERED_WITHIN_S", 0.3)
    monkeypatch.setattr(hardened_session, "_READ_WITHIN_S", 0.3)

    given_up = side_by_side({slow: partial(is_given_up, SLOW[slow]) for slow in SLOW})

    assert given_up == dict.fromkeys(SLOW, True)


def test_the_limits_of_an_answer_are_together_less_than_a_lease():
    limits = [shipped(each) for each in (SERVICE_CONNECTED, SERVICE_ANSWERED, SERVICE_READ)]

    assert sum(limits) <= SENT_WITHIN.total_seconds()
