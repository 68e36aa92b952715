"""The examples in docstrings pass, each on a new database with one order."""

import re
from collections.abc import Iterator
from decimal import Decimal
from doctest import ELLIPSIS, IGNORE_EXCEPTION_DETAIL, DocTest, DocTestFinder, DocTestRunner
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

import seller_orders
from examples.shop import new_order
from tests.support.migrated_sqlite import migrated_file

PACKAGE = Path(seller_orders.__path__[0])
NAMES = {name: getattr(seller_orders, name) for name in vars(seller_orders)["__all__"]}
NEEDS_CONCURRENT_CALLS = {"OutcomeUnknownError", "RequestInProgressError", "WriteConflictError"}
NEEDS_A_DATABASE_CONSTRAINT = {"StoreRefusedError"}


def documented() -> Iterator[DocTest]:
    """Find every docstring with examples; they may use all public names."""
    finder = DocTestFinder(exclude_empty=True)
    for file in sorted(PACKAGE.rglob("*.py")):
        if ">>>" in file.read_text():
            parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
            module = import_module(".".join(parts).removesuffix(".__init__"))
            found = finder.find(module, extraglobs={**NAMES, "Decimal": Decimal, "evolve": evolve})
            yield from (each for each in found if each.examples)


EXAMPLES = list(documented())


@pytest.fixture
def example_names(tmp_path: Path) -> dict[str, Any]:
    """A database, the use cases on it, and its order."""
    file = tmp_path / "orders.db"
    migrated_file(file)
    database = f"sqlite:///{file}"
    orders = seller_orders.embed(database)
    create = new_order()
    draft = evolve(create.draft, order_id="ord_1", order_number="1001")
    order = orders.create_order(evolve(create, draft=draft)).unwrap()
    return {"database": database, "orders": orders, "order": order}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
def test_docstring_examples_pass(example: DocTest, example_names: dict[str, Any]):
    example.globs |= example_names
    said: list[str] = []

    outcome = DocTestRunner(optionflags=ELLIPSIS | IGNORE_EXCEPTION_DETAIL).run(
        example, out=said.append
    )

    assert outcome.attempted
    assert not outcome.failed, "".join(said)


def test_every_public_name_is_in_an_example():
    said = " ".join(
        f"{each.name} {line.source} {line.exc_msg}" for each in EXAMPLES for line in each.examples
    )

    assert {*NAMES} - {*re.findall(r"\w+", said)} == (
        NEEDS_CONCURRENT_CALLS | NEEDS_A_DATABASE_CONSTRAINT
    )


def test_the_documentation_has_every_public_name():
    page = PACKAGE.parent.joinpath("docs/python-api.md").read_text()

    assert sorted(re.findall(r"seller_orders\.(?:[a-z_]+\.)*(\w+)$", page, re.MULTILINE)) == sorted(
        NAMES
    )
