"""Conventions of every class of the domain."""

import pkgutil
from enum import Enum
from importlib import import_module
from inspect import getmembers, isclass

import attrs
import pytest

import seller_orders.domain
from seller_orders.domain.refusals import FieldProblem, Refusal
from seller_orders.testing.sample_order import change, order

MODULES = [
    import_module(each.name)
    for each in pkgutil.walk_packages(seller_orders.domain.__path__, "seller_orders.domain.")
]
CLASSES = {
    kind.__qualname__: kind
    for module in MODULES
    for _, kind in getmembers(module, isclass)
    if kind.__module__ == module.__name__ and not issubclass(kind, Enum | Exception)
}


def test_classes_are_found():
    assert {"Order", "Money", "OrderIsClosed", "Change"} <= set(CLASSES)


@pytest.mark.parametrize("kind", [each for name, each in CLASSES.items() if name[0] != "_"])
def test_values_are_frozen_and_slotted(kind: type):
    assert attrs.has(kind)
    assert "__slots__" in vars(kind)
    assert kind.__setattr__ is not object.__setattr__


def test_only_values_of_a_few_unlike_fields_take_positions():
    """Refusals do, too: a policy names what it refuses right there."""
    by_position = {
        name
        for name, kind in CLASSES.items()
        if attrs.has(kind) and not all(field.kw_only for field in attrs.fields(kind))
        if not kind.__module__.startswith("seller_orders.domain.refusals")
    }

    assert by_position == {
        *("Money", "SignedMoney", "UnitPrice", "Coordinates"),
        *("ItemQuantity", "RestockedItem", "DraftReader", "LazyTimeline"),
    }


def test_field_problems_are_hashable():
    assert len({FieldProblem("code", "detail", (), {"most": 1})} | {FieldProblem("a", "b")}) == 2


def test_a_refusal_without_template_has_no_message():
    class Unfinished(Refusal):
        code = "unfinished"

    with pytest.raises(NotImplementedError):
        _ = Unfinished().message


def test_timeline_entries_are_hashable():
    entry = order().add_tags(["vip"], change()).timeline[0]

    assert len({entry, entry}) == 1
