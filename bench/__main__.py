"""Benchmark of everything at one size: ``python -m bench SIZE``."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench import dataset, growth, limits, plots, ratios, result_tables, run_results, stack
from bench.operations import (
    CACHED_IN_PROCESS,
    Operation,
    of_each_domain,
    operations,
    product_requests,
)
from bench.ratios import Installation, Ratio
from bench.run_results import Results
from tests.support.servers import end_servers

_ORDERS_IN_MEMORY: Final = 2_000
_REQUESTS_OF_ONE_WORKER: Final = 100_000
_REQUESTS_OF_TWO_WORKERS: Final = 40_000
_PLOTS: Final = Path(__file__).parents[1] / "docs" / "performance"


def main(size: int) -> None:
    """Generate orders, start the servers, measure, and save the results."""
    with ExitStack() as held:
        held.callback(end_servers)
        folder = Path(held.enter_context(TemporaryDirectory(prefix="seller-orders-bench-")))
        results = _measured(size, folder, held)
    run_results.save(results)
    plots.draw(list(run_results.saved().values()), _PLOTS)
    print("\n".join(result_tables.all_tables(results)))


def _measured(size: int, folder: Path, held: ExitStack) -> Results:
    url = held.enter_context(stack.database())
    _print_progress(f"generating {size:,} orders")
    files = dataset.write(folder, size)
    _print_progress("importing them")
    imported = limits.importing(url, files, size)
    stack.run(url, "import", str(dataset.write_open_orders(folder)), "--domain", dataset.LARGEST)
    stack.settle(url)
    product = product_requests({domain: stack.key(url, domain) for domain in files})

    _print_progress("starting the servers")
    log = folder / "log"
    first_answer_s = limits.first_answer_s(url, log)
    with (
        stack.reference(url, log) as reference,
        stack.product(url, log, "--no-relay") as alone,
    ):
        _print_progress("counting the statements of each operation")
        measured = operations(product, alone.port, reference.port, size)
        messages = ratios.messages(measured, alone, reference, url)
        _print_progress("measuring lists")
        lists = list(growth.measure(product, alone))
    reads = of_each_domain(product, "/orders/{}", size, _ORDERS_IN_MEMORY)
    _print_progress("measuring memory")
    with stack.product(url, log) as one:
        resident_mb = limits.resident_mb(one, reads, _REQUESTS_OF_ONE_WORKER)
    with stack.product(url, log, workers=2) as two:
        two_workers_mb = limits.resident_mb(two, reads, _REQUESTS_OF_TWO_WORKERS)
    _print_progress("measuring each operation and its reference")
    return Results(
        size=size,
        at=datetime.now(UTC),
        ratios=[*_ratios(measured, url, log, workers=1), *_ratios(measured, url, log, workers=2)],
        messages=messages,
        lists=lists,
        imported=imported,
        first_answer_s=first_answer_s,
        import_of_domain_ms=limits.import_of_domain_ms(),
        resident_mb=resident_mb,
        two_workers_mb=two_workers_mb,
    )


def _ratios(
    operations: Sequence[Operation], url: str, log: Path, *, workers: int
) -> Iterator[Ratio]:
    with ExitStack() as held:
        installation = Installation(
            workers=workers,
            products={
                "shipped": held.enter_context(stack.product(url, log, workers=workers)),
                "redis": held.enter_context(stack.product(url, log, redis=True, workers=workers)),
                "uncached": held.enter_context(
                    stack.product(url, log, "--no-relay", workers=workers)
                ),
            },
            reference=held.enter_context(stack.reference(url, log, workers)),
            url=url,
        )
        for operation in operations:
            for connections in _connections(operation, workers):
                found = installation.measure(operation, connections)
                _print_progress(
                    f"  {found.operation}, {workers} workers, {connections} connections: "
                    f"{found.ratio:.2f}"
                )
                yield found


def _connections(operation: Operation, workers: int) -> list[int]:
    """Return the numbers of connections; a second worker can help only several of them."""
    if workers == 1:
        return list(operation.rounds)
    is_cached = operation.name == CACHED_IN_PROCESS
    return [each for each in operation.rounds if each >= workers and not is_cached]


def _print_progress(text: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {text}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
