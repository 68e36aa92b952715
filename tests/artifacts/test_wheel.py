"""The wheel in new virtual environments, with only the extras that the README names."""

import subprocess
import sys
from pathlib import Path
from shutil import copytree
from venv import create

import pytest

from tests.documentation.test_readme import EMBEDDING, PROVING, SAY

ROOT = Path(__file__).parents[2]

FEW_EXAMPLES = """
from hypothesis import settings

settings.register_profile("few", max_examples=10)
settings.load_profile("few")
"""
IMPORT_ALL = """
from importlib import import_module
from pkgutil import walk_packages
from seller_orders import testing

for module in walk_packages(testing.__path__, "seller_orders.testing."):
    print(import_module(module.name).__name__)
"""


def run(python: Path, *arguments: str, folder: Path) -> str:
    done = subprocess.run(
        [python, *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = ["-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", ".", str(ROOT)]
    run(Path(sys.executable), *build, folder=folder)
    (built,) = folder.glob("*.whl")
    return built


def fresh(folder: Path, wheel: Path, extra: str) -> Path:
    """Create a virtual environment with the wheel and return its Python."""
    create(folder / "venv")
    python = folder / "venv" / "bin" / "python"
    pip = ["-m", "pip", "--python", str(python)]
    wanted = [f"{wheel}{extra}", "-c", str(ROOT / "constraints.txt")]
    run(Path(sys.executable), *pip, "install", "--quiet", "--no-compile", *wanted, folder=folder)
    return python


def installed(python: Path, folder: Path) -> list[str]:
    listed = ["-m", "pip", "--python", str(python), "list", "--format", "freeze"]
    return run(Path(sys.executable), *listed, folder=folder).split()


def test_the_readme_runs_with_the_extra_that_it_names(tmp_path: Path, wheel: Path):
    python = fresh(tmp_path, wheel, "[sql]")

    said = [run(python, "-c", example, folder=tmp_path) for example in EMBEDDING]

    assert said == [f"{each}\n" for each in SAY]


def test_the_base_install_has_attrs_and_returns_only(tmp_path: Path, wheel: Path):
    python = fresh(tmp_path, wheel, "")

    names = {line.partition("==")[0] for line in installed(python, tmp_path)}
    assert names == {
        "attrs",
        "returns",
        "seller-orders",
        "typing_extensions",
    }
    copytree(ROOT / "examples", tmp_path / "examples")
    said = run(python, "-m", "examples.own_repository", folder=tmp_path)
    assert said.splitlines()[0] == "delivered"


def test_the_testing_extra_is_complete(tmp_path: Path, wheel: Path):
    python = fresh(tmp_path, wheel, "[testing]")

    imported = run(python, "-c", IMPORT_ALL, folder=tmp_path).split()

    testing = ROOT / "seller_orders" / "testing"
    assert len(imported) == len([*testing.rglob("*.py")]) - 1
    (tmp_path / "conftest.py").write_text(FEW_EXAMPLES)
    (tmp_path / "test_ours.py").write_text(PROVING)
    assert "1 passed" in run(python, "-m", "pytest", "test_ours.py", folder=tmp_path)
