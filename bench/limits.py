"""Measurements with a fixed bound: import, start-up, and memory of a worker."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

from attrs import frozen

from bench import stack
from bench.load import Connection, message, run
from bench.stack import Server

_TIMES: Final = 5
_EVERY: Final = 20_000
_IMPORTING: Final = """
import time
import attrs, returns.result, returns.pipeline
begun = time.perf_counter()
import seller_orders.domain.order
print(time.perf_counter() - begun)
"""


@frozen(kw_only=True)
class Import:
    """Speed and peak memory of an import into an empty database."""

    orders: int
    orders_a_second: float
    peak_mb: float


def importing(url: str, files: Mapping[str, Path], orders: int) -> Import:
    """Import the file of each domain in turn, and measure."""
    begun = perf_counter()
    peaks = [
        stack.peak_mb(url, "import", str(file), "--domain", domain)
        for domain, file in files.items()
    ]
    seconds = perf_counter() - begun
    return Import(orders=orders, orders_a_second=orders / seconds, peak_mb=max(peaks))


def first_answer_s(url: str, log: Path) -> float:
    """Return the seconds from the command to the first response; the median of five."""
    return median(_first_answer_s(url, log) for _ in range(_TIMES))


def _first_answer_s(url: str, log: Path) -> float:
    begun = perf_counter()
    with stack.product(url, log) as server:
        Connection(server.port).ask(message("GET", "/readyz"))
        return perf_counter() - begun


def import_of_domain_ms() -> float:
    """Return the milliseconds to import the domain, without attrs and returns."""
    command = [sys.executable, "-c", _IMPORTING]
    taken = [subprocess.run(command, capture_output=True, check=True) for _ in range(_TIMES)]
    return median(float(each.stdout) for each in taken) * 1000


def resident_mb(server: Server, reads: Iterator[bytes], requests: int) -> dict[int, float]:
    """Return the memory of all workers in MB, by number of requests served."""
    return {answered: server.resident_mb() for answered in after_requests(server, reads, requests)}


def after_requests(server: Server, reads: Iterator[bytes], requests: int) -> Iterator[int]:
    """Send requests, and yield the number of those that were answered, each 20,000."""
    for answered in range(_EVERY, requests + 1, _EVERY):
        run(server.port, list(islice(reads, _EVERY)), 8)
        yield answered
