"""Benchmark of everything at one size: ``python -m bench SIZE``."""

import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench import dataset, growth, limits, plots, ratios, report, stack
from bench.operations import of_each_domain, operations, product_requests
from bench.report import Results
from tests.support.servers import end_servers

_RESULTS: Final = Path(__file__).parent / "results"
_ORDERS_IN_MEMORY: Final = 2_000
_PLOTS: Final = Path(__file__).parents[1] / "docs" / "performance"


def main(size: int) -> None:
    """Generate orders, start the servers, measure, and save the results."""
    with ExitStack() as held:
        held.callback(end_servers)
        folder = Path(held.enter_context(TemporaryDirectory(prefix="seller-orders-bench-")))
        results = _measured(size, folder, held)
    report.save(results, _RESULTS / f"{size}.json")
    sizes = sorted(_RESULTS.glob("*.json"), key=lambda file: int(file.stem))
    plots.draw([report.load(file) for file in sizes], _PLOTS)
    print("\n".join(report.tables(results)))


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
    reference = held.enter_context(stack.reference(url, log))
    with stack.product(url, log, "--no-relay") as alone:
        _print_progress("counting the statements of each operation")
        measured = operations(product, alone.port, reference.port, size)
        messages = ratios.messages(measured, alone, reference, url)
        _print_progress("measuring lists")
        lists = list(growth.measure(product, alone))
    with stack.product(url, log) as alone:
        _print_progress("measuring memory")
        reads = of_each_domain(product, "/orders/{}", size, _ORDERS_IN_MEMORY)
        resident_mb = limits.resident_mb(alone, reads)
    servers = {
        "shipped": held.enter_context(stack.product(url, log)),
        "redis": held.enter_context(stack.product(url, log, redis=True)),
        "uncached": held.enter_context(stack.product(url, log, "--no-relay")),
    }
    _print_progress("measuring each operation and its reference")
    found = []
    for each in ratios.measure(measured, servers, reference, url):
        _print_progress(f"  {each.operation}, {each.connections} connections: {each.ratio:.2f}")
        found.append(each)
    return Results(
        size=size,
        at=datetime.now(UTC),
        ratios=found,
        messages=messages,
        lists=lists,
        imported=imported,
        first_answer_s=first_answer_s,
        import_of_domain_ms=limits.import_of_domain_ms(),
        resident_mb=resident_mb,
    )


def _print_progress(text: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {text}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
