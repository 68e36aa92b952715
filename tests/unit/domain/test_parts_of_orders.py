"""Parts of an order that are looked up by id."""

import pytest
from attrs import evolve

from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.order import OrderInvariantError
from seller_orders.domain.stock import Restock, RestockCause
from seller_orders.testing.sample_order import LATER, change, line, order


def restock(line_id: str, cause_id: str = "evt_1") -> Restock:
    items = (RestockedItem(line_id, "sku", 1),)
    return Restock(cause=RestockCause.REQUEST, cause_id=cause_id, at=LATER, items=items)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_attributes_of_one_line_leave_the_others_alone(place: int):
    before = order(lines=(line("soup"), line("pasta"), line("tea")))
    # The id is equal, but another object.
    chosen = evolve(before.lines[place], id="".join([*before.lines[place].id]))

    after = before.set_line_attributes(chosen, {"size": "L"}, change())

    sizes = [each.attributes.get("size") for each in after.lines]
    assert sizes == ["L" if each == place else None for each in range(3)]
    assert [each.id for each in after.lines] == ["soup", "pasta", "tea"]


def test_not_even_one_unit_of_an_unknown_line_is_restocked():
    with pytest.raises(OrderInvariantError, match="more units were restocked"):
        order(restocks=(restock("cake"),))


def test_an_order_has_many_restocks():
    restocks = tuple(restock("pasta", f"evt_{number}") for number in range(300))

    assert len(order(lines=(line("pasta", 300, "1"),), restocks=restocks).restocks) == 300
