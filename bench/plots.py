"""Charts of the results."""

from collections.abc import Callable, Sequence
from pathlib import Path

from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.growth import Listed
from bench.run_results import Results

_REACHED, _MISSED, _TWO_WORKERS = "tab:green", "tab:orange", "tab:gray"
_COLORS = 10


def draw(results: Sequence[Results], folder: Path) -> None:
    """Draw the ratios of each size, and the times of lists by size."""
    folder.mkdir(exist_ok=True)
    # A fixed salt makes the same figures the same file.
    pyplot.rcParams["svg.hashsalt"] = "seller-orders"
    for each in results:
        _ratios(each, folder / f"ratios-{each.size}.svg")
    if len(results) > 1:
        _growth(results, folder / "growth.svg")


def _ratios(results: Results, file: Path) -> None:
    shown = [each for each in results.ratios if each.least is not None]
    figure, axes = pyplot.subplots(figsize=(8, 4))
    names = [each.operation for each in shown]
    colors = [_REACHED if each.ratio >= (each.least or 0) else _MISSED for each in shown]
    axes.barh(names, [each.ratio for each in shown], color=colors, label="one worker")
    two = [each for each in results.ratios if each.workers > 1 and each.operation in names]
    if two:
        places = [names.index(each.operation) for each in two]
        ratios = [each.ratio for each in two]
        axes.barh(places, ratios, height=0.2, color=_TWO_WORKERS, label="two workers each")
    axes.plot([each.least or 0 for each in shown], names, "k|", markersize=18, label="target")
    axes.invert_yaxis()
    axes.set_xlabel(f"requests a second by those of hand-written SQL, {results.size:,} orders")
    axes.legend(loc="lower right")
    _save(figure, file)


def _growth(results: Sequence[Results], file: Path) -> None:
    figure, panels = pyplot.subplots(1, 3, figsize=(12, 4), sharey=True)
    for axes, title, value in zip(
        panels,
        ("first page", "middle page", "with the exact total"),
        (lambda each: each.first_ms, lambda each: each.deep_ms, lambda each: each.total_ms),
        strict=True,
    ):
        _curves(axes, results, value)
        axes.set_title(title)
        axes.set_xlabel("orders")
    panels[0].set_ylabel("median, ms, newest first")
    panels[-1].legend(fontsize=6, loc="upper left", bbox_to_anchor=(1, 1))
    _save(figure, file)


def _curves(
    axes: Axes, results: Sequence[Results], value: Callable[[Listed], float | None]
) -> None:
    shown = [each.filters for each in results[0].lists if each.sort == "created_at"]
    for place, filters in enumerate(shown):
        found = [
            (run.size, value(each))
            for run in results
            for each in run.lists
            if each.filters == filters and each.sort == "created_at"
        ]
        known = [(size, ms) for size, ms in found if ms is not None]
        name = ", ".join(f"{key}={each}" for key, each in filters.items()) or "no filter"
        line = "solid" if place < _COLORS else "dashed"
        if known:
            axes.loglog(
                *zip(*known, strict=True), marker=".", label=name, color=f"C{place}", ls=line
            )


def _save(figure: Figure, file: Path) -> None:
    figure.savefig(file, bbox_inches="tight", metadata={"Date": None})
    pyplot.close(figure)
