"""Who follows the orders: takes every event over HTTP, now and then says no, and remembers."""

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
_REFUSED: Final = 0.03


@frozen
class Arrival:
    """An event as it came in."""

    event_id: str
    order_id: str
    version: int
    type: str


@define
class Follower:
    """Takes events at a URL; ``arrivals`` are in the order in which they came."""

    url: str = ""
    arrivals: list[Arrival] = field(factory=list)
    _lock: Any = field(factory=Lock)

    def take(self, event: dict[str, Any]) -> None:
        with self._lock:
            self.arrivals.append(
                Arrival(event["id"], event["order_id"], event["version"], event["type"])
            )


@contextmanager
def following(seed: int) -> Iterator[Follower]:
    """Follow on a loopback port while the block runs."""
    follower, chance = Follower(), random.Random(seed)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            # Some are taken and yet answered with an error: those come again.
            Webhook(SECRET).verify(body, dict(self.headers))
            follower.take(json.loads(body))
            self.send_response(500 if chance.random() < _REFUSED else 204)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass  # A caller was killed while it was being answered: that is what happens here.

    server = Server(("127.0.0.1", 0), Handler)
    follower.url = f"http://127.0.0.1:{server.server_address[1]}/events"
    Thread(target=server.serve_forever, name="follower", daemon=True).start()
    try:
        yield follower
    finally:
        server.shutdown()
        server.server_close()
