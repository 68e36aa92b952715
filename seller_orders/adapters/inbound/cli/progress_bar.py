"""Progress of a long command: a bar on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Final

import click

_SECONDS_BETWEEN_LINES: Final = 5.0


@contextmanager
def progress(label: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Show progress on standard error; the block calls the given function with each step's size.

    Steps have the unit of ``total``. Without a total no percentage is shown.
    """
    if sys.stderr.isatty() and total:
        with click.progressbar(length=total, label=label, file=sys.stderr) as bar:
            yield bar.update
    else:
        yield _Lines(label, total).advance


class _Lines:
    def __init__(self, label: str, total: int | None) -> None:
        self._label = label
        self._total = total
        self._done = 0
        self._printed_at = monotonic()

    def advance(self, step: int) -> None:
        self._done += step
        if monotonic() - self._printed_at >= _SECONDS_BETWEEN_LINES:
            self._printed_at = monotonic()
            share = f"{self._done / self._total:.0%}" if self._total else f"{self._done:,} so far"
            click.echo(f"{self._label}: {share}", err=True)
