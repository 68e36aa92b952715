"""Response times of a caller with a key during attacks: ``python -m bench.attacks [SECONDS]``.

Each attack lasts SECONDS (20), in one process and in layers, on PostgreSQL. The server, the
attackers and the callers share this machine, and talk over loopback only.
"""

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, TypeAlias

from bench.attackers import ATTACKS, attacking, hanging_server
from tests.integration.carriers.signing import PATH, event, signed
from tests.integration.carriers.simulator import carriers_file, connection
from tests.integration.layers.topology import three_layers
from tests.support import order_requests
from tests.support.http_client import BASE, Client, to_json
from tests.support.server_process import Server, free_port, serving
from tests.support.servers import end_servers, fresh_database
from tests.support.time_limits import AS_SHIPPED

_PAUSE_S: Final = 0.05
_SETTLED_AFTER_S: Final = 2
_GIVEN_UP_AFTER_S: Final = 10

Request: TypeAlias = tuple[str, str, bytes | None, dict[str, str]]
Times: TypeAlias = list[tuple[int, float]]
"""Statuses, 0 without a response, with the milliseconds that each took."""


def main(seconds: float = 20) -> None:
    """Measure each attack on each topology, and print a table of p50 / p99."""
    print("| | attack | read, ms | change, ms | health check, ms | signed event, ms | unserved |")
    print("| --- | --- | --- | --- | --- | --- | --- |", flush=True)
    try:
        _measure(seconds)
    finally:
        end_servers()


def _measure(seconds: float) -> None:
    for name, topology in {"one process": _in_one_process, "layers": _in_layers}.items():
        with ExitStack() as held:
            folder = Path(held.enter_context(TemporaryDirectory(prefix="seller-orders-bench-")))
            keys = f"http://127.0.0.1:{held.enter_context(hanging_server())}/keys"
            settings: dict[str, Any] = {
                "CARRIERS": carriers_file(folder, fast=connection(free_port())),
                "JWT_ISSUER": "https://id.example.com",
                "JWT_AUDIENCE": "orders",
                "JWT_JWKS": keys,
            }
            url = held.enter_context(fresh_database())
            server, ports = held.enter_context(topology(folder, url, settings))
            for attack, start in {"none": None, **ATTACKS}.items():
                # Each attack has its own order: a long timeline makes changes slower.
                requests = _requests(server.client())
                with attacking(start, ports) if start else nullcontext():
                    time.sleep(_SETTLED_AFTER_S)
                    print(_row(name, attack, _measured(server.port, requests, seconds)), flush=True)


@contextmanager
def _in_one_process(
    folder: Path, url: str, settings: Mapping[str, Any]
) -> Iterator[tuple[Server, Sequence[int]]]:
    with serving(folder, url, limits=AS_SHIPPED, **settings) as server:
        yield server, [server.port]


@contextmanager
def _in_layers(
    folder: Path, url: str, settings: Mapping[str, Any]
) -> Iterator[tuple[Server, Sequence[int]]]:
    with three_layers(folder, url, limits=AS_SHIPPED, **settings) as layers:
        yield layers.server, list(layers.ports.values())


def _requests(client: Client) -> dict[str, Callable[[], Request]]:
    """Return the requests of each caller; 404 is the answer to an event that was let in."""
    order = order_requests.create_order(client)
    path = f"{BASE}/{client.domain_id}/orders/{order['order_id']}"
    key = {"Authorization": f"Bearer {client.key}"}
    statuses = cycle(("processing", "confirmed"))
    shipment = to_json(event(order, {"id": "ful_none"}))
    json = {"Content-Type": "application/json"}
    return {
        "read": lambda: ("GET", path, None, key),
        "change": lambda: (
            "PATCH",
            f"{path}/status",
            to_json({"status": next(statuses)}),
            key | json,
        ),
        "health check": lambda: ("GET", "/healthz", None, {}),
        "signed event": lambda: ("POST", PATH, shipment, signed(shipment)),
    }


def _measured(
    port: int, requests: Mapping[str, Callable[[], Request]], seconds: float
) -> dict[str, Times]:
    with ThreadPoolExecutor(len(requests)) as pool:
        running = {
            name: pool.submit(_times, port, request, seconds) for name, request in requests.items()
        }
        return {name: times.result() for name, times in running.items()}


def _times(port: int, request: Callable[[], Request], seconds: float) -> Times:
    connection = HTTPConnection("127.0.0.1", port, timeout=_GIVEN_UP_AFTER_S)
    times: Times = []
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at:
        method, path, body, headers = request()
        began, status = time.perf_counter(), 0
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            response.read()
            status = response.status
        except (OSError, HTTPException):
            connection.close()
        times.append((status, (time.perf_counter() - began) * 1000))
        time.sleep(_PAUSE_S)
    connection.close()
    return times


def _row(topology: str, attack: str, measured: Mapping[str, Times]) -> str:
    cells, unserved = [], 0
    for name, times in measured.items():
        took = sorted(ms for _, ms in times)
        p50, p99 = (took[int(len(took) * share)] for share in (0.5, 0.99))
        cells.append(f"{p50:.0f} / {p99:.0f}")
        served = {200, 404} if name == "signed event" else {200}
        unserved += sum(status not in served for status, _ in times)
    return f"| {topology} | {attack} | {' | '.join(cells)} | {unserved} |"


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
