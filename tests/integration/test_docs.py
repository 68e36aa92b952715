"""The documentation is built without a warning, and says what the API says."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_documentation_is_built_without_a_warning(tmp_path: Path):
    built = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "docs", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )

    assert built.returncode == 0, built.stderr
    reference = (tmp_path / "http-reference.html").read_text()
    assert 'aria-roledescription="stateDiagram"' in (tmp_path / "concepts.html").read_text()
    for operation in ("/orders/bulk", "/orders/{order_id}/cancel"):
        assert operation in reference
