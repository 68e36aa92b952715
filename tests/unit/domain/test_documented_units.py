"""The example of docs/units-and-stock.md: its figures are those of an order."""

from pathlib import Path

from seller_orders.domain.order import Order
from tests.unit.domain.sequence_steps import (
    Step,
    credit,
    item,
    parcel,
    ship,
    sold,
    status,
    take_off,
)

PAGE = Path(__file__).parents[3] / "docs" / "units-and-stock.md"

STEPS: dict[str, Step] = {
    "six are packed": ship("ful_1", pasta=6),
    "the courier has them": status("shipped"),
    "four are cancelled": take_off(pasta=4),
    "two of the six are refunded": credit("rfd_1", pasta=2),
    "the parcel comes back undelivered": parcel("ful_1", "returned"),
}


def rows() -> dict[str, dict[str, int]]:
    """Return the rows of the example's table, by what happened."""
    lines = PAGE.read_text().partition("## Example")[2].splitlines()
    table = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if line.startswith("|")
    ]
    header, _, *body = table[: len(STEPS) + 3]
    return {row[0]: dict(zip(header[1:], map(int, row[1:]), strict=True)) for row in body}


def figures(order: Order, names: list[str]) -> dict[str, int]:
    return {name: getattr(order.units["pasta"], name.replace(" ", "_")) for name in names}


def test_the_documented_figures_are_those_of_an_order():
    (first, before), *documented = rows().items()
    order = sold(item("pasta", 10, "10"), paid="100")
    assert (first, before) == ("the order is placed", figures(order, list(before)))

    for number, (name, row) in enumerate(documented, start=2):
        order = STEPS[name](order, number).unwrap()
        assert figures(order, list(row)) == row, name


def test_the_places_of_a_row_add_up_to_ten():
    for row in rows().values():
        assert row["home"] + row["out"] + row["set aside"] + row["given back"] == 10
