"""Holds of an order: when they end, and what they mean for the whole order."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from seller_orders.domain.hold import END_OF_TIME, Hold
from seller_orders.testing.sample_order import (
    CREATED,
    LATER,
    fulfillment,
    hold,
    hold_request,
    order,
)

SECOND = timedelta(seconds=1)


def test_a_hold_is_open_before_its_end():
    assert hold().is_open(LATER)
    assert hold(until=LATER).is_open(LATER - SECOND)
    assert not hold(until=LATER).is_open(LATER)
    assert not hold(until=LATER).is_open(LATER + SECOND)


@pytest.mark.parametrize("made", [hold, hold_request])
def test_a_handle_is_no_empty_text(made: Callable[..., Any]):
    assert made(handle="x").handle == "x"

    with pytest.raises(ValueError, match="handle"):
        made(handle="")


@pytest.mark.parametrize(
    ("holds", "end"),
    [
        ((), None),
        ((hold(),), END_OF_TIME),
        ((hold(until=LATER),), LATER),
        ((hold(until=LATER), hold(until=CREATED)), LATER),
        ((hold(until=LATER), hold()), END_OF_TIME),
        ((hold(items=("soup",)),), END_OF_TIME),
        ((hold(items=("pasta",)),), None),
        ((hold(items=("pasta", "soup"), until=LATER),), LATER),
        ((hold(items=("tea",)),), None),
        ((hold(items=("tea", "soup"), until=LATER),), LATER),
        ((hold(items=("pasta",)), hold(until=CREATED)), CREATED),
    ],
)
def test_an_order_is_held_until_its_last_hold_ends(holds: tuple[Hold, ...], end: datetime | None):
    """A soup remains; the pasta is in a parcel, and there is no tea."""
    waiting = order(fulfillments=(fulfillment(pasta=2),), holds=holds)

    assert waiting.held_until == end


@pytest.mark.parametrize(
    ("holds", "next_"),
    [
        ((), None),
        ((hold(),), None),
        ((hold(), hold(until=LATER), hold(until=CREATED)), CREATED),
    ],
)
def test_the_next_release_is_that_of_the_hold_that_ends_first(
    holds: tuple[Hold, ...], next_: datetime | None
):
    assert order(holds=holds).next_release_at == next_


def test_a_hold_is_found_by_its_id():
    both = order(holds=(hold(), hold("hld_2")))

    assert both.hold("".join(["hld", "_2"])) == both.holds[1]
    assert both.hold("hld_0") is both.hold("hld_3") is None
