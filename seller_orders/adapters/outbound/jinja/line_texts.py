"""Texts of order lines in notifications."""

from collections.abc import Iterable, Mapping

from attrs import frozen

from seller_orders.application.order_history.lines import PastLine


@frozen
class Line:
    """Units of an order line. ``detail`` is the name of a phrase about them, if there is one."""

    name: str
    quantity: int
    detail: str | None = None


def one_line(text: str) -> str:
    """Return a text on one line: line breaks in a name must not start a paragraph."""
    return " ".join(text.split())


def lines_of(lines: Iterable[PastLine], units: Mapping[str, int]) -> tuple[Line, ...]:
    """Return units with the names of their lines."""
    return tuple(Line(one_line(line.name), units[line.id]) for line in lines if line.id in units)
