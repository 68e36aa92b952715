"""Webhook receiver that records every event and fails a few responses."""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, Final

from attrs import define, field, frozen
from standardwebhooks.webhooks import Webhook

SECRET: Final = "whsec_c2VsbGVyLW9yZGVycy1jcmFzaC10ZXN0LXNlY3JldA=="
_ERROR_RATE: Final = 0.03


@frozen
class Arrival:
    """A received event."""

    event_id: str
    order_id: str
    version: int
    type: str


@define
class EventReceiver:
    """Receives events at a URL; ``arrivals`` are in the order of receipt."""

    url: str = ""
    arrivals: list[Arrival] = field(factory=list)
    _lock: Any = field(factory=Lock)

    def record(self, event: dict[str, Any]) -> None:
        with self._lock:
            self.arrivals.append(
                Arrival(event["id"], event["order_id"], event["version"], event["type"])
            )


@contextmanager
def receiving_events(seed: int) -> Iterator[EventReceiver]:
    """Receive events on a loopback port during the block."""
    receiver, chance = EventReceiver(), random.Random(seed)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            # Some events are recorded but answered with an error, so they are sent again.
            Webhook(SECRET).verify(body, dict(self.headers))
            receiver.record(json.loads(body))
            self.send_response(500 if chance.random() < _ERROR_RATE else 204)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass  # The sender was killed during the response, as intended.

    server = Server(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/events"
    Thread(target=server.serve_forever, name="follower", daemon=True).start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
