"""The documentation builds without a warning, and its pictures and reference are current."""

import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from tests.support.documented_examples import ROOT, page


def test_the_documentation_is_built_without_a_warning(tmp_path: Path):
    # The theme draws the navigation of all pages for each page, and adds no warning of its own.
    plain = ["-D", "html_theme=basic"]
    built = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", *plain, "docs", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )

    assert built.returncode == 0, built.stderr
    reference = (tmp_path / "http-reference.html").read_text()
    for operation in ("/orders/bulk", "/orders/{order_id}/cancel"):
        assert operation in reference
    for picture in ("timeline.svg", "forward-rules.svg"):
        assert (tmp_path / "_images" / picture).exists()


def test_the_pictures_are_current():
    spec = spec_from_file_location("draw_pictures", ROOT / "docs" / "draw_pictures.py")
    assert spec is not None
    assert spec.loader is not None
    drawing = module_from_spec(spec)
    spec.loader.exec_module(drawing)
    states = page("docs/pictures/forward-rules.svg")

    assert drawing.timeline() == page("docs/pictures/timeline.svg")
    assert 'aria-roledescription="stateDiagram"' in states
    assert all(f">{status}<" in states for status in ("pending", "shipped", "refunded"))
