"""Adding an optional text field to a part of an order touches at most six files of the package."""

import pytest

from tests.support.added_fields import ADDED, run_with_added_fields, touched_files
from tests.support.order_fields import parts

IDS_AND_FIGURES = {
    "Coordinates",
    "ItemQuantity",
    "Money",
    "RefundPart",
    "RefundedItem",
    "RestockedItem",
    "ShippedUnits",
    "SignedMoney",
    "UnitPrice",
}


@pytest.mark.parametrize("name", ADDED)
def test_a_field_touches_at_most_six_files(name: str):
    assert len(touched_files(name)) <= 6


def test_every_part_but_ids_and_figures_is_given_a_field():
    given = {name.partition(".")[0] for name in ADDED}

    assert given == {part.__name__ for part in parts()} - IDS_AND_FIGURES


def test_added_fields_survive_everywhere():
    done = run_with_added_fields()

    assert done.returncode == 0, done.stdout
