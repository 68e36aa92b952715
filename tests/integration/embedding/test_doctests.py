"""The examples in docstrings are true: each has an embedded store of its own, with one order."""

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
from tests.contracts.stores import migrated_file

PACKAGE = Path(seller_orders.__path__[0])
NAMES = {name: getattr(seller_orders, name) for name in vars(seller_orders)["__all__"]}
TAKES_MORE_THAN_ONE = {"OutcomeUnknownError", "RequestInProgressError", "WriteConflictError"}
TAKES_A_RULE_OF_THE_DATABASE = {"StoreRefusedError"}


def documented() -> Iterator[DocTest]:
    """Find every docstring with an example, whose module has the public names too."""
    finder = DocTestFinder(exclude_empty=True)
    for file in sorted(PACKAGE.rglob("*.py")):
        if ">>>" in file.read_text():
            parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
            module = import_module(".".join(parts).removesuffix(".__init__"))
            found = finder.find(module, extraglobs={**NAMES, "Decimal": Decimal, "evolve": evolve})
            yield from (each for each in found if each.examples)


EXAMPLES = list(documented())


@pytest.fixture
def around(tmp_path: Path) -> dict[str, Any]:
    """A database, what ``embed`` returns on it, and the order that is in it."""
    file = tmp_path / "orders.db"
    file.write_bytes(migrated_file())
    database = f"sqlite:///{file}"
    orders = seller_orders.embed(database)
    create = new_order()
    draft = evolve(create.draft, order_id="ord_1", order_number="1001")
    order = orders.create_order(evolve(create, draft=draft)).unwrap()
    return {"database": database, "orders": orders, "order": order}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
def test_the_examples_of_a_docstring_are_true(example: DocTest, around: dict[str, Any]):
    example.globs |= around
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
        TAKES_MORE_THAN_ONE | TAKES_A_RULE_OF_THE_DATABASE
    )


def test_the_documentation_has_them_all():
    page = PACKAGE.parent.joinpath("docs/python-api.md").read_text()

    assert sorted(re.findall(r"seller_orders\.(?:[a-z_]+\.)*(\w+)$", page, re.MULTILINE)) == sorted(
        NAMES
    )
