"""What holds for every class of the domain."""

import pkgutil
from enum import Enum
from importlib import import_module
from inspect import getmembers, isclass

import attrs
import pytest

import seller_orders.domain
from seller_orders.domain.refusals import FieldProblem, Refusal

MODULES = [
    import_module(f"seller_orders.domain.{each.name}")
    for each in pkgutil.iter_modules(seller_orders.domain.__path__)
]
CLASSES = {
    kind.__qualname__: kind
    for module in MODULES
    for _, kind in getmembers(module, isclass)
    if kind.__module__ == module.__name__ and not issubclass(kind, Enum | Exception)
}


def test_there_are_classes():
    assert {"Order", "Money", "OrderIsClosed", "Change"} <= set(CLASSES)


@pytest.mark.parametrize("kind", [each for name, each in CLASSES.items() if name[0] != "_"])
def test_a_value_is_frozen_and_has_nothing_that_it_does_not_declare(kind: type):
    assert attrs.has(kind)
    assert "__slots__" in vars(kind)
    assert kind.__setattr__ is not object.__setattr__


def test_a_problem_with_figures_can_be_in_a_set():
    assert len({FieldProblem("code", "detail", (), {"most": 1})} | {FieldProblem("a", "b")}) == 2


def test_a_refusal_says_what_is_wrong_or_is_not_finished():
    class Unfinished(Refusal):
        code = "unfinished"

    with pytest.raises(NotImplementedError):
        _ = Unfinished().message
