"""Results as JSON and as Markdown tables."""

from datetime import datetime
from pathlib import Path

import msgspec
from attrs import frozen

from bench.growth import Listed
from bench.limits import Import
from bench.markdown import table
from bench.ratios import Ratio


@frozen(kw_only=True)
class Results:
    """Results of one run. Names of times end with their unit."""

    size: int
    at: datetime
    ratios: list[Ratio]
    messages: dict[str, float]
    lists: list[Listed]
    imported: Import
    first_answer_s: float
    import_of_domain_ms: float
    resident_mb: dict[int, float]


def save(results: Results, file: Path) -> None:
    """Write the results as JSON."""
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(msgspec.json.format(msgspec.json.encode(results), indent=1) + b"\n")


def load(file: Path) -> Results:
    """Read saved results."""
    return msgspec.json.decode(file.read_bytes(), type=Results)


def tables(results: Results) -> list[str]:
    """Return the lines of the results' tables, in Markdown."""
    return [
        f"{results.size:,} orders, measured on {results.at:%Y-%m-%d}",
        "",
        *_ratios(results),
        "",
        *_lists(results),
        "",
        *_limits(results),
    ]


def _ratios(results: Results) -> list[str]:
    head = (
        "operation",
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
                each.operation,
                str(each.connections),
                f"{each.ratio:.2f}",
                "" if each.least is None else f"{each.least:.2f}",
                f"{each.product.rate:,.1f}",
                f"{each.reference.rate:,.1f}",
                f"{each.product.p50:.2f}",
                f"{each.product.p95:.2f}",
                f"{results.messages[each.operation]:g}",
            )
            for each in results.ratios
        ],
    )


def _lists(results: Results) -> list[str]:
    head = ("filters", "sort", "matches", "first page ms", "middle page ms", "with the total ms")
    return table(
        head,
        [
            (
                ", ".join(f"{name}={value}" for name, value in each.filters.items()) or "none",
                each.sort,
                f"{each.matches:,}",
                _ms(each.first_ms),
                _ms(each.deep_ms),
                _ms(each.total_ms),
            )
            for each in results.lists
        ],
    )


def _limits(results: Results) -> list[str]:
    held = results.resident_mb
    return table(
        ("limit", "measured", "target"),
        [
            ("import, orders/s", f"{results.imported.orders_a_second:,.0f}", "≥ 4,000"),
            ("import, peak MB", f"{results.imported.peak_mb:.0f}", "≤ 150"),
            ("first response, s", f"{results.first_answer_s:.2f}", "≤ 1.5"),
            ("import of the domain, ms", f"{results.import_of_domain_ms:.0f}", "≤ 60"),
            *((f"worker after {n:,} requests, MB", f"{mb:.0f}", "≤ 120") for n, mb in held.items()),
        ],
    )


def _ms(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
