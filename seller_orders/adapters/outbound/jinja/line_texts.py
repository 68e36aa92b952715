"""Texts of order lines in notifications."""

from collections.abc import Mapping

from attrs import frozen

from seller_orders.application.ports.notification_sender import Notification


@frozen
class Line:
    """Units of an order line. ``detail`` is the name of a phrase about them, if there is one."""

    name: str
    quantity: int
    detail: str | None = None


def one_line(text: str) -> str:
    """Return a text on one line: line breaks in a name must not start a paragraph."""
    return " ".join(text.split())


def names_of(notification: Notification) -> dict[str, str]:
    """Return the lines' names by id; lines that were removed from the order come last."""
    present = {line.id: line.name for line in notification.order.lines}
    names = {**present, **notification.snapshot.names}
    return {id: one_line(name) for id, name in names.items()}


def lines_of(notification: Notification, units: Mapping[str, int]) -> tuple[Line, ...]:
    """Return units with their lines' names, without lines that nobody knows any more."""
    names = names_of(notification)
    return tuple(Line(name, units[id]) for id, name in names.items() if id in units)
