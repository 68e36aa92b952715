"""The classes of tests for each port: told to embedders, and used by ourselves."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = sorted(
    name
    for file in ROOT.joinpath("seller_orders/testing/contracts").glob("*.py")
    for name in re.findall(r"^class (\w+Contract)\b", file.read_text(), re.MULTILINE)
)


def test_the_documentation_names_them_all():
    told = re.findall(r"`(\w+Contract)`", ROOT.joinpath("docs/extending.md").read_text())

    assert sorted(told) == CONTRACTS


@pytest.mark.parametrize("name", CONTRACTS)
def test_an_adapter_of_ours_is_held_to_it(name: str):
    subclassed = re.compile(rf"^class Test\w+\({name}\)", re.MULTILINE)
    suites = ROOT.joinpath("tests/contracts").glob("test_*.py")

    assert [file.name for file in suites if subclassed.search(file.read_text())]
