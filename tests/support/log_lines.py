"""The JSON log of a process."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.support.http_client import Answer


def log_lines(log: Path) -> list[dict[str, Any]]:
    """Return all lines; fail if one is not a JSON object."""
    return _parsed(line for line in log.read_bytes().split(b"\n") if line)


def lines_of(log: Path, answer: Answer, event: str = "request") -> list[dict[str, Any]]:
    """Return the lines of an event that belong to the request of a response."""
    asked = answer.headers["X-Request-Id"]
    # Many tests write to the log of a server.
    lines = _parsed(line for line in log.read_bytes().split(b"\n") if asked.encode() in line)
    return [line for line in lines if line["event"] == event and line.get("request_id") == asked]


def _parsed(lines: Iterable[bytes]) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in lines]
    assert all(isinstance(line, dict) for line in found)
    return found
