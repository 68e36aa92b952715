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


@pytest.mark.parametrize("id", ["soup", "pasta", "tea"])
def test_a_line_is_found_by_its_id(id: str):
    some = order(lines=(line("soup"), line("pasta"), line("tea")))

    # The id is equal, but another object.
    assert some.line("".join([*id])) is next(each for each in some.lines if each.id == id)
    assert some.line("cake") is some.line("zest") is None


def test_only_a_cancellations_restock_counts_as_restocked():
    by_request = restock("pasta")
    items = (RestockedItem("pasta", "sku", 2),)
    by_cancellation = evolve(by_request, cause=RestockCause.CANCELLATION, items=items)

    some = order(lines=(line("pasta", 9),), restocks=(by_request, by_cancellation))

    assert some.restocked == items


def test_a_restock_has_items():
    with pytest.raises(ValueError, match="items"):
        evolve(restock("pasta"), items=())


def test_the_change_of_a_version_is_found():
    after = order().add_tags(["vip"], change(2)).add_tags(["gift"], change(3))

    found = [after.change_of(version) for version in (2, 3)]

    assert found == list(after.timeline)
    assert after.change_of(1) is after.change_of(4) is None


def test_a_version_is_found_by_value():
    after = order(version=999).add_tags(["vip"], change())

    # The version is equal, but another object.
    assert after.change_of(int("1000")) is after.timeline[0]
