"""Many writers of one order, layers apart: ``python -m bench.hot_order [--orchestrators 2]``.

24 callers change one order on a gateway, an orchestrator and a core, each a process, while another
caller changes another order. With two orchestrators each has a gateway and half of the callers.
Layers get more time to answer each other than as shipped, so that a busy machine does not fail.
"""

import os
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Event
from time import perf_counter
from typing import Final

from attrs import evolve

from bench import stack
from tests.integration.layers.topology import second_gateway, three_layers
from tests.support.http_client import Client
from tests.support.order_requests import create_order, get_order, line_document
from tests.support.time_limits import CHANGED, LONG, shipped

_WRITERS: Final = 24
_REQUESTS: Final = 199
_LIMITS: Final = {**LONG, CHANGED: shipped(CHANGED)}


def main() -> None:
    """Measure on both databases."""
    options = ArgumentParser(prog="python -m bench.hot_order")
    options.add_argument("--orchestrators", type=int, choices=(1, 2), default=1)
    has_second = options.parse_args().orchestrators == 2
    with stack.migrated_databases() as databases:
        for name, url in databases.items():
            with (
                TemporaryDirectory() as logs,
                three_layers(Path(logs), url, limits=_LIMITS) as layers,
            ):
                client = layers.server.client()
                if has_second:
                    with second_gateway(layers, Path(logs), limits=_LIMITS) as port:
                        _measure(name, [client, evolve(client, port=port)])
                else:
                    _measure(name, [client])


def _measure(database: str, clients: Sequence[Client]) -> None:
    client = clients[0]
    items = [line_document("iid_001", "Pasta", 1_000, 10)]
    hot, other = (create_order(client, items=items) for _ in range(2))
    done = Event()

    def change(order: str, through: Client) -> tuple[int, float]:
        begun = perf_counter()
        one = {"items": [{"id": "iid_001", "quantity": 1}]}
        answer = through.post(f"/orders/{order}/fulfillments", one)
        return answer.status, perf_counter() - begun

    def change_the_other() -> Iterator[tuple[int, float]]:
        while not done.is_set():
            yield change(other["order_id"], client)

    with ThreadPoolExecutor(_WRITERS) as writers, ThreadPoolExecutor(1) as beside:
        meanwhile = beside.submit(lambda: list(change_the_other()))
        begun = perf_counter()
        made = list(
            writers.map(
                lambda through: change(hot["order_id"], through),
                islice(cycle(clients), _REQUESTS),
            )
        )
        took = perf_counter() - begun
        done.set()
        others = meanwhile.result()
    told = Counter(status for status, _ in made)
    seconds = sorted(each for _, each in made)
    print(
        f"{database:10} load {os.getloadavg()[0]:.0f}, {len(clients)} orchestrators, "
        f"{_REQUESTS} requests in {took:.1f} s: {dict(told)}, "
        f"{100 * told[503] / _REQUESTS:.1f} % told to try again; "
        f"median {median(seconds):.2f} s, slowest {seconds[-1]:.2f} s; "
        f"other order: {dict(Counter(status for status, _ in others))}, "
        f"median {median(each for _, each in others) * 1e3:.0f} ms; "
        f"version {get_order(client, hot)['version']}"
    )


if __name__ == "__main__":
    main()
