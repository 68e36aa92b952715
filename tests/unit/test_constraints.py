"""The releases in constraints.txt install on every Python that the package supports."""

from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

CONSTRAINTS: Final = Path(__file__).parents[2] / "constraints.txt"
OLDEST: Final = "3.11.0"


def needed_python(name: str) -> SpecifierSet:
    """The versions of Python that the installed release needs; any if it is not installed."""
    try:
        return SpecifierSet(",".join(metadata(name).get_all("Requires-Python") or []))
    except PackageNotFoundError:
        return SpecifierSet()


def test_the_oldest_python_is_enough_for_each_release():
    lines = CONSTRAINTS.read_text().splitlines()
    names = [Requirement(line).name for line in lines if line and not line.startswith("#")]

    assert OLDEST in SpecifierSet(metadata("seller-orders")["Requires-Python"])
    assert "flask" in {name.lower() for name in names}
    assert [name for name in names if OLDEST not in needed_python(name)] == []
