"""The JSON log of a process."""

import json
from pathlib import Path
from typing import Any

from tests.support.http_client import Answer


def log_lines(log: Path) -> list[dict[str, Any]]:
    """Return all lines; fail if one is not a JSON object."""
    lines = [json.loads(line) for line in log.read_bytes().split(b"\n") if line]
    assert all(isinstance(line, dict) for line in lines)
    return lines


def lines_of(log: Path, answer: Answer, event: str = "request") -> list[dict[str, Any]]:
    """Return the lines of an event that belong to the request of a response."""
    asked = answer.headers["X-Request-Id"]
    return [
        line
        for line in log_lines(log)
        if line["event"] == event and line.get("request_id") == asked
    ]
