"""The documentation builds without a warning, and its pictures and reference are current."""

import re
import subprocess
import sys
from collections.abc import Iterator
from html import escape
from importlib.metadata import packages_distributions, requires
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.documented_examples import ROOT, page

_IMPORT_NAMES = """
import sys

import seller_orders

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in sys.argv[1].split(","):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Finder())
for name in sys.argv[2].split(","):
    getattr(seller_orders, name)
"""


def installed_by(requirement: Requirement) -> Iterator[str]:
    """Return the distributions that a requirement installs, itself included."""
    yield canonicalize_name(requirement.name)
    for text in requires(requirement.name) or ():
        needed = Requirement(text)
        extras = requirement.extras or {""}
        if needed.marker is None or any(needed.marker.evaluate({"extra": e}) for e in extras):
            yield from installed_by(needed)


def test_the_extra_docs_installs_what_documented_names_import():
    """A fresh clone builds the documentation with this extra alone."""
    installed = {*installed_by(Requirement("seller-orders[docs]"))}
    blocked = {
        module
        for module, owners in packages_distributions().items()
        if not any(canonicalize_name(owner) in installed for owner in owners)
    }
    names = re.findall(r"^\.\. auto\w+:: seller_orders\.(\w+)$", page("docs/python-api.md"), re.M)

    imported = subprocess.run(
        [sys.executable, "-c", _IMPORT_NAMES, ",".join(blocked), ",".join(names)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert "pytest" in blocked
    assert imported.returncode == 0, imported.stderr


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
    for picture in ("timeline.svg", "forward-rules.svg", "units.svg"):
        assert (tmp_path / "_images" / picture).exists()


def test_the_pictures_are_current():
    spec = spec_from_file_location("draw_pictures", ROOT / "docs" / "draw_pictures.py")
    assert spec is not None
    assert spec.loader is not None
    drawing = module_from_spec(spec)
    spec.loader.exec_module(drawing)
    states = page("docs/pictures/forward-rules.svg")
    places = re.findall(r'state "(.*)" as', page("docs/pictures/units.mmd"))

    assert drawing.timeline() == page("docs/pictures/timeline.svg")
    assert 'aria-roledescription="stateDiagram"' in states
    assert all(f">{status}<" in states for status in ("pending", "shipped", "refunded"))
    assert len(places) == 6
    assert all(
        f">{escape(place, quote=False)}<" in page("docs/pictures/units.svg") for place in places
    )
