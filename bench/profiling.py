"""Where a read's time goes, in one process and thread: ``python -m bench.profiling NAME``.

NAME is ``cached``, ``detail`` or ``list``. Beside the profile it tells what a request takes without
one, and what it takes a bare Flask route that returns a constant.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from cProfile import Profile
from itertools import cycle
from pathlib import Path
from pstats import Stats
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import Any, Final

from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bench import dataset, stack
from bench.dataset import LARGEST
from seller_orders.adapters.inbound.layers import Layers
from seller_orders.bootstrap.worker import web_app
from seller_orders.settings import Settings
from tests.servers import end_servers

_SIZE: Final = 10_000
_ORDERS: Final = 50
# Fewer than a domain may send in a second.
_REQUESTS: Final = 800
_ROUNDS: Final = 5
_SHOWN: Final = 40
_STDERR: Final = 2

_PATHS: Final = {"cached": "/orders/ord_{}", "detail": "/orders/ord_{}", "list": "/orders"}


def main(name: str) -> None:
    """Fill a database, make the app on it, and measure."""
    with ExitStack() as held:
        held.callback(end_servers)
        folder = Path(held.enter_context(TemporaryDirectory(prefix="seller-orders-bench-")))
        url = held.enter_context(stack.database())
        for domain, file in dataset.write(folder, _SIZE).items():
            stack.run(url, "import", str(file), "--domain", domain)
        stack.settle(url)
        key = stack.key(url, LARGEST)
        app = web_app(
            Settings.of({"SELLER_ORDERS_DATABASE_URL": url}),
            Layers.ALL,
            is_only_writer=name == "cached",
            relay=False,
            is_draining=lambda: False,
        )
        requests = cycle(
            [
                _request(f"/merchant/api/v1/domains/{LARGEST}{_PATHS[name].format(n)}", key)
                for n in range(_ORDERS)
            ]
        )
        with _log_thrown_away():
            took = min(_microseconds(app, requests) for _ in range(_ROUNDS))
            profile = Profile()
            profile.enable()
            _microseconds(app, requests)
            profile.disable()
        bare = min(_microseconds(_bare(), cycle([_request("/constant/1", "")])) for _ in range(3))
        print(f"{name}: {took:.0f} us a request; a bare Flask route: {bare:.0f} us")
        Stats(profile).sort_stats("tottime").print_stats(_SHOWN)


def _bare() -> Flask:
    app = Flask("bare")
    app.add_url_rule("/constant/<number>", view_func=lambda number: b"{}")
    return app


def _request(path: str, key: str) -> Callable[[], dict[str, Any]]:
    access = [("Authorization", f"Bearer {key}")]
    return EnvironBuilder(path, headers=access).get_environ


def _microseconds(app: Flask, requests: Iterator[Callable[[], dict[str, Any]]]) -> float:
    sleep(1)  # Until the limit's next window.
    environs = [next(requests)() for _ in range(_REQUESTS)]
    begun = perf_counter()
    statuses = {run_wsgi_app(app, each)[1] for each in environs}
    took = (perf_counter() - begun) / _REQUESTS * 1e6
    if statuses != {"200 OK"}:
        raise SystemExit(f"answered {statuses}")
    return took


@contextmanager
def _log_thrown_away() -> Iterator[None]:
    kept, nowhere = os.dup(_STDERR), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STDERR)
    try:
        yield
    finally:
        os.dup2(kept, _STDERR)


if __name__ == "__main__":
    main(sys.argv[1])
