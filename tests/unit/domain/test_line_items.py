"""Fields of a line; of cancelled units, those to restock and those set aside are different ones."""

import pytest
from attrs import evolve

from seller_orders.testing.sample_order import line


@pytest.mark.parametrize(("restocked", "aside"), [(0, 0), (3, 0), (0, 3), (2, 1)])
def test_cancelled_units_are_restocked_or_set_aside(restocked: int, aside: int):
    cancelled = line(
        quantity=4,
        cancelled_quantity=3,
        restock_requested_quantity=restocked,
        set_aside_quantity=aside,
    )

    assert cancelled.cancelled_quantity == 3


@pytest.mark.parametrize(("restocked", "aside"), [(2, 2), (4, 0), (0, 4), (-1, 0), (0, -1)])
def test_no_unit_is_restocked_and_set_aside(restocked: int, aside: int):
    with pytest.raises(ValueError, match="set aside or restocked than cancelled"):
        line(
            quantity=4,
            cancelled_quantity=3,
            restock_requested_quantity=restocked,
            set_aside_quantity=aside,
        )


def test_a_sku_has_at_least_one_character():
    assert evolve(line(), sku="A").sku == "A"
    with pytest.raises(ValueError, match="sku has from 1 to 500 characters"):
        evolve(line(), sku="")
