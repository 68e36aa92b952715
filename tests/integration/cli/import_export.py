"""The import and export commands, and comparisons of their lines."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.support.migrated_sqlite import migrated_file
from tests.support.server_process import run, sqlite_url, succeed
from tests.support.time_limits import LONG, TimeLimits

DOMAIN = "dom_1"


def database(folder: Path, name: str = "orders") -> str:
    """Return the URL of a database in a test's folder."""
    return sqlite_url(migrated_file(folder / f"{name}.db"))


def imported(
    url: str, text: str | bytes, domain: str = DOMAIN, limits: TimeLimits = LONG
) -> tuple[int, list[str]]:
    """Import from standard input; return the exit status and the lines of stderr.

    A slow import also writes its progress there, which is left out.
    """
    content = text if isinstance(text, bytes) else text.encode()
    ended = run(url, "import", "-", "--domain", domain, stdin=content, limits=limits)
    assert ended.stdout == b""
    lines = ended.stderr.decode().splitlines()
    return ended.returncode, [line for line in lines if not line.startswith("importing: ")]


def exported(url: str, domain: str = DOMAIN) -> bytes:
    """Export a domain."""
    return succeed(url, "export", "--domain", domain)


def exact_lines(text: bytes) -> list[Any]:
    """Parse JSON Lines with exact decimals."""
    return [json.loads(line, parse_float=Decimal) for line in text.splitlines()]


def contains(whole: Any, part: Any) -> bool:
    """Tell whether a document contains every value of another at the same place."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(
            name in whole and contains(whole[name], value) for name, value in part.items()
        )
    if isinstance(part, list):
        return (
            isinstance(whole, list)
            and len(whole) == len(part)
            and all(contains(*pair) for pair in zip(whole, part, strict=True))
        )
    return bool(whole == part) and isinstance(whole, bool) is isinstance(part, bool)
