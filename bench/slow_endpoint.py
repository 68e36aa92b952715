"""Delivery to 20 webhook endpoints, with and without one that hangs.

``python -m bench.slow_endpoint [DATABASE [EVENTS]]`` records events of as many orders in one
domain, 1,000 by default, and prints the seconds until the relay has delivered all of them to 19
endpoints: first beside a twentieth that answers, then beside one that accepts connections and never
answers.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Lock, Thread
from time import monotonic

from sqlalchemy import Engine

from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.application.commands.create_webhook_endpoint import CreateWebhookEndpoint
from seller_orders.application.outbox_messages import Channel
from seller_orders.bootstrap.runtime import build_runtime
from seller_orders.settings import Settings
from seller_orders.testing import sample_order
from seller_orders.testing.outbox_steps import post
from seller_orders.testing.store_steps import message
from tests.contracts.stores import ENGINES, sql_store
from tests.support.servers import end_servers

_ENDPOINTS = 20
_EVENTS = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000
_AT_ONCE = 100
_LONGEST_S = 600.0


class _Receivers:
    """Receivers by path; the last one hangs if ``hangs``."""

    def __init__(self, *, hangs: bool) -> None:
        self.received: Counter[str] = Counter()
        self.ids: set[tuple[str, str]] = set()
        self.done = Event()
        self.ended = Event()
        self._hangs = hangs
        self._lock = Lock()

    def take(self, path: str, id: str) -> None:
        """Count an event of a receiver, or hang."""
        if path == f"/{_ENDPOINTS - 1}" and self._hangs:
            self.ended.wait(_LONGEST_S)
            return
        with self._lock:
            self.ids.add((path, id))
            self.received[path] += 1
            waiting = (_ENDPOINTS - 1) * _EVENTS
            if sum(each != f"/{_ENDPOINTS - 1}" for each, _ in self.ids) == waiting:
                self.done.set()


def main() -> None:
    """Print a line for each database, without and with an endpoint that hangs."""
    wanted = sys.argv[1:2] or list(ENGINES)
    try:
        for name in wanted:
            for hangs in (False, True):
                with TemporaryDirectory() as folder, ENGINES[name](Path(folder)) as engine:
                    taken_s = _measure(engine, hangs=hangs)
                twentieth = "hangs" if hangs else "answers"
                print(f"{name:10} the 20th {twentieth:7} {taken_s:6.1f} s", flush=True)
    finally:
        end_servers()


def _measure(engine: Engine, *, hangs: bool) -> float:
    settings = Settings(webhook_allow_private=True, secret_keys=(b"0" * 32,))
    runtime = build_runtime(settings, NoOrderCache(), engine=engine)
    receivers = _Receivers(hangs=hangs)
    with _listening(receivers) as port:
        for number in range(_ENDPOINTS):
            url = f"http://127.0.0.1:{port}/{number}"
            command = CreateWebhookEndpoint(domain_id="dom_1", url=url)
            runtime.use_cases.webhooks.create(command).unwrap()
        _record_events(engine)
        began = monotonic()
        runtime.start_relay()
        assert receivers.done.wait(_LONGEST_S), json.dumps(receivers.received)
        taken_s = monotonic() - began
        receivers.ended.set()
        runtime.relay.stop()
    return taken_s


def _record_events(engine: Engine) -> None:
    # Of this moment: the log forgets what is older than 30 days, delivered or not.
    since_the_sample = (datetime.now(UTC) - sample_order.LATER).total_seconds()
    store = sql_store(engine)
    for start in range(0, _EVENTS, _AT_ONCE):
        numbers = range(start, min(start + _AT_ONCE, _EVENTS))
        post(
            store,
            *(
                message(
                    f"evt_{n}",
                    order_id=f"ord_{n}",
                    channel=Channel.EVENT,
                    seconds=since_the_sample,
                )
                for n in numbers
            ),
        )


@contextmanager
def _listening(receivers: _Receivers) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            receivers.take(self.path, str(self.headers["webhook-id"]))
            self.send_response(204)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 200

        def handle_error(self, *_: object) -> None:
            pass  # A request that hangs is given up by its client.

    server = Server(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    main()
