"""Texts of order lines in notifications."""

from collections.abc import Mapping

from attrs import frozen

from seller_orders.domain.order import Order


@frozen
class Line:
    """Units of an order line."""

    name: str
    quantity: int


def one_line(text: str) -> str:
    """Return a text on one line: line breaks in a name must not start a paragraph."""
    return " ".join(text.split())


def lines_of(order: Order, units: Mapping[str, int]) -> tuple[Line, ...]:
    """Return units with their lines' names, without lines that were removed from the order."""
    return tuple(
        Line(one_line(line.name), units[line.id]) for line in order.lines if line.id in units
    )
