"""Profile of a request in one process and thread: ``python -m bench.profiling NAME``.

NAME is ``cached``, ``detail``, ``list``, ``status``, ``fulfillment`` or ``cancel``. Also prints the
time of a request without the profiler, its processor time, and the time of a bare Flask route.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from cProfile import Profile
from itertools import cycle
from pathlib import Path
from pstats import Stats
from tempfile import TemporaryDirectory
from time import perf_counter, process_time, sleep
from typing import Any, Final

from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bench import dataset, stack
from bench.dataset import LARGEST, open_order_ids
from bench.operations import CANCELLATION, SHIPMENT
from seller_orders.adapters.inbound.layers import Layers
from seller_orders.bootstrap import web_app
from seller_orders.settings import Settings
from tests.support.buffered_bodies import with_buffered_bodies
from tests.support.servers import end_servers

_SIZE: Final = 10_000
_ORDERS: Final = 50
# Below the rate limit of a domain.
_REQUESTS: Final = 800
_ROUNDS: Final = 5
_SHOWN: Final = 40
_STDERR: Final = 2

_READS: Final = {"cached": "/orders/ord_{}", "detail": "/orders/ord_{}", "list": "/orders"}
_CHANGES: Final[dict[str, tuple[str, str, Any]]] = {
    "status": ("PATCH", "/orders/{}/status", {"status": "confirmed"}),
    "fulfillment": ("POST", "/orders/{}/fulfillments", SHIPMENT),
    "cancel": ("POST", "/orders/{}/cancel", CANCELLATION),
}


def main(name: str) -> None:
    """Fill a database, create the app on it, and measure."""
    with ExitStack() as held:
        held.callback(end_servers)
        folder = Path(held.enter_context(TemporaryDirectory(prefix="seller-orders-bench-")))
        url = held.enter_context(stack.database())
        for domain, file in dataset.write(folder, _SIZE).items():
            stack.run(url, "import", str(file), "--domain", domain)
        stack.run(url, "import", str(dataset.write_open_orders(folder)), "--domain", LARGEST)
        stack.settle(url)
        key = stack.key(url, LARGEST)
        served = web_app(
            Settings.of({"SELLER_ORDERS_DATABASE_URL": url}),
            Layers.ALL,
            is_only_writer=name == "cached",
            relay=False,
            is_draining=lambda: False,
        )
        app = with_buffered_bodies(served)
        requests = _requests(name, key)
        with discarded_log():
            took, at_work = min(_microseconds(app, requests) for _ in range(_ROUNDS))
            profile = Profile()
            profile.enable()
            _microseconds(app, requests)
            profile.disable()
        constant = cycle([EnvironBuilder("/constant/1")])
        bare, _ = min(_microseconds(_bare(), constant) for _ in range(3))
        print(
            f"{name}: {took:.0f} us a request, {at_work:.0f} at work; a bare route: {bare:.0f} us"
        )
        Stats(profile).sort_stats("tottime").print_stats(_SHOWN)


def _bare() -> Flask:
    app = Flask("bare")
    app.add_url_rule("/constant/<number>", view_func=lambda number: b"{}")
    return app


def _requests(name: str, key: str) -> Iterator[EnvironBuilder]:
    if name in _READS:
        paths = [_READS[name].format(n) for n in range(_ORDERS)]
        return cycle([_request("GET", path, key) for path in paths])
    method, path, body = _CHANGES[name]
    # Each order is changed once, so the rounds together have fewer requests than orders.
    return (_request(method, path.format(id), key, body) for id in open_order_ids())


def _request(method: str, path: str, key: str, body: Any = None) -> EnvironBuilder:
    return EnvironBuilder(
        f"/merchant/api/v1/domains/{LARGEST}{path}",
        method=method,
        json=body,
        headers=[("Authorization", f"Bearer {key}")],
    )


def _microseconds(app: Flask, requests: Iterator[EnvironBuilder]) -> tuple[float, float]:
    sleep(1)  # Until the limit's next window.
    environs = [next(requests).get_environ() for _ in range(_REQUESTS)]
    begun, worked = perf_counter(), process_time()
    statuses = {run_wsgi_app(app, each)[1] for each in environs}
    took, at_work = perf_counter() - begun, process_time() - worked
    if not statuses <= {"200 OK", "201 CREATED"}:
        raise SystemExit(f"answered {statuses}")
    return took / _REQUESTS * 1e6, at_work / _REQUESTS * 1e6


@contextmanager
def discarded_log() -> Iterator[None]:
    """Discard what this process writes to standard error."""
    kept, nowhere = os.dup(_STDERR), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STDERR)
    try:
        yield
    finally:
        os.dup2(kept, _STDERR)


if __name__ == "__main__":
    main(sys.argv[1])
