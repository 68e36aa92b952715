"""Lines of an order, of which some units may be cancelled."""

from attrs import evolve

from seller_orders.domain.line_item import LineItem
from seller_orders.testing.choices import Choices
from seller_orders.testing.strategies.labels import draw_attributes


def draw_lines(choices: Choices, currency: str, most: int) -> tuple[LineItem, ...]:
    """Draw lines with unique ids and a total of at most ``most``."""
    ids = choices.identifiers(1, 3)
    return tuple(_line(Choices(choices.draw, 48), id, currency, most // len(ids)) for id in ids)


def _line(choices: Choices, id: str, currency: str, most: int) -> LineItem:
    quantity = choices.quantity(10**9)
    price = choices.unit_price(currency, most // quantity)
    gross = price.extended(quantity)
    is_partly_cancelled = choices.flag()
    line = LineItem(
        id=id,
        quantity=quantity,
        selling_price=price,
        discount=choices.amount(currency, most=gross if choices.flag() else 0),
        tax=choices.amount(currency, most=gross) if choices.flag() else None,
        product_id=choices.foreign_identifier(),
        sku=choices.foreign_identifier(),
        name=choices.text(500),
        requires_shipping=choices.below(3) < 2,
        attributes=draw_attributes(choices),
    )
    return _partly_cancelled(choices, line) if is_partly_cancelled else line


def _partly_cancelled(choices: Choices, line: LineItem) -> LineItem:
    """Draw units that were taken off a line; at most they were worth its total."""
    units = choices.quantity(line.quantity)
    asked, aside = choices.quantity(units + 1) - 1, choices.quantity(units + 1) - 1
    return evolve(
        line,
        cancelled_quantity=units,
        cancelled_worth=choices.amount(line.selling_price.currency, most=line.total_units),
        restock_requested_quantity=asked,
        set_aside_quantity=min(aside, units - asked) if line.requires_shipping else 0,
    )
