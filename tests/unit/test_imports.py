import pkgutil
import subprocess
import sys
from importlib import import_module

import pytest

FRAMEWORKS = "alembic click flask granian msgspec redis sqlalchemy uuid_utils werkzeug".split()


def modules_of(package_name: str) -> list[str]:
    package = import_module(package_name)
    found = pkgutil.walk_packages(package.__path__, f"{package_name}.")
    return [package_name, *(module.name for module in found)]


def frameworks_loaded_by(modules: list[str]) -> list[str]:
    statements = [f"import {name}" for name in modules]
    report = f"import sys; print(*sorted(sys.modules.keys() & {set(FRAMEWORKS)}))"

    fresh = subprocess.run(
        [sys.executable, "-c", "\n".join([*statements, report])],
        check=True,
        capture_output=True,
        text=True,
    )
    return fresh.stdout.split()


@pytest.mark.parametrize("package_name", ["seller_orders.domain", "seller_orders.application"])
def test_the_core_loads_no_framework(package_name: str):
    modules = modules_of(package_name)

    assert len(modules) > 1
    assert frameworks_loaded_by(modules) == []


def test_the_composition_root_loads_no_framework():
    """Each way to run imports its own parts, so that no other way has to have them installed."""
    assert frameworks_loaded_by(["seller_orders.bootstrap"]) == []
