"""HTTP server that records requests and responds as a test determines."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from attrs import frozen
from standardwebhooks.webhooks import Webhook

from tests.support.openapi_conformance import ensure_event_described
from tests.support.server_process import free_port
from tests.support.waiting import WITHIN_S, wait_until

SECRET: Final = "whsec_c2VsbGVyLW9yZGVycy10ZXN0LXNlY3JldC0wMDAwMDA="
TAKEN: Final = 204


@frozen
class Delivery:
    """Request, with the time of its arrival."""

    path: str
    headers: Message
    body: bytes
    at: float

    @property
    def id(self) -> str:
        """Id of the event."""
        return str(self.headers["webhook-id"])

    @property
    def event(self) -> Any:
        """Event with exact fractions. Fails if its signature is invalid or it is not described."""
        Webhook(SECRET).verify(self.body, {**self.headers})
        ensure_event_described(json.loads(self.body))
        return json.loads(self.body, parse_float=Decimal)


class Receiver:
    """Receiver on a loopback port. Tests replace ``answer``, which returns the status."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/events"
        self.deliveries: list[Delivery] = []
        self.answer: Callable[[Delivery], int] = lambda _: TAKEN
        self.body = b""
        self._answering = threading.Event()
        self._answering.set()
        self.start()

    def start(self) -> None:
        """Start to listen, on the same port each time."""
        self._server = _Server(("127.0.0.1", self.port), self._handler())
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def hang(self) -> None:
        """Accept requests without a response, for longer than any wait of a test."""
        self._answering.clear()

    def go_on(self) -> None:
        """Respond again, also to the requests that hang."""
        self._answering.set()

    def of(self, order: dict[str, Any]) -> list[Delivery]:
        """Return the deliveries of an order."""
        return [each for each in list(self.deliveries) if _order_of(each) == order["order_id"]]

    def wait_for(self, is_enough: Callable[[list[Delivery]], bool]) -> list[Delivery]:
        """Wait until a condition on the deliveries holds, and return them."""
        wait_until(
            lambda: is_enough(list(self.deliveries)),
            lambda: [each.body for each in self.deliveries],
        )
        return list(self.deliveries)

    def wait_for_number(self, number: int) -> list[Delivery]:
        """Wait for a number of deliveries."""
        return self.wait_for(lambda so_far: len(so_far) >= number)

    def take(self, delivery: Delivery) -> int:
        """Record a request and return the status of the response, later if it hangs."""
        self.deliveries.append(delivery)
        self._answering.wait(2 * WITHIN_S)
        return self.answer(delivery)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self.do_POST()

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"] or 0))
                status = receiver.take(Delivery(self.path, self.headers, body, time.monotonic()))
                # The client may have given up or been killed.
                with suppress(OSError):
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(receiver.body)))
                    if 300 <= status < 400:
                        self.send_header("Location", "/elsewhere")
                    self.end_headers()
                    self.wfile.write(receiver.body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 100

    def handle_error(self, *_: object) -> None:
        pass  # Clients that are killed are expected.


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Run a receiver while the block runs."""
    receiver = Receiver()
    try:
        yield receiver
    finally:
        receiver.go_on()
        receiver.stop()


def _order_of(delivery: Delivery) -> str:
    return str(json.loads(delivery.body)["order_id"])
