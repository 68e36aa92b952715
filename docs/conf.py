"""Sphinx configuration: ``make docs`` builds the documentation."""

import sys
from pathlib import Path
from typing import Final

from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).parent))

from http_reference import reference

project = "seller-orders"
copyright = "the seller-orders developers"
extensions = ["myst_parser", "sphinx.ext.autodoc"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "seller-orders"
exclude_patterns = ["performance", "pictures"]
autodoc_preserve_defaults = True
autodoc_typehints = "none"
autodoc_member_order = "bysource"
nitpicky = False

_REFERENCE: Final = Path(__file__).with_name("http-reference.md")


def setup(app: Sphinx) -> None:
    """Write the HTTP reference before the pages are read."""
    app.connect("builder-inited", lambda _: _REFERENCE.write_text(reference()))
