"""Many writers of one order, layers apart: ``python -m bench.hot_order``.

24 callers change one order on a gateway, an orchestrator and a core, each a process, while another
caller changes another order. Layers get more time to answer each other than as shipped, so that a
busy machine does not fail.
"""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Event
from time import perf_counter
from typing import Final

from bench import stack
from tests.integration.layers.topology import three_layers
from tests.support.http_client import Client
from tests.support.order_requests import create_order, get_order, line_document
from tests.support.time_limits import CHANGED, LONG, shipped

_WRITERS: Final = 24
_REQUESTS: Final = 199
_LIMITS: Final = {**LONG, CHANGED: shipped(CHANGED)}


def main() -> None:
    """Measure on both databases."""
    with stack.migrated_databases() as databases:
        for name, url in databases.items():
            with (
                TemporaryDirectory() as logs,
                three_layers(Path(logs), url, limits=_LIMITS) as layers,
            ):
                _measure(name, layers.server.client())


def _measure(database: str, client: Client) -> None:
    items = [line_document("iid_001", "Pasta", 1_000, 10)]
    hot, other = (create_order(client, items=items) for _ in range(2))
    done = Event()

    def change(order: str) -> tuple[int, float]:
        begun = perf_counter()
        one = {"items": [{"id": "iid_001", "quantity": 1}]}
        answer = client.post(f"/orders/{order}/fulfillments", one)
        return answer.status, perf_counter() - begun

    def change_the_other() -> Iterator[tuple[int, float]]:
        while not done.is_set():
            yield change(other["order_id"])

    with ThreadPoolExecutor(_WRITERS) as writers, ThreadPoolExecutor(1) as beside:
        meanwhile = beside.submit(lambda: list(change_the_other()))
        begun = perf_counter()
        made = list(writers.map(lambda _: change(hot["order_id"]), range(_REQUESTS)))
        took = perf_counter() - begun
        done.set()
        others = meanwhile.result()
    told = Counter(status for status, _ in made)
    seconds = sorted(each for _, each in made)
    print(
        f"{database:10} {_REQUESTS} requests in {took:.1f} s: {dict(told)}, "
        f"{100 * told[503] / _REQUESTS:.1f} % told to try again; "
        f"median {median(seconds):.2f} s, slowest {seconds[-1]:.2f} s; "
        f"other order: {dict(Counter(status for status, _ in others))}, "
        f"median {median(each for _, each in others) * 1e3:.0f} ms; "
        f"version {get_order(client, hot)['version']}"
    )


if __name__ == "__main__":
    main()
