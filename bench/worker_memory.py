"""Memory of a server that reads orders: ``python -m bench.worker_memory [ORDERS [REQUESTS]]``.

Prints MB after the start and after each 20,000 requests: the resident memory of its workers, as in
the limits, and the memory of all its processes, in which a page that they share counts once.
"""

import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import psutil

from bench import dataset, limits, stack
from bench.operations import of_each_domain, product_requests
from bench.stack import Server
from tests.support.servers import end_servers

_DISTINCT_ORDERS: Final = 2_000


def main(orders: int = 100_000, requests: int = 100_000) -> None:
    """Import orders, and measure a server with one worker and one with two."""
    with ExitStack() as held:
        held.callback(end_servers)
        folder = Path(held.enter_context(TemporaryDirectory(prefix="seller-orders-bench-")))
        url = held.enter_context(stack.database())
        files = dataset.write(folder, orders)
        limits.importing(url, files, orders)
        product = product_requests({domain: stack.key(url, domain) for domain in files})
        for workers in 1, 2:
            reads = of_each_domain(product, "/orders/{}", orders, _DISTINCT_ORDERS)
            with stack.product(url, folder / "log", workers=workers) as server:
                _print(workers, 0, server)
                for answered in limits.after_requests(server, reads, requests):
                    _print(workers, answered, server)


def _print(workers: int, answered: int, server: Server) -> None:
    main_process = psutil.Process(server.process.pid)
    processes = [main_process, *main_process.children()]
    shared = sum(each.memory_full_info().pss for each in processes) / 1e6
    resident = server.resident_mb()
    print(f"{workers} workers, {answered:>7,} requests: {resident:.0f} {shared:.0f}", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
