"""The stub __init__.pyi is the one table of public names."""

import subprocess
import sys
from importlib.metadata import version
from inspect import isclass, isfunction
from pathlib import Path

import pytest
from mypy.build import BuildSource, build
from mypy.options import Options
from returns.result import Failure, Success

import seller_orders

PUBLIC: list[str] = vars(seller_orders)["__all__"]
STUB = Path(seller_orders.__file__).with_name("__init__.pyi")
DOMAIN_ALONE = """
import sys
import seller_orders

assert "returns" not in sys.modules, "a public name was loaded"
seller_orders.__version__, seller_orders.OPEN
optional = "alembic click flask granian msgspec opentelemetry redis sqlalchemy".split()
assert not sys.modules.keys() & {*optional}
"""


def names_for_mypy() -> set[str]:
    """Return the names that mypy lets others import from the package."""
    options = Options()
    options.follow_imports = "skip"
    options.incremental = False
    options.cache_dir = "/dev/null"
    built = build([BuildSource(str(STUB), "seller_orders")], options)
    names = built.files["seller_orders"].names.items()
    return {name for name, symbol in names if symbol.module_public and not name.startswith("__")}


def test_every_list_of_public_names_is_the_same():
    assert len(PUBLIC) > 80
    assert names_for_mypy() == {*PUBLIC}
    assert {*dir(seller_orders)} >= {*PUBLIC, "__version__"}


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_loads(name: str):
    loaded = getattr(seller_orders, name)

    if isclass(loaded) or isfunction(loaded):
        assert loaded.__name__ == name


def test_a_star_import_brings_every_public_name():
    brought: dict[str, object] = {}

    exec("from seller_orders import *", brought)

    assert brought.keys() - {"__builtins__"} == {*PUBLIC}


def test_results_are_those_of_the_returns_library():
    assert seller_orders.Success is Success
    assert seller_orders.Failure is Failure


def test_version_is_that_of_the_distribution():
    assert seller_orders.__version__ == version("seller-orders")


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'Nope'"):
        seller_orders.Nope  # type: ignore[attr-defined]  # noqa: B018


def test_importing_the_package_loads_no_optional_dependency():
    subprocess.run([sys.executable, "-c", DOMAIN_ALONE], check=True)
