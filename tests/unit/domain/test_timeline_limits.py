"""Limits of an imported timeline entry: each one names its field."""

from typing import Any

import pytest
from attrs import evolve

from seller_orders.domain.timeline import ChangeType, TimelineEntry
from seller_orders.testing.sample_order import CREATED

ENTRY = TimelineEntry(id="evt_1", type=ChangeType.CREATED, at=CREATED, by="key:1", version=2)


@pytest.mark.parametrize(
    "fields",
    [
        {"from_": "x" * 20, "to": "y" * 20},
        {"from_": "", "to": "shipped"},
        {"notified": ("email", "x" * 500)},
    ],
)
def test_an_entry_within_the_limits_has_no_problem(fields: dict[str, Any]):
    assert evolve(ENTRY, **fields).problem is None


@pytest.mark.parametrize("wrong", ["x" * 21, "a\x00", "\ud800"])
@pytest.mark.parametrize(("field", "path"), [("from_", ("from",)), ("to", ("to",))])
def test_a_status_is_short_and_can_be_written(wrong: str, field: str, path: tuple[str, ...]):
    fields: dict[str, Any] = {field: wrong}

    problem = evolve(ENTRY, **fields).problem

    assert problem is not None
    assert (problem.code, problem.path) == ("out_of_range", path)


@pytest.mark.parametrize("wrong", ["x" * 501, "a\x00", "\ud800"])
def test_a_channel_is_short_and_can_be_written(wrong: str):
    problem = evolve(ENTRY, notified=("email", wrong)).problem

    assert problem is not None
    assert (problem.code, problem.path) == ("out_of_range", ("notified", 1))
