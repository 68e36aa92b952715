"""A receiver that takes its time: no delivery outlasts the lease of its message."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Final

from seller_orders.application.commands.deliver_messages import SENT_WITHIN
from seller_orders.application.ports.outbox import DeliveryError
from tests.integration.server_process import side_by_side
from tests.integration.webhook.test_targets import publish

DRIPS_FOR_S = 6.0
EVERY_S = 0.25


@contextmanager
def dripping(*answer: bytes) -> Iterator[str]:
    """The URL of one who answers the first part at once, and the rest a piece at a time."""
    listener = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        with suppress(OSError):
            caller, _ = listener.accept()
            with caller:
                caller.sendall(answer[0])
                for _ in range(int(DRIPS_FOR_S / EVERY_S)):
                    time.sleep(EVERY_S)
                    caller.sendall(answer[1])

    threading.Thread(target=drip, daemon=True).start()
    with listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"


SLOW: Final = {
    "nothing": (b"", b""),
    "a header without end": (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x"),
    "a body": (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"x"),
}


def delivering_takes(answer: tuple[bytes, bytes]) -> float:
    begun = time.monotonic()
    # Whether a body has to be waited for is not said here, only for how long.
    with dripping(*answer) as url, suppress(DeliveryError):
        publish(url, allow_private=True)
    return time.monotonic() - begun


def test_no_answer_is_waited_for_until_its_lease_is_over():
    taken = side_by_side({slow: partial(delivering_takes, SLOW[slow]) for slow in SLOW})

    assert {slow for slow in SLOW if taken[slow] > SENT_WITHIN.total_seconds()} == set()
