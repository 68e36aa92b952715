"""How the documentation is built: ``make docs``."""

import re
import sys
from pathlib import Path
from typing import Final

import mermaidx
from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).parent))

from http_reference import reference

project = "seller-orders"
copyright = "the seller-orders developers"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.viewcode"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "seller-orders"
exclude_patterns = ["performance", "http_reference.py"]
autodoc_preserve_defaults = True
autodoc_typehints = "none"
autodoc_member_order = "bysource"
nitpicky = False

_HERE: Final = Path(__file__).parent
_MERMAID: Final = re.compile(r"```mermaid\n(.*?)```", re.DOTALL)
_PAPER: Final = 'role="img" aria-label="State diagram" style="background: white"'
_EXAMPLE: Final = re.compile(r"\(examples/(?:\w+\.py)?\)")


def setup(app: Sphinx) -> None:
    """Write the reference of the HTTP API, and have what is included of the README linked here."""
    app.connect("builder-inited", _write_reference)
    app.connect("include-read", _link_here)


def _write_reference(_: Sphinx) -> None:
    (_HERE / "http-reference.md").write_text(reference())


def _link_here(_: Sphinx, path: Path, __: str, content: list[str]) -> None:
    if path.name == "README.md":
        # What is a part of a page there is one here; the examples have a page of their own.
        readme = content[0].replace("\n### ", "\n## ").replace("(docs/", "(")
        readme = _EXAMPLE.sub("(extending.md)", readme)
        content[0] = _MERMAID.sub(_picture, readme)


def _picture(block: re.Match[str]) -> str:
    # A script that draws it in the browser would have to come from another host.
    drawn = mermaidx.render(block[1]).svg()
    return f"```{{raw}} html\n<div {_PAPER}>{drawn}</div>\n```"
