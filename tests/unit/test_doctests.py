"""The examples in docstrings are true."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import seller_orders

ROOT = Path(seller_orders.__path__[0]).parent
MODULES = [
    ".".join(file.relative_to(ROOT).with_suffix("").parts)
    for file in sorted(ROOT.joinpath("seller_orders").rglob("*.py"))
    if ">>>" in file.read_text()
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_docstring_are_true(name: str):
    outcome = doctest.testmod(import_module(name))

    assert outcome.attempted
    assert not outcome.failed


def test_there_are_examples():
    assert {"seller_orders.domain.money", "seller_orders.domain.status"} <= set(MODULES)
