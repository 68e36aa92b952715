"""The JSON log of a process."""

import json
from pathlib import Path
from typing import Any

from tests.support.http_client import Answer


def log_lines(log: Path, having: str = "") -> list[dict[str, Any]]:
    """Return all lines, or those that have a text; fail if one is not a JSON object."""
    texts = (text for text in log.read_bytes().split(b"\n") if text and having.encode() in text)
    lines = [json.loads(text) for text in texts]
    assert all(isinstance(line, dict) for line in lines)
    return lines


def lines_of(log: Path, answer: Answer, event: str = "request") -> list[dict[str, Any]]:
    """Return the lines of an event that belong to the request of a response."""
    asked = answer.headers["X-Request-Id"]
    return [
        line
        # The log has the lines of thousands of other requests.
        for line in log_lines(log, having=asked)
        if line["event"] == event and line.get("request_id") == asked
    ]
