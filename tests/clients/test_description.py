"""Tools of the OpenAPI ecosystem read /openapi.json with their default settings."""

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.clients.conftest import HERE, Tool, run

BIN = Path(sys.executable).parent


def test_lint_is_clean(node_tool: Tool, description: Path):
    ended = node_tool("redocly", "lint", "--format", "stylish", str(description))

    said = ended.stdout + ended.stderr
    assert ended.returncode == 0, said
    assert "Your API description is valid" in said
    assert "warning" not in said.lower().replace("deprecation warning", ""), said


def test_typescript_client_works(
    node_tool: Tool, description: Path, tmp_path: Path, access: Mapping[str, str]
):
    shutil.copy(HERE / "programs" / "order_a_pasta.ts", tmp_path)
    shutil.copy(HERE / "tsconfig.json", tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "node_modules").symlink_to(HERE / "node_modules")
    types = node_tool("openapi-typescript", str(description), "-o", str(tmp_path / "openapi.d.ts"))
    assert types.returncode == 0, types.stderr

    compiled = node_tool("tsc", "--project", str(tmp_path))
    assert compiled.returncode == 0, compiled.stdout
    ended = run("node", tmp_path / "order_a_pasta.js", **access)

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.split() == ["pending", "processing", "order_is_closed"]


def test_python_client_works(description: Path, tmp_path: Path, access: Mapping[str, str]):
    package = tmp_path / "seller_orders_client"
    made = run(
        BIN / "openapi-python-client",
        "generate",
        *("--path", description, "--output-path", package, "--meta", "none"),
        *("--config", HERE / "generator.yaml", "--fail-on-warning"),
    )
    assert made.returncode == 0, made.stdout + made.stderr
    assert "arning" not in made.stdout + made.stderr

    program = HERE / "programs" / "order_a_pasta.py"
    checked = run(
        *(sys.executable, "-m", "mypy", "--config-file", "", "--strict"),
        *("--cache-dir", tmp_path / "cache", program, package),
        MYPYPATH=str(tmp_path),
    )
    assert checked.returncode == 0, checked.stdout
    ended = run(sys.executable, program, PYTHONPATH=str(tmp_path), **access)

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.split() == ["pending", "processing", "order_is_closed"]
