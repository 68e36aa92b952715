"""Examples of the documentation: commands with their answers, and Python code."""

import json
import re
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
_SHOWN_FILE: Final = re.compile(
    r"^\[[^]\n]*\]\(\.\./(\S+\.py)\):\n\n```python\n(.*?)```", re.M | re.S
)


def page(name: str) -> str:
    """Return the text of a page, such as ``docs/list-orders.md``."""
    return ROOT.joinpath(name).read_text()


def commands(name: str) -> list[tuple[str, str]]:
    """Return the commands of a page that show their answer, each with that answer."""
    return re.findall(r"```sh\n([^`]*)```\n```json\n([^`]*)```", page(name))


def shell_session(name: str) -> list[tuple[str, str, str]]:
    """Return all commands of a page, each with the kind (json or text) and text of its answer.

    Both are empty for a command without an answer.
    """
    return re.findall(r"```sh\n([^`]*)```\n(?:```(json|text)\n([^`]*)```)?", page(name))


def python_code(name: str) -> list[str]:
    """Return the Python code that stands on a page alone, a text a block."""
    own = _SHOWN_FILE.sub("", page(name))
    return re.findall(r"```python\n(.*?)```", own, re.DOTALL)


def shown_files(name: str) -> list[tuple[str, str]]:
    """Return the files that a page links to and shows, each with the code that it shows."""
    return _SHOWN_FILE.findall(page(name))


def is_shown(kind: str, shown: str, actual: str) -> bool:
    """Return whether an answer is the one that a page shows."""
    if kind != "json":
        return shown == actual
    try:
        assert_shown(json.loads(shown), json.loads(actual))
    except AssertionError:
        return False
    return True


def assert_shown(shown: Any, actual: Any) -> None:
    """Compare the answer that a page shows with the actual one; "…" stands for a part left out.

    A text such as "usr_…" stands for any that begins so.
    """
    if shown == "…":
        return
    if isinstance(shown, str) and shown.endswith("…"):
        assert isinstance(actual, str)
        assert actual.startswith(shown.removesuffix("…"))
        return
    if isinstance(shown, dict):
        left_out = {"…": None} if shown.get("…") else {}
        assert isinstance(actual, dict)
        assert left_out or shown.keys() == actual.keys()
        for key in shown.keys() - left_out.keys():
            assert_shown(shown[key], actual[key])
    elif isinstance(shown, list):
        assert len(shown) == len(actual)
        for each, came in zip(shown, actual, strict=True):
            assert_shown(each, came)
    else:
        assert shown == actual
