"""Tables of a run's results, in Markdown."""

from typing import Final

from bench.markdown import table
from bench.ratios import Ratio, Side
from bench.run_results import Results

_MOST_MB_OF_ONE_WORKER: Final = 120
_MOST_MB_OF_TWO_WORKERS: Final = 240


def all_tables(results: Results) -> list[str]:
    """Return the lines of all tables of a run."""
    return [
        *heading(results),
        "",
        *ratios(results),
        "",
        *processor_times(results),
        "",
        *lists(results),
        "",
        *limits(results),
    ]


def heading(results: Results) -> list[str]:
    """Return the line that says what was measured when."""
    return [f"{results.size:,} orders, measured on {results.at:%Y-%m-%d}."]


def summary(results: Results) -> list[str]:
    """Return the rates and the processor time, with the most connections of each operation."""
    most = {each.operation: each.connections for each in results.ratios}
    head = (
        "operation",
        "workers",
        "ratio",
        "target",
        "requests/s",
        "server µs",
        "PostgreSQL µs",
        "reference µs",
        "statements",
    )
    return table(
        head,
        [
            (
                each.operation,
                str(each.workers),
                f"{each.ratio:.2f}",
                _figure(each.least, ".2f"),
                f"{each.product.rate:,.1f}",
                _figure(each.product.server_us, ",.0f"),
                _figure(each.product.postgresql_us, ",.0f"),
                _figure(each.reference.processor_us, ",.0f"),
                f"{results.messages[each.operation]:g}",
            )
            for each in results.ratios
            if each.connections == most[each.operation]
        ],
    )


def ratios(results: Results) -> list[str]:
    """Return the rates of the product and the reference."""
    head = (
        "operation",
        "workers",
        "connections",
        "ratio",
        "target",
        "requests/s",
        "reference",
        "p50 ms",
        "p95 ms",
        "statements",
    )
    return table(
        head,
        [
            (
                *_condition(each),
                f"{each.ratio:.2f}",
                _figure(each.least, ".2f"),
                f"{each.product.rate:,.1f}",
                f"{each.reference.rate:,.1f}",
                f"{each.product.p50:.2f}",
                f"{each.product.p95:.2f}",
                f"{results.messages[each.operation]:g}",
            )
            for each in results.ratios
        ],
    )


def processor_times(results: Results) -> list[str]:
    """Return the processor time a request, of the server with its relay and of PostgreSQL."""
    head = (
        "operation",
        "workers",
        "connections",
        "server µs",
        "PostgreSQL µs",
        "together",
        "reference: server",
        "PostgreSQL",
        "together",
    )
    return table(
        head,
        [
            (*_condition(each), *_processor_times(each.product), *_processor_times(each.reference))
            for each in results.ratios
        ],
    )


def lists(results: Results) -> list[str]:
    """Return the times of lists by filter and sort."""
    head = ("filters", "sort", "matches", "first page ms", "middle page ms", "with the total ms")
    return table(
        head,
        [
            (
                ", ".join(f"{name}={value}" for name, value in each.filters.items()) or "none",
                each.sort,
                f"{each.matches:,}",
                _figure(each.first_ms, ".2f"),
                _figure(each.deep_ms, ".2f"),
                _figure(each.total_ms, ".2f"),
            )
            for each in results.lists
        ],
    )


def limits(results: Results) -> list[str]:
    """Return the measurements with a fixed limit."""
    memory = (
        ("worker", results.resident_mb, _MOST_MB_OF_ONE_WORKER),
        ("two workers", results.two_workers_mb, _MOST_MB_OF_TWO_WORKERS),
    )
    return table(
        ("limit", "measured", "target"),
        [
            ("import, orders/s", f"{results.imported.orders_a_second:,.0f}", "≥ 4,000"),
            ("import, peak MB", f"{results.imported.peak_mb:.0f}", "≤ 150"),
            ("first response, s", f"{results.first_answer_s:.2f}", "≤ 1.5"),
            ("import of the domain, ms", f"{results.import_of_domain_ms:.0f}", "≤ 60"),
            *(
                (f"{name} after {n:,} requests, MB", f"{mb:.0f}", f"≤ {most}")
                for name, held, most in memory
                for n, mb in held.items()
            ),
        ],
    )


def _condition(each: Ratio) -> tuple[str, str, str]:
    return each.operation, str(each.workers), str(each.connections)


def _processor_times(side: Side) -> tuple[str, str, str]:
    return (
        _figure(side.server_us, ",.0f"),
        _figure(side.postgresql_us, ",.0f"),
        _figure(side.processor_us, ",.0f"),
    )


def _figure(value: float | None, form: str) -> str:
    return "" if value is None else format(value, form)
